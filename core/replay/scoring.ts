/** What a block is worth: predicted first, judged by its outcomes afterwards. */
import type { ModelSchema, Task } from "../contract/index.ts";
import { type Column, columnNamed, encodeTarget, type Table } from "../data/index.ts";
import { decideLabels, type FittedModel, rowLoss, score } from "../train/index.ts";

export interface BlockScore {
  /** Accuracy, or RMSE. */
  metric: number;
  /** Mean log loss of a classifier, null for numbers. */
  logLoss: number | null;
}

/** Cells that serving would refuse are made missing, so that every row can be scored. */
function acceptable(schema: ModelSchema, table: Table): Table {
  const columns = schema.features.map((feature): Column => {
    const column = columnNamed(table, feature.name)!;
    if (feature.type !== "number" || column.kind !== "number") return column;
    const { low, high } = feature.range;
    const values = column.values.map((value) => (value < low || value > high ? Number.NaN : value));
    return { ...column, values };
  });
  return { rows: table.rows, columns };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param rows features and target, every target known */
export function scoreBlock(model: FittedModel, schema: ModelSchema, rows: Table): BlockScore {
  const truth = encodeTarget(columnNamed(rows, schema.target)!, schema);
  const scores = score(model, acceptable(schema, rows));
  const losses = rowLoss(scores, truth, schema.task);
  if (schema.task === "regression") return { metric: Math.sqrt(mean(losses)), logLoss: null };
  const decided = decideLabels(model, scores);
  const right = decided.reduce((count, label, row) => count + (label === truth[row] ? 1 : 0), 0);
  return { metric: right / rows.rows, logLoss: mean(losses) };
}

export const metricOf = (task: Task) => (task === "regression" ? ("rmse" as const) : ("accuracy" as const));
