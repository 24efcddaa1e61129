/** What healing needs of the appliance: handed in, so that the live engine, replay and tests share one code. */
import type { AppEvent, Incident, IncidentState, ModelSchema } from "../contract/index.ts";
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
  type PieceOptions,
  type RefitOptions,
  refitInWorker,
  type TrainedModel,
  type TrainPlan,
  trainInWorker,
} from "../train/index.ts";
import { type Course, createCourse, type Watch } from "./course.ts";

/** The heavy work that healing asks for; in production each runs in a thread of its own. */
export interface Trainer {
  train(table: Table, plan: TrainPlan): Promise<Pick<TrainedModel, "model">>;
  /** The recipe (learner, parameters, preprocessing kinds) of a fitted model, fitted on other rows. */
  refit(
    recipe: FittedModel,
    table: Table,
    schema: ModelSchema,
    options: Omit<RefitOptions, "cancelled" | "onProgress"> & PieceOptions,
  ): Promise<FittedModel>;
  /** @throws HomeostatError PARITY_FAILED */
  exportModel(model: FittedModel, schema: ModelSchema, table: Table, options?: PieceOptions): Promise<Exported>;
  /** What estimates of performance without outcomes need. */
  fitEstimator(heldOut: HeldOut, schema: ModelSchema, seed: number, threshold: number | null): Promise<Estimator>;
  storeDataset(table: Table, dir: string): Promise<{ sha256: string; rows: number }>;
  loadDataset(dir: string, sha256: string): Promise<Table>;
}

export const workerTrainer: Trainer = {
  ...{ train: trainInWorker, refit: refitInWorker, exportModel: exportInWorker, fitEstimator: fitEstimatorInWorker },
  ...{ storeDataset: storeDatasetInThread, loadDataset: loadDatasetInThread },
};

/** How an incident stands, as the commands that move it say. */
export interface Made {
  incident: string;
  state: IncidentState;
  outcome: string | null;
}

/** The making of a challenger, which takes long. */
export interface Making {
  incident: Incident;
  /** A person wants no more of it. @throws HomeostatError INCIDENT_NOT_WAITING where it was made meanwhile */
  stop(): void;
  /** @throws HomeostatError CANCELLED where it was stopped, or `watch.signal` put it off */
  work(watch: Watch): Promise<Made>;
}

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
  /** Lists the making of a challenger where people see it and can stop it; it is just done where absent. */
  asJob?(making: Making): Promise<unknown>;
  /** Aborts once what is done is to end. */
  signal?: AbortSignal;
  /** How far it is; nobody is told where absent. */
  course?: Course;
}

export const trainerOf = (context: HealContext): Trainer => context.trainer ?? workerTrainer;
/** The same, watched by whoever waits for what is done in it. */
export const watched = <C extends HealContext>(context: C, watch: Watch): C => ({
  ...context,
  signal: watch.signal,
  course: createCourse(watch),
});
export const courseOf = (context: HealContext): Course => context.course ?? createCourse(context);
/** How a refit is run: what follows from the context. */
export const fitOptions = ({ seed = 0, threads = 1, signal }: HealContext) => ({ seed, threads, signal });
