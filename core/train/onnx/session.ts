/** Runs an exported model over a table: for the parity check, for tests; serving keeps its own sessions. */
import { InferenceSession } from "onnxruntime-node";
import type { ModelSchema } from "../../contract/index.ts";
import { type Table, takeRows } from "../../data/index.ts";
import type { Scores } from "../reference/index.ts";
import { toFeeds } from "./feeds.ts";
import { outputNames, readOutputs } from "./outputs.ts";

const BATCH_ROWS = 4096;

/** Scores every row, in batches, on one thread; the session is released whatever happens. */
export async function scoreOnnx(onnx: Uint8Array, schema: ModelSchema, table: Table): Promise<Scores> {
  const session = await InferenceSession.create(onnx, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  try {
    const names = outputNames(schema.features.map(({ name }) => name));
    const outputs = schema.task === "regression" ? 1 : schema.classes.length;
    const values = new Float64Array(table.rows * outputs);
    for (let from = 0; from < table.rows; from += BATCH_ROWS) {
      const rows = Math.min(BATCH_ROWS, table.rows - from);
      const batch = takeRows(
        table,
        Int32Array.from({ length: rows }, (_, row) => from + row),
      );
      const fetches = [schema.task === "regression" ? names.value : names.probabilities];
      const results = await session.run(toFeeds(schema, batch), fetches);
      values.set(readOutputs(schema.task, results).values, from * outputs);
    }
    return { outputs, values };
  } finally {
    await session.release();
  }
}
