/** Runs an exported model over a table: for the parity check, for tests; serving keeps its own sessions. */
import { InferenceSession } from "onnxruntime-node";
import type { ModelSchema } from "../../contract/index.ts";
import { sliceRows, type Table } from "../../data/index.ts";
import type { Scores } from "../reference/index.ts";
import { toFeeds } from "./feeds.ts";
import { outputNames, readOutputs } from "./outputs.ts";

const BATCH_ROWS = 4096;

export interface OnnxScorer {
  /** Scores every row, in batches, on one thread. */
  score(table: Table): Promise<Scores>;
  release(): Promise<void>;
}

/** @example const session = await openSession(onnx, schema); await session.score(table); await session.release(); */
export async function openSession(onnx: Uint8Array, schema: ModelSchema): Promise<OnnxScorer> {
  const session = await InferenceSession.create(onnx, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const names = outputNames(schema.features.map(({ name }) => name));
  const fetches = [schema.task === "regression" ? names.value : names.probabilities];
  const outputs = schema.task === "regression" ? 1 : schema.classes.length;
  return {
    score: async (table) => {
      const values = new Float64Array(table.rows * outputs);
      for (let from = 0; from < table.rows; from += BATCH_ROWS) {
        const batch = sliceRows(table, from, Math.min(from + BATCH_ROWS, table.rows));
        const results = await session.run(toFeeds(schema, batch), fetches);
        values.set(readOutputs(schema.task, results).values, from * outputs);
      }
      return { outputs, values };
    },
    release: () => session.release(),
  };
}
