/** What healing needs of the appliance: handed in, so that the live engine, replay and tests share one code. */
import type { AppEvent, ModelSchema } from "../contract/index.ts";
import { loadDatasetInThread, storeDatasetInThread, type Table } from "../data/index.ts";
import type { Registry } from "../registry/index.ts";
import type { PredictionLog, Sessions } from "../serve/index.ts";
import type { Clock, Database, DataDir, Logger, NextId } from "../shared/index.ts";
import {
  type Estimator,
  type Exported,
  exportInWorker,
  type FittedModel,
  fitEstimatorInWorker,
  type HeldOut,
  type RefitOptions,
  refitInWorker,
  type TrainedModel,
  type TrainPlan,
  trainInWorker,
} from "../train/index.ts";

/** The heavy work that healing asks for; in production each runs in a thread of its own. */
export interface Trainer {
  train(table: Table, plan: TrainPlan): Promise<Pick<TrainedModel, "model">>;
  /** The recipe (learner, parameters, preprocessing kinds) of a fitted model, fitted on other rows. */
  refit(
    recipe: FittedModel,
    table: Table,
    schema: ModelSchema,
    options: Omit<RefitOptions, "cancelled"> & { signal?: AbortSignal | undefined },
  ): Promise<FittedModel>;
  /** @throws HomeostatError PARITY_FAILED */
  exportModel(model: FittedModel, schema: ModelSchema, table: Table): Promise<Exported>;
  /** What estimates of performance without outcomes need. */
  fitEstimator(heldOut: HeldOut, schema: ModelSchema, seed: number, threshold: number | null): Promise<Estimator>;
  storeDataset(table: Table, dir: string): Promise<{ sha256: string; rows: number }>;
  loadDataset(dir: string, sha256: string): Promise<Table>;
}

export const workerTrainer: Trainer = {
  ...{ train: trainInWorker, refit: refitInWorker, exportModel: exportInWorker, fitEstimator: fitEstimatorInWorker },
  ...{ storeDataset: storeDatasetInThread, loadDataset: loadDatasetInThread },
};

export interface HealContext {
  db: Database;
  dir: DataDir;
  clock: Clock;
  nextId: NextId;
  logger: Logger;
  registry: Registry;
  log: PredictionLog;
  sessions: Sessions;
  emit(event: AppEvent): void;
  /** Worker threads where absent. */
  trainer?: Trainer;
  /** 0 where absent. */
  seed?: number;
  /** 1 where absent: serving keeps the other cores. */
  threads?: number;
  /** Aborts once a person stops the incident that is being carried. */
  signal?: AbortSignal;
}

export const trainerOf = (context: HealContext): Trainer => context.trainer ?? workerTrainer;
/** How a refit is run: what follows from the context. */
export const fitOptions = ({ seed = 0, threads = 1, signal }: HealContext) => ({ seed, threads, signal });
