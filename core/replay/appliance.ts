/**
 * The appliance under replay: the real registry, log, sessions, predictor and loop in a folder of its own, on a clock
 * that only the replay moves. Nothing here knows what comes next in the stream.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClassLabel, Flag, HostFacts, ModelSchema, Row, ServiceFacts } from "../contract/index.ts";
import { cellText, columnNamed, labelText, loadDataset, storeDataset, type Table } from "../data/index.ts";
import { type DecisionRecord, decisionsOf, promoteVersion, type Trainer } from "../heal/index.ts";
import { type CycleResult, type Loop, runCycle } from "../lifecycle.ts";
import { proposeExpectations } from "../observe/index.ts";
import { createRegistry, type LoadedVersion } from "../registry/index.ts";
import {
  createPredictionLog,
  createServiceMetrics,
  createSessions,
  type LoggedOutput,
  type LoggedPrediction,
} from "../serve/index.ts";
import { openDatabase, openDataDir, seededUlids, silentLogger, simulatedClock } from "../shared/index.ts";
import { exportModel, fitEstimator, refit, type TrainedModel, train } from "../train/index.ts";
import type { BlockScore } from "./scoring.ts";

const MODEL = "replay";
const START = Date.UTC(2000, 0, 1);
/** A block is two hours: longer than the cooldown, and fewer blocks in a day than trainings allowed. */
const BLOCK_MS = 2 * 3_600_000;

/** Replay is about the model: its service and its machine are well. */
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

/** Rows that an export is compared on: a replay makes many. */
const PROVEN_ROWS = 5000;

export interface ReplayedAppliance {
  live(): LoadedVersion;
  /** Writes down what the live version answered to a block; the ids of the answers. */
  answer(rows: Table, scored: BlockScore): Promise<string[]>;
  /** Outcomes of an earlier block arrive. */
  learnOutcomes(ids: readonly string[], rows: Table): void;
  /** The end of a block: one turn of the loop. */
  turn(): Promise<CycleResult>;
  /** Fits made so far. */
  fits(): number;
  incidents(): number;
  /** All of them, with what each was made from. */
  decisions(): DecisionRecord[];
  close(): Promise<void>;
}

/** Rows as a client would send them. */
function requestRows(schema: ModelSchema, table: Table): Row[] {
  const columns = schema.features.map(({ name }) => columnNamed(table, name)!);
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(
      columns.map((column) => {
        if (column.kind === "text") return [column.name, cellText(column, row)];
        const value = column.values[row]!;
        return [column.name, Number.isNaN(value) ? null : value];
      }),
    ),
  );
}

/** Answers as serving writes them. A refused cell was made missing so that the row could be answered; it is flagged. */
function outputsOf(schema: ModelSchema, { scores, decided, refused }: BlockScore): LoggedOutput[] {
  const names = schema.classes.map(labelText);
  const { outputs, values } = scores;
  return Array.from(refused, (isRefused, row) => {
    const flags: Flag[] = isRefused ? ["imputed", "outlier"] : [];
    if (!decided) return { prediction: values[row]!, flags };
    const probabilities = Object.fromEntries(names.map((name, k) => [name, values[row * outputs + k]!]));
    return { prediction: schema.classes[decided[row]!]!, probabilities, flags };
  });
}

function outcomesOf(schema: ModelSchema, table: Table): ClassLabel[] {
  const column = columnNamed(table, schema.target)!;
  if (schema.task === "regression" && column.kind === "number") return Array.from(column.values);
  const labels = new Map(schema.classes.map((label) => [String(label), label]));
  return Array.from({ length: table.rows }, (_, row) => {
    const text = cellText(column, row)!;
    return labels.get(text) ?? text;
  });
}

export interface FirstVersion {
  schema: ModelSchema;
  trained: TrainedModel;
  table: Table;
  seed: number;
  threads: number;
  policy: "automatic" | "observe";
}

/** Registers version 1, puts it live and hands back the appliance that looks after it. */
export async function openAppliance(first: FirstVersion): Promise<ReplayedAppliance> {
  const { schema, trained, table, seed, threads, policy } = first;
  const dir = openDataDir(mkdtempSync(join(tmpdir(), "homeostat-replay-")));
  const db = openDatabase(dir.database);
  const clock = simulatedClock(START);
  const nextId = seededUlids(clock, seed);
  const registry = createRegistry({ db, dir, clock, defaultPolicy: { mode: policy } });
  const log = createPredictionLog({ db, clock, durability: "process" });
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
    exportModel: (model, schema, table) => exportModel(model, schema, table, { most: PROVEN_ROWS }),
    fitEstimator: async (...args) => fitEstimator(...args),
    ...{ storeDataset, loadDataset },
  };
  const loop: Loop = {
    ...{ db, dir, clock, nextId, registry, log, sessions, trainer, seed, threads },
    logger: silentLogger,
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
      ...{ model: MODEL, schema, trained, seed },
      dataset: { ...dataset, from: null, to: null },
      trigger: "train",
      parent: null,
      author: "replay",
      expectations: proposeExpectations(table, schema),
      report: {},
    });
    await promoteVersion(loop, { model: MODEL, version, actor: "replay", reason: "version 1", force: true });
  } catch (error) {
    await close();
    throw error;
  }

  return {
    live: () => registry.load(MODEL, registry.production(MODEL)!),
    answer: async (rows, scored) => {
      clock.advance(BLOCK_MS / 2);
      const version = registry.production(MODEL)!;
      const outputs = outputsOf(schema, scored);
      const logged = requestRows(schema, rows).map((input, row): LoggedPrediction => {
        const status = "ok" as const;
        return {
          id: nextId(),
          at: clock.now(),
          model: MODEL,
          version,
          status,
          input: JSON.stringify(input),
          output: JSON.stringify(outputs[row]),
          request: null,
        };
      });
      await log.append(logged);
      return logged.map(({ id }) => id);
    },
    learnOutcomes: (ids, rows) => {
      const outcomes = outcomesOf(schema, rows);
      log.feedback(
        ids.flatMap((prediction_id, row) =>
          prediction_id === null ? [] : [{ prediction_id, outcome: outcomes[row]! }],
        ),
      );
    },
    turn: () => {
      clock.advance(BLOCK_MS / 2);
      return runCycle(loop, MODEL, { force: true });
    },
    fits: () => fits,
    incidents: () => db.prepare<[], { count: number }>("SELECT count(*) AS count FROM incidents").get()!.count,
    decisions: () => decisionsOf({ db }, MODEL),
    close,
  };
}
