/**
 * Training beside serving: in a worker thread of its own, so that no request waits for a fit.
 * The thread runs this folder's TypeScript as it stands; a packaged app ships `core` as source.
 */
import { Worker } from "node:worker_threads";
import { HomeostatError, type ModelSchema, type Progress } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { FittedModel } from "../model.ts";
import type { Exported } from "../onnx/index.ts";
import type { TrainedModel, TrainPlan } from "../plan.ts";
import type { RefitOptions } from "../search/refit.ts";
import { checkMemory } from "./memory-need.ts";
import type { Task, WorkerInput, WorkerMessage } from "./protocol.ts";

/** A cancelled worker that has not stopped by itself after this long is ended. */
const GRACE_MS = 800;

type Result = Extract<WorkerMessage, { kind: "trained" | "refitted" | "exported" }>;

export interface WorkerOptions {
  onProgress?(progress: Progress): void;
  signal?: AbortSignal | undefined;
  /** Megabytes of heap for the worker; the engine's own limit where absent. */
  memory?: number;
}

/**
 * @param entry the worker's script, another one in tests
 * @throws CANCELLED once `signal` aborts; what the task threw; JOB_FAILED where the worker died
 */
export function runInWorker(
  task: Task,
  options: WorkerOptions,
  entry = new URL("./worker.ts", import.meta.url),
): Promise<Result> {
  const { signal, onProgress, memory } = options;
  if (signal?.aborted) return Promise.reject(new HomeostatError("CANCELLED"));
  const cancel = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(entry, {
    workerData: { task, cancel } satisfies WorkerInput,
    name: `homeostat ${task.kind}`,
    ...(memory === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memory } }),
  });
  const died = (reason: string): HomeostatError =>
    signal?.aborted ? new HomeostatError("CANCELLED") : new HomeostatError("JOB_FAILED", { job: task.kind, reason });
  return new Promise<Result>((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      Atomics.store(new Int32Array(cancel), 0, 1);
      grace = setTimeout(() => void worker.terminate(), GRACE_MS);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "progress") onProgress?.(message.progress);
      else if (message.kind === "failed") reject(HomeostatError.from(message.error));
      else resolve(message);
    });
    worker.on("error", (error) => reject(died(error instanceof Error ? error.message : String(error))));
    // Where a result came first, the promise is settled and this changes nothing.
    worker.on("exit", (code) => {
      clearTimeout(grace);
      signal?.removeEventListener("abort", onAbort);
      reject(died(`the worker ended with code ${code}`));
    });
  });
}

/** `train()` in a worker thread. @throws CANCELLED, JOB_FAILED, and what `train` throws */
export async function trainInWorker(table: Table, plan: TrainPlan, options: WorkerOptions = {}): Promise<TrainedModel> {
  checkMemory(table);
  const result = await runInWorker({ kind: "train", table, plan }, options);
  if (result.kind === "trained") return result.trained;
  throw new HomeostatError("JOB_FAILED", { job: "train", reason: `the worker answered ${result.kind}` });
}

/** `refit()` in a worker thread. @throws CANCELLED, JOB_FAILED, and what `refit` throws */
export async function refitInWorker(
  recipe: FittedModel,
  table: Table,
  schema: ModelSchema,
  options: Omit<RefitOptions, "cancelled"> & { signal?: AbortSignal | undefined },
): Promise<FittedModel> {
  const { signal, ...fit } = options;
  const result = await runInWorker({ kind: "refit", recipe, table, schema, options: fit }, { signal });
  if (result.kind === "refitted") return result.model;
  throw new HomeostatError("JOB_FAILED", { job: "refit", reason: `the worker answered ${result.kind}` });
}

/** `exportModel()` in a worker thread. @throws PARITY_FAILED, JOB_FAILED */
export async function exportInWorker(model: FittedModel, schema: ModelSchema, table: Table): Promise<Exported> {
  const result = await runInWorker({ kind: "export", model, schema, table }, {});
  if (result.kind === "exported") return result.exported;
  throw new HomeostatError("JOB_FAILED", { job: "export", reason: `the worker answered ${result.kind}` });
}
