/** Export with proof: the ONNX model and the reference predictor must agree on every row that is tried. */
import { HomeostatError, type ModelSchema, type Parity } from "../../contract/index.ts";
import { type Table, takeRows } from "../../data/index.ts";
import type { FittedModel } from "../model.ts";
import { type Scores, score } from "../reference/index.ts";
import { buildOnnx } from "./build.ts";
import { hostileRows } from "./hostile-rows.ts";
import { scoreOnnx } from "./session.ts";

/** Error ÷ max(1, |value|) that the gate allows. */
export const PARITY_LIMIT = 1e-5;
/** Training rows compared; a larger table is sampled evenly. */
const MOST_ROWS = 20_000;

function sample(table: Table): Table {
  if (table.rows <= MOST_ROWS) return table;
  const step = table.rows / MOST_ROWS;
  return takeRows(
    table,
    Int32Array.from({ length: MOST_ROWS }, (_, k) => Math.floor(k * step)),
  );
}

interface Errors {
  absolute: number;
  relative: number;
}

function largestErrors(exported: Scores, reference: Scores): Errors {
  const errors: Errors = { absolute: 0, relative: 0 };
  reference.values.forEach((expected, i) => {
    const found = exported.values[i]!;
    if (Object.is(found, expected)) return;
    const absolute = Math.abs(found - expected);
    const error = Number.isNaN(absolute) ? Number.POSITIVE_INFINITY : absolute;
    errors.absolute = Math.max(errors.absolute, error);
    errors.relative = Math.max(errors.relative, error / Math.max(1, Math.abs(expected)));
  });
  return errors;
}

/**
 * Builds the ONNX model and compares it with the reference predictor on the rows of `table` (up to 20,000, evenly
 * taken) and on generated hostile ones: missing, unseen, huge and infinite cells.
 * @returns the file's bytes, and the largest errors over all rows and outputs
 * @throws PARITY_FAILED where error ÷ max(1, |value|) exceeds 1e-5 anywhere
 */
export async function exportModel(
  model: FittedModel,
  schema: ModelSchema,
  table: Table,
): Promise<{ onnx: Uint8Array; parity: Parity }> {
  const onnx = buildOnnx(model, schema);
  const parts = [sample(table), hostileRows(schema, table)];
  const errors: Errors = { absolute: 0, relative: 0 };
  for (const part of parts) {
    const { absolute, relative } = largestErrors(await scoreOnnx(onnx, schema, part), score(model, part));
    errors.absolute = Math.max(errors.absolute, absolute);
    errors.relative = Math.max(errors.relative, relative);
  }
  if (errors.relative > PARITY_LIMIT)
    throw new HomeostatError("PARITY_FAILED", { error: errors.relative, limit: PARITY_LIMIT });
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return { onnx, parity: { rows, max_abs_error: errors.absolute, max_rel_error: errors.relative } };
}
