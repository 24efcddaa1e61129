/** A small world with a real registry, log and sessions: y = slope × x + noise, served by a linear model of its past. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppEvent, ModelSchema, Policy, PolicyMode } from "../../contract/index.ts";
import {
  learnSchema,
  loadDataset,
  type Proposal,
  storeDataset,
  type Table,
  tableOf,
  takeColumns,
  takeRows,
} from "../../data/index.ts";
import { proposeExpectations } from "../../observe/index.ts";
import { createRegistry } from "../../registry/index.ts";
import { createPredictionLog, createSessions, type LiveVersion, type LoggedPrediction } from "../../serve/index.ts";
import {
  type Clock,
  createRng,
  openDatabase,
  openDataDir,
  openTimekeeping,
  seededUlids,
  silentLogger,
  type Timekeeping,
} from "../../shared/index.ts";
import { exportModel, fitEstimator, refit, score, train } from "../../train/index.ts";
import type { HealContext } from "../context.ts";
import { goLive } from "../promotion.ts";

export const MODEL = "world";
const HOUR = 3_600_000;

const proposal: Proposal = {
  target: "y",
  task: "regression",
  classes: [],
  positive: null,
  time: [],
  features: ["x", "z"],
  columns: [],
  targets: [],
  warnings: [],
};

/** Rows of a world in which y rises with x by `slope`. */
export function rowsOf(slope: number, rows: number, seed: number): Table {
  const rng = createRng(seed);
  const x = Float64Array.from({ length: rows }, () => rng.normal());
  const z = Float64Array.from({ length: rows }, () => rng.normal());
  const y = x.map((value) => slope * value + 0.5 * rng.normal());
  return {
    rows,
    columns: [
      { name: "x", kind: "number", values: x },
      { name: "z", kind: "number", values: z },
      { name: "y", kind: "number", values: y },
    ],
  };
}

export interface AskOptions {
  /** How y follows from x in the outcomes; 1 where absent. */
  slope?: number;
  labelled?: boolean;
  /** Version → share of its requests that fail. */
  failing?: Record<string, number>;
  /** Version → milliseconds that each of its answers takes. */
  delay?: Record<string, number>;
}

export interface World {
  context: HealContext;
  events: AppEvent[];
  clock: Clock & { advance(ms: number): void };
  /** Sets the machine's clock forward, or back, ms; no time passes. */
  setClock(ms: number): void;
  schema: ModelSchema;
  /** Answers rows with the live version and lets their outcomes arrive; an hour passes. `unit` multiplies x on its way. */
  live(slope: number, rows: number, seed: number, unit?: number): Promise<void>;
  /**
   * Requests through the traffic split, each answered by whom it belongs to; outcomes arrive where `labelled`. Whoever is
   * named in `failing` fails so many of its own, and is slow by `delay` ms.
   */
  ask(requests: number, seed: number, options?: AskOptions): Promise<void>;
  /** Trains a version from a file of its own; a candidate. */
  trainVersion(table: Table, learner?: "linear_regression" | "baseline"): Promise<string>;
  /** The same folder after the process has died: everything is opened anew. */
  restart(): Promise<HealContext>;
  close(): Promise<void>;
}

/**
 * @param mode of the policy; `changes` its other settings
 * @param kept a folder that outlives this world, and the hour in which it is opened (again); a new one where absent
 */
