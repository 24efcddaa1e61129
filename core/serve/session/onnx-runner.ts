/** One onnxruntime session over a version's `model.onnx`. */
import { InferenceSession } from "onnxruntime-node";
import type { ModelSchema } from "../../contract/index.ts";
import type { CellValue } from "../../data/index.ts";
import { readOutputs, type Scores } from "../../train/index.ts";
import { rowFeeds } from "./row-feeds.ts";

export interface OnnxRunner {
  run(rows: readonly CellValue[][]): Promise<Scores>;
  release(): Promise<void>;
}

/** A classifier's labels are not fetched: the class is decided from the probabilities. */
const isLabel = (output: string): boolean => output.endsWith("label");

/**
 * One thread: a row is too little work to share, and training has the other cores.
 * @throws whatever onnxruntime throws for a model that it cannot load
 */
export async function createOnnxRunner(schema: ModelSchema, onnx: Uint8Array): Promise<OnnxRunner> {
  const session = await InferenceSession.create(onnx, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
  });
  const outputs = session.outputNames.filter((name) => !isLabel(name));
  return {
    run: async (rows) => readOutputs(schema.task, await session.run(rowFeeds(schema, rows), outputs)),
    release: () => session.release(),
  };
}
