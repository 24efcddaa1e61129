/**
 * The loop of production with a folder of its own, on a clock that only its owner moves: the real registry, log,
 * sessions and healing. Its service and its machine are well, so that what happens is about the model.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostFacts, ModelSchema, Policy, ServiceFacts } from "../contract/index.ts";
import { loadDataset, storeDataset, type Table } from "../data/index.ts";
import { promoteVersion, type Trainer } from "../heal/index.ts";
import type { Loop } from "../lifecycle.ts";
import { proposeExpectations } from "../observe/index.ts";
import { createRegistry } from "../registry/index.ts";
import { createPredictionLog, createServiceMetrics, createSessions } from "../serve/index.ts";
import { openDatabase, openDataDir, seededUlids, silentLogger, simulatedClock } from "../shared/index.ts";
import { exportModel, fitEstimator, refit, type TrainedModel, train } from "../train/index.ts";

const START = Date.UTC(2000, 0, 1);
/** Rows that an export is compared on: many are made. */
const PROVEN_ROWS = 5000;

const QUIET_SERVICE: ServiceFacts = {
  requests: 0,
  error_share: 0,
  latency_p50_ms: null,
  latency_p95_ms: null,
  latency_p99_ms: null,
  queue_depth: 0,
  event_loop_lag_ms: 0,
  degraded: false,
  uptime_seconds: 0,
};
const QUIET_HOST: HostFacts = {
  cpu_share: 0,
  load_1m: 0,
  cores: 1,
  memory_total_bytes: 1,
  memory_available_bytes: 1,
  disk_free_bytes: null,
  disk_total_bytes: null,
  temperature_c: null,
  battery_share: null,
};

export interface FirstVersion {
  model: string;
  schema: ModelSchema;
  trained: TrainedModel;
  /** What it was trained on. */
  table: Table;
  seed: number;
  threads: number;
  policy: Partial<Policy>;
}

export interface SimulatedLoop {
  loop: Loop;
  clock: ReturnType<typeof simulatedClock>;
  /** Fits made so far. */
  fits(): number;
  /** Closes everything and removes the folder. */
  close(): Promise<void>;
}

/** Registers version 1, puts it live and hands back the loop that looks after it. */
export async function openSimulatedLoop(first: FirstVersion): Promise<SimulatedLoop> {
  const { model, schema, trained, table, seed, threads, policy } = first;
  const dir = openDataDir(mkdtempSync(join(tmpdir(), "homeostat-replay-")));
  const db = openDatabase(dir.database);
  const clock = simulatedClock(START);
  const nextId = seededUlids(clock, seed);
  const registry = createRegistry({ db, dir, clock, defaultPolicy: policy });
  const log = createPredictionLog({ db, clock, durability: "process", read: registry.repairs.read });
  const sessions = createSessions({ registry, logger: silentLogger });
  const metrics = createServiceMetrics({ clock });
  let fits = 0;
  const trainer: Trainer = {
    refit: async (...args) => {
      fits++;
      return refit(...args);
    },
    train: (...args) => {
      fits++;
      return train(...args);
    },
    exportModel: (fitted, ofModel, rows) => exportModel(fitted, ofModel, rows, { most: PROVEN_ROWS }),
    fitEstimator: async (...args) => fitEstimator(...args),
    ...{ storeDataset, loadDataset },
  };
  const loop: Loop = {
    ...{ db, dir, clock, nextId, registry, log, sessions, trainer, seed, threads },
    logger: silentLogger,
    madeUpArrivals: true,
    metrics: {
      facts: () => QUIET_SERVICE,
      calls: metrics.calls,
      drift: metrics.drift,
      incident: metrics.incident,
      retrain: metrics.retrain,
    },
    emit: () => undefined,
    host: async () => QUIET_HOST,
  };
  const close = async () => {
    await sessions.close();
    metrics.close();
    await log.close();
    db.close();
    rmSync(dir.root, { recursive: true, force: true });
  };
  try {
    const dataset = await storeDataset(table, dir.datasets);
    const { version } = registry.register({
      ...{ model, schema, trained, seed },
      dataset: { ...dataset, from: null, to: null },
      trigger: "train",
      parent: null,
      author: "replay",
      expectations: proposeExpectations(table, schema),
      report: {},
    });
    await promoteVersion(loop, { model, version, actor: "replay", reason: "version 1", force: true });
  } catch (error) {
    await close();
    throw error;
  }
  return { loop, clock, fits: () => fits, close };
}
