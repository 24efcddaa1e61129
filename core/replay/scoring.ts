/** What a block is worth: predicted first, judged by its outcomes afterwards. */
import type { ModelSchema, Task } from "../contract/index.ts";
import { type Column, columnNamed, encodeTarget, type Table } from "../data/index.ts";
import { decideLabels, type FittedModel, rowLoss, type Scores, score } from "../train/index.ts";

export interface BlockScore {
  scores: Scores;
  /** Decided class per row; null for numbers. */
  decided: Int32Array | null;
  /** Rows with a cell that serving would refuse; it was made missing. */
  refused: Uint8Array;
  /** Accuracy, or RMSE. */
  metric: number;
  /** Mean log loss of a classifier, null for numbers. */
  logLoss: number | null;
}

/** Cells that serving would refuse are made missing, so that every row can be scored. */
function acceptable(schema: ModelSchema, table: Table): { features: Table; refused: Uint8Array } {
  const refused = new Uint8Array(table.rows);
  const columns = schema.features.map((feature): Column => {
    const column = columnNamed(table, feature.name)!;
    if (feature.type !== "number" || column.kind !== "number") return column;
    const { low, high } = feature.range;
    const values = column.values.map((value, row) => {
      if (!(value < low || value > high)) return value;
      refused[row] = 1;
      return Number.NaN;
    });
    return { ...column, values };
  });
  return { features: { rows: table.rows, columns }, refused };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param rows features and target, every target known */
export function scoreBlock(model: FittedModel, schema: ModelSchema, rows: Table): BlockScore {
  const truth = encodeTarget(columnNamed(rows, schema.target)!, schema);
  const { features, refused } = acceptable(schema, rows);
  const scores = score(model, features);
  const losses = rowLoss(scores, truth, schema.task);
  if (schema.task === "regression")
    return { scores, decided: null, refused, metric: Math.sqrt(mean(losses)), logLoss: null };
  const decided = decideLabels(model, scores);
  const right = decided.reduce((count, label, row) => count + (label === truth[row] ? 1 : 0), 0);
  return { scores, decided, refused, metric: right / rows.rows, logLoss: mean(losses) };
}

export const metricOf = (task: Task) => (task === "regression" ? ("rmse" as const) : ("accuracy" as const));