export async function openWorld(
  mode: PolicyMode = "automatic",
  changes: Partial<Policy> = {},
  kept?: { folder: string; hour: number },
): Promise<World> {
  const dir = openDataDir(kept?.folder ?? mkdtempSync(join(tmpdir(), "homeostat-heal-")));
  let [running, set] = [Date.UTC(2026, 0, 1) + HOUR * (kept?.hour ?? 0), 0];
  const machine = { wall: () => running + set, running: () => running };
  let time: Timekeeping;
  const clock: World["clock"] = {
    now: () => time.clock.now(),
    elapsed: (at) => time.clock.elapsed(at),
    advance: (ms) => {
      running += ms;
    },
  };
  const nextId = seededUlids(clock, 7);
  const events: AppEvent[] = [];

  const open = (): HealContext => {
    const db = openDatabase(dir.database);
    time = openTimekeeping(db, silentLogger, machine);
    const registry = createRegistry({ db, dir, clock, defaultPolicy: { mode, ...changes } });
    return {
      ...{ db, dir, clock, nextId, registry },
      logger: silentLogger,
      log: createPredictionLog({ db, clock, durability: "process", read: registry.repairs.read }),
      sessions: createSessions({ registry, logger: silentLogger }),
      emit: (event) => events.push(event),
      trainer: {
        train,
        refit: async (...args) => refit(...args),
        exportModel,
        fitEstimator: async (...args) => fitEstimator(...args),
        storeDataset,
        loadDataset,
      },
    };
  };
  let context = open();
  const shut = async () => {
    time.keep();
    await context.sessions.close();
    await context.log.close();
    context.db.close();
  };

  const first = rowsOf(1, 400, 1);
  const schema = learnSchema(first, proposal, [], { x: [-100, 100], z: [-100, 100] });

  const trainVersion: World["trainVersion"] = async (table, learner = "linear_regression") => {
    clock.advance(1000);
    const trained = await train(table, {
      ...{ schema, search: false, budget: 1, holdout: 0.25, time: [], seed: 1, threads: 1 },
      learners: [learner],
    });
    const { version } = context.registry.register({
      ...{ model: MODEL, schema, trained, seed: 1 },
      dataset: { ...(await storeDataset(table, dir.datasets)), from: null, to: null },
      trigger: "train",
      parent: context.registry.production(MODEL),
      author: "test",
      expectations: proposeExpectations(table, schema),
      report: {},
    });
    return version;
  };

  const world: World = {
    get context() {
      return context;
    },
    events,
    clock,
    setClock: (ms) => {
      set += ms;
    },
    schema,
    trainVersion,
    live: async (slope, rows, seed, unit = 1) => {
      clock.advance(HOUR / 2);
      const version = context.registry.production(MODEL)!;
      const { fitted } = context.registry.load(MODEL, version);
      const table = rowsOf(slope, rows, seed);
      const [x, z, y] = table.columns.map((column) => (column.kind === "text" ? [] : column.values));
      const asked = Array.from({ length: rows }, (_, row) => ({ x: unit * x![row]!, z: z![row]! }));
      const read = asked.map((row) => context.registry.repairs.readNow(MODEL, row));
      const { values } = score(
        fitted,
        tableOf(
          schema,
          read.map((row) => [row.x as number, row.z as number]),
        ),
      );
      const logged = asked.map((row, at) => ({
        ...{ id: nextId(), at: clock.now(), model: MODEL, version, status: "ok" as const, request: `request ${at}` },
        input: JSON.stringify(row),
        output: JSON.stringify({ prediction: values[at]!, flags: [] }),
      }));
      await context.log.append(logged);
      context.log.feedback(logged.map(({ id }, row) => ({ prediction_id: id, outcome: y![row]! })));
      clock.advance(HOUR / 2);
    },
    ask: async (requests, seed, { slope = 1, labelled = false, failing = {}, delay = {} } = {}) => {
      const { sessions, log } = context;
      const table = rowsOf(slope, requests, seed);
      const [x, z, y] = table.columns.map((column) => (column.kind === "text" ? [] : column.values));
      const answered = new Map<LiveVersion, number[]>();
      for (let row = 0; row < requests; row++) {
        const live = sessions.route(MODEL, `client ${seed}.${row}`);
        const fails = ({ version }: LiveVersion) => (row % 100) / 100 < (failing[version] ?? 0);
        live.tally?.record(fails(live), delay[live.version] ?? 1 + (row % 10) / 10);
        for (const shadow of sessions.split(MODEL).shadows) shadow.live.tally?.record(fails(shadow.live));
        if (fails(live)) continue;
        const rows = answered.get(live) ?? [];
        rows.push(row);
        answered.set(live, rows);
      }
      for (const [{ version, fitted }, rows] of answered) {
        const { values } = score(fitted, takeColumns(takeRows(table, rows), ["x", "z"]));
        const logged = rows.map(
          (row, at): LoggedPrediction => ({
            ...{ id: nextId(), at: clock.now(), model: MODEL, version, status: "ok", request: null },
            input: JSON.stringify({ x: x![row]!, z: z![row]! }),
            output: JSON.stringify({ prediction: values[at]!, flags: [] }),
          }),
        );
        await log.append(logged);
        if (labelled) log.feedback(logged.map(({ id }, at) => ({ prediction_id: id, outcome: y![rows[at]!]! })));
      }
      clock.advance(1000);
    },
    restart: async () => {
      await shut();
      context = open();
      if (context.registry.production(MODEL)) await context.sessions.open(MODEL);
      return context;
    },
    close: async () => {
      await shut();
      if (!kept) rmSync(dir.root, { recursive: true, force: true });
    },
  };
  if (context.registry.models().length > 0) await context.sessions.open(MODEL);
  else await goLive(context, MODEL, await trainVersion(first), { actor: "test", reason: "first", gate: null });
  return world;
}

/** The process dies here. */
export class Crash extends Error {}

/** Calls that only read: dying there is dying before the next one that lasts. */
const READS: ReadonlySet<PropertyKey> = new Set([
  "show",
  "load",
  "versions",
  "policy",
  "production",
  "report",
  "models",
  "live",
  "split",
  "get",
  "traffic",
]);

const crash = (): never => {
  throw new Crash();
};

/** A statement that only reads. */
const isQuery = (name: PropertyKey, [sql]: unknown[]): boolean => name === "prepare" && /^\s*SELECT/.test(String(sql));

/**
 * The same context, in which something happens at the nth call to anything that lasts, and at each call after it:
 * before it is made, or when it has been.
 */
export function disturbed<T extends HealContext>(context: T, at: number, happen: () => void): T {
  let calls = 0;
  const count = () => {
    if (calls++ >= at) happen();
  };
  const guard = <T extends object>(part: T): T =>
    new Proxy(part, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== "function" || READS.has(name)) return value;
        return (...args: unknown[]) => {
          if (isQuery(name, args)) return value.apply(target, args);
          count();
          const result: unknown = value.apply(target, args);
          if (!(result instanceof Promise)) {
            count();
            return result;
          }
          return result.then((settled) => {
            count();
            return settled;
          });
        };
      },
    });
  return {
    ...context,
    db: guard(context.db),
    registry: guard(context.registry),
    sessions: guard(context.sessions),
    trainer: guard(context.trainer!),
    emit: guard({ emit: context.emit }).emit,
  };
}

/** The same context, dying before or after the nth call to anything that lasts. */
export const crashing = <T extends HealContext>(context: T, at: number, die: () => never = crash): T =>
  disturbed(context, at, die);
