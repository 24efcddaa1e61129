/** What gradient boosting can be told. */
import { HomeostatError } from "../../../contract/index.ts";
import type { Parameters } from "../learner.ts";
import { integerSetting, numberSetting, oneOf, optionalInteger } from "../settings.ts";

export interface Settings {
  trees: number;
  leaves: number;
  learningRate: number;
  bins: number;
  minRows: number;
  l2: number;
  maxDepth: number;
  /** Share of rows and of columns that each tree sees. */
  rowShare: number;
  columnShare: number;
  /** `leaf`: the leaf that gains most is split next; `depth`: the shallowest. */
  growth: "leaf" | "depth";
  /** Rounds without progress on rows not learnt from, after which it stops; null: never. */
  patience: number | null;
  /** Share of the rows that are only watched, where the caller names none. */
  validationShare: number;
}

export const readSettings = (parameters: Parameters): Settings => ({
  trees: integerSetting(parameters, "trees", 1, 100_000),
  leaves: integerSetting(parameters, "leaves", 2, 65_536),
  learningRate: numberSetting(parameters, "learning_rate", 1e-6, 10),
  bins: integerSetting(parameters, "bins", 2, 255),
  minRows: integerSetting(parameters, "min_leaf_rows", 1, 1e9),
  l2: numberSetting(parameters, "l2", 0, 1e9),
  maxDepth: optionalInteger(parameters, "max_depth", 1, 1000, Number.POSITIVE_INFINITY),
  rowShare: numberSetting(parameters, "row_share", 0.01, 1),
  columnShare: numberSetting(parameters, "column_share", 0.01, 1),
  growth: oneOf(parameters, "growth", ["leaf", "depth"]),
  patience: parameters.early_stopping === null ? null : integerSetting(parameters, "early_stopping", 1, 100_000),
  validationShare: numberSetting(parameters, "validation_share", 0.01, 0.5),
});

const DIRECTIONS: Record<string, number> = { increasing: 1, decreasing: -1 };

/**
 * Reads `monotone`, JSON such as `{"age":"increasing"}`: by raw feature, which way the answer may go.
 * @returns one per column: 1, −1 or 0. Throws WRONG_USE for anything else, an unknown feature or a category.
 */
export function monotoneDirections(
  { monotone }: Parameters,
  columns: readonly { feature: string; levels?: number }[],
): Int8Array {
  const directions = new Int8Array(columns.length);
  if (monotone === null) return directions;
  const refuse = (why: string) => new HomeostatError("WRONG_USE", { reason: `monotone is ${monotone}; ${why}.` });
  let wanted: unknown;
  try {
    wanted = JSON.parse(String(monotone));
  } catch {
    throw refuse('it must be JSON such as {"age":"increasing"}');
  }
  if (typeof wanted !== "object" || wanted === null) throw refuse("it must name features");
  for (const [feature, way] of Object.entries(wanted)) {
    const direction = DIRECTIONS[String(way)];
    if (direction === undefined) throw refuse(`${feature} can be increasing or decreasing`);
    const own = columns.flatMap((column, at) => (column.feature === feature ? [at] : []));
    if (own.length === 0) throw refuse(`there is no feature ${feature}`);
    if (own.some((at) => columns[at]!.levels !== undefined)) throw refuse(`${feature} is a category`);
    for (const at of own) directions[at] = direction;
  }
  return directions;
}
