/** `predict.recent`: the newest predictions, each with as much of its row as a list shows. */
import type { Appliance } from "../appliance.ts";
import type { Row } from "../contract/index.ts";

/** A row's first cells, those that the model does not use before the others. */
function firstCells(input: Row, used: ReadonlySet<string>, most: number): Row {
  const names = Object.keys(input);
  if (names.length <= most) return input;
  const own = names.filter((name) => !used.has(name));
  const told = [...own, ...names.filter((name) => used.has(name))].slice(0, most);
  return Object.fromEntries(told.map((name) => [name, input[name]!]));
}

/** @param asked `cells` of each row at most; all where it is not said */
export function recentPredictions(
  { log, registry }: Pick<Appliance, "log" | "registry">,
  { model, limit, cells = Number.POSITIVE_INFINITY }: { model: string; limit: number; cells?: number | undefined },
) {
  const predictions = log.recent(model, limit);
  const production = registry.production(model);
  const { features } = production === null ? { features: [] } : registry.show(`${model}@${production}`).schema;
  const used = new Set(features.map(({ name }) => name));
  return {
    predictions: predictions.map((one) => ({ ...one, input: firstCells(one.input, used, cells) })),
    sent: [...new Set(predictions.flatMap(({ input }) => Object.keys(input)))],
    total: log.count(model).predictions,
  };
}
