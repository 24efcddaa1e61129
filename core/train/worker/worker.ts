/** The worker's side: one task, its progress, its result or its error. */
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { asHomeostatError } from "../../contract/index.ts";
import { exportModel } from "../onnx/index.ts";
import { refit } from "../search/refit.ts";
import { train } from "../search/train.ts";
import type { Task, WorkerInput, WorkerMessage } from "./protocol.ts";

/** Below everything that answers somebody. Linux gives each thread its own; elsewhere it would slow the whole engine. */
const NICE = 10;

function run(task: Task, cancelled: () => boolean, send: (message: WorkerMessage) => void): Promise<WorkerMessage> {
  if (task.kind === "train") {
    const onProgress = (progress: Extract<WorkerMessage, { kind: "progress" }>["progress"]) =>
      send({ kind: "progress", progress });
    return train(task.table, task.plan, { onProgress, cancelled }).then((trained) => ({ kind: "trained", trained }));
  }
  if (task.kind === "export")
    return exportModel(task.model, task.schema, task.table, { cancelled }).then((exported) => ({
      kind: "exported",
      exported,
    }));
  const { recipe, table, schema, options } = task;
  return Promise.resolve({ kind: "refitted", model: refit(recipe, table, schema, { ...options, cancelled }) });
}

async function main(): Promise<void> {
  const { task, cancel } = workerData as WorkerInput;
  const flag = new Int32Array(cancel);
  const send = (message: WorkerMessage) => parentPort?.postMessage(message);
  if (process.platform === "linux") setPriority(0, NICE);
  try {
    send(await run(task, () => Atomics.load(flag, 0) === 1, send));
  } catch (thrown) {
    send({ kind: "failed", error: asHomeostatError(thrown).toJSON() });
  }
}

await main();
