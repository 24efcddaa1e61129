/** Training beside serving: in a worker thread of its own, so that no request waits for a fit. */
import type { ModelSchema, Progress } from "../../contract/index.ts";
import { checkMemory, sendTable, type Table } from "../../data/index.ts";
import { runInThread, type ThreadOptions } from "../../shared/index.ts";
import type { FittedModel } from "../model.ts";
import type { Exported } from "../onnx/index.ts";
import type { TrainedModel, TrainPlan } from "../plan.ts";
import type { RefitOptions } from "../search/refit.ts";
import type { Estimator, HeldOut } from "../unseen/index.ts";
import type { Results, Task } from "./tasks.ts";

export type WorkerOptions = Omit<ThreadOptions<Progress>, "job">;

/** Of one piece of work, whose caller knows what it is for: the share done, and its end. */
export interface PieceOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number) => void) | undefined;
}

const piece = ({ signal, onProgress }: PieceOptions): WorkerOptions => ({
  signal,
  onProgress: onProgress && (({ done }) => onProgress(done)),
});

const run = <K extends Task["kind"]>(
  kind: K,
  task: Omit<Extract<Task, { kind: K }>, "kind">,
  options: WorkerOptions = {},
): Promise<Results[K]> =>
  runInThread(new URL("./worker.ts", import.meta.url), { kind, ...task }, { job: kind, ...options });

/** `train()` in a worker thread. @throws CANCELLED, JOB_FAILED, TABLE_TOO_LARGE, and what `train` throws */
export async function trainInWorker(table: Table, plan: TrainPlan, options?: WorkerOptions): Promise<TrainedModel> {
  checkMemory(table);
  return run("train", { table: sendTable(table), plan }, options);
}

/** `refit()` in a worker thread. @throws CANCELLED, JOB_FAILED, and what `refit` throws */
export function refitInWorker(
  recipe: FittedModel,
  table: Table,
  schema: ModelSchema,
  { signal, onProgress, ...options }: Omit<RefitOptions, "cancelled" | "onProgress"> & PieceOptions,
): Promise<FittedModel> {
  return run("refit", { recipe, table, schema, options }, piece({ signal, onProgress }));
}

/** `exportModel()` in a worker thread. @throws CANCELLED, PARITY_FAILED, JOB_FAILED */
export const exportInWorker = (
  model: FittedModel,
  schema: ModelSchema,
  table: Table,
  options: PieceOptions = {},
): Promise<Exported> => run("export", { model, schema, table }, piece(options));

/** `fitEstimator()` in a worker thread. @throws JOB_FAILED */
export const fitEstimatorInWorker = (
  heldOut: HeldOut,
  schema: ModelSchema,
  seed: number,
  threshold: number | null,
): Promise<Estimator> => run("estimator", { heldOut, schema, seed, threshold });
