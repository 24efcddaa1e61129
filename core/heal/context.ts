/** What healing needs of the appliance: handed in, so that the live engine, replay and tests share one code. */
import type { AppEvent, ModelSchema } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
import type { Registry } from "../registry/index.ts";
import type { PredictionLog, Sessions } from "../serve/index.ts";
import type { Clock, Database, DataDir, Logger, NextId } from "../shared/index.ts";
import { type Exported, exportInWorker, type FittedModel, refitInWorker } from "../train/index.ts";

/** The two operations of training that healing asks for; in production they run in worker threads. */
export interface Trainer {
  /** The recipe (learner, parameters, preprocessing kinds) of a fitted model, fitted on other rows. */
  refit(
    recipe: FittedModel,
    table: Table,
    schema: ModelSchema,
    options: { seed: number; threads: number; weights?: Float64Array },
  ): Promise<FittedModel>;
  /** @throws HomeostatError PARITY_FAILED */
  exportModel(model: FittedModel, schema: ModelSchema, table: Table): Promise<Exported>;
}

export const workerTrainer: Trainer = { refit: refitInWorker, exportModel: exportInWorker };

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
}

export const trainerOf = (context: HealContext): Trainer => context.trainer ?? workerTrainer;
export const fitOptions = (context: HealContext): { seed: number; threads: number } => ({
  seed: context.seed ?? 0,
  threads: context.threads ?? 1,
});
