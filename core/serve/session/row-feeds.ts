/**
 * Validated rows → the tensors of a session, straight from their cells. `toFeeds(schema, tableOf(schema, rows))`
 * gives the same; it builds a dictionary of every known category first, which for one row is most of its time.
 */
import { Tensor } from "onnxruntime-node";
import type { Feature, ModelSchema } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";

function feedOf({ type }: Feature, rows: readonly CellValue[][], at: number): Tensor {
  const shape = [rows.length, 1];
  const number = (row: CellValue[]): number => {
    const cell = row[at];
    return typeof cell === "number" ? cell : Number.NaN;
  };
  if (type === "number") return new Tensor("float32", Float32Array.from(rows, number), shape);
  if (type === "datetime") return new Tensor("float64", Float64Array.from(rows, number), shape);
  return new Tensor(
    "string",
    rows.map((row) => (row[at] === null ? "" : String(row[at]))),
    shape,
  );
}

/** @param rows in the schema's order, missing null */
export const rowFeeds = (schema: ModelSchema, rows: readonly CellValue[][]): Record<string, Tensor> =>
  Object.fromEntries(schema.features.map((feature, at) => [feature.name, feedOf(feature, rows, at)]));
