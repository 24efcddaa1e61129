/** Rows → the tensors that the exported model takes. */
import { Tensor } from "onnxruntime-node";
import type { Feature, ModelSchema } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import { numbersOf, textsOf } from "../preprocess/cells.ts";

function feedOf({ name, type }: Feature, table: Table): Tensor {
  const shape = [table.rows, 1];
  if (type === "number") return new Tensor("float32", Float32Array.from(numbersOf(table, name)), shape);
  if (type === "datetime") return new Tensor("float64", Float64Array.from(numbersOf(table, name)), shape);
  const { codes, levels } = textsOf(table, name);
  return new Tensor(
    "string",
    Array.from(codes, (code) => (code < 0 ? "" : levels[code]!)),
    shape,
  );
}

/**
 * One tensor [N, 1] per feature: numbers float32 (NaN missing), categories and booleans string ("" missing), dates
 * float64 epoch milliseconds (NaN missing).
 * @example await session.run(toFeeds(schema, table))
 */
export const toFeeds = (schema: ModelSchema, table: Table): Record<string, Tensor> =>
  Object.fromEntries(schema.features.map((feature) => [feature.name, feedOf(feature, table)]));
