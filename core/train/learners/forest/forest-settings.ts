import { HomeostatError } from "../../../contract/index.ts";
import type { Matrix } from "../../model.ts";
import type { Labels, Parameters } from "../learner.ts";
import { integerSetting, optionalInteger } from "../settings.ts";
import type { ForestSettings } from "./forest.ts";

/** Leaves of at least this share of the rows keep a forest of 100 trees within some tens of megabytes. */
const ROWS_PER_LEAF_ROW = 10_000;

/** `sqrt`, `all`, or a share of the columns; null: sqrt for classes, a third (at least two) for numbers. */
function columnsTried(setting: Parameters[string] | undefined, columns: number, task: Labels["task"]): number {
  if (setting === null || setting === undefined)
    return task === "regression" ? Math.max(Math.min(2, columns), Math.round(columns / 3)) : sqrtOf(columns);
  if (setting === "sqrt") return sqrtOf(columns);
  if (setting === "all") return columns;
  if (typeof setting === "number" && setting > 0 && setting <= 1) return Math.max(1, Math.round(setting * columns));
  throw new HomeostatError("WRONG_USE", {
    reason: `max_features is ${setting}; it must be sqrt, all, null or a share above 0 and up to 1.`,
  });
}

const sqrtOf = (columns: number): number => Math.max(1, Math.floor(Math.sqrt(columns)));

/** Reads `trees`, `max_features`, `min_leaf_rows` (null: by the number of rows) and `max_depth`. */
export function forestSettings(
  parameters: Parameters,
  matrix: Matrix,
  labels: Labels,
): Pick<ForestSettings, "trees" | "columnsTried" | "minLeafRows" | "maxDepth"> {
  const byRows = Math.max(1, Math.ceil(matrix.rows / ROWS_PER_LEAF_ROW));
  return {
    trees: integerSetting(parameters, "trees", 1, 10_000),
    columnsTried: columnsTried(parameters.max_features, matrix.columns.length, labels.task),
    minLeafRows: optionalInteger(parameters, "min_leaf_rows", 1, 1e9, byRows),
    maxDepth: optionalInteger(parameters, "max_depth", 1, 1000, Number.POSITIVE_INFINITY),
  };
}
