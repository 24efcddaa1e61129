/** What a model cannot do, in sentences for those who rely on it. */
import { type ModelSchema, plural, type Segment, say } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";
import type { FittedModel, Predictor } from "../model.ts";
import { predictorsOf } from "../reference/index.ts";
import { figure } from "./segments.ts";

/** A class of fewer rows is hardly learnt, and its metrics are rough. */
const FEW_ROWS = 50;

const isTrees = ({ kind }: Predictor): boolean => kind === "trees";

/** Trees answer with means of training rows: they cannot leave what they have seen. */
function beyondRange(model: FittedModel, truth: Float64Array): string[] {
  const predictors = predictorsOf(model.predictor);
  if (model.task !== "regression" || truth.length === 0) return [];
  if (predictors.every(isTrees)) {
    const [low, high] = truth.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
    return [say("doesNotExtrapolate", { low: figure(low!), high: figure(high!) })];
  }
  return [say("straightLine")];
}

function rareClasses({ classes }: ModelSchema, counts: readonly number[]): string[] {
  return classes.flatMap((label, k) => {
    const rows = counts[k] ?? 0;
    if (rows >= FEW_ROWS) return [];
    return [say("rareClass", { rows: plural(rows, "row"), label: labelText(label) })];
  });
}

/**
 * @param counts rows per class that it learnt from
 * @param truth of the rows that judged it
 */
export function limitsOf(
  model: FittedModel,
  schema: ModelSchema,
  { counts, truth, segments }: { counts: readonly number[]; truth: Float64Array; segments: readonly Segment[] },
): string[] {
  const worse = segments.filter((segment) => segment.worse).slice(0, 3);
  return [
    ...rareClasses(schema, counts),
    ...beyondRange(model, truth),
    ...worse.map(({ feature, value, rows }) => say("worseWhere", { feature, value, rows })),
  ];
}
