/**
 * The composition root: builds every stage in dependency order and stops them in the reverse one.
 * The same appliance stands behind the window, the HTTP server and a command that runs by itself.
 */
import { randomInt } from "node:crypto";
import { type Alerting, createAlerting, type Notify } from "./alert/index.ts";
import { createEvents, type Events } from "./api/events.ts";
import { createJobs, type Jobs } from "./api/jobs.ts";
import { repairJobs } from "./api/repair-jobs.ts";
import { type AppEvent, HomeostatError, type HostFacts, type Policy } from "./contract/index.ts";
import { loadDataset } from "./data/index.ts";
import { resumeIncidents } from "./heal/index.ts";
import { createWatchdog, type Watchdog } from "./lifecycle/watchdog.ts";
import type { Loop } from "./lifecycle.ts";
import { createRegistry, type Registry } from "./registry/index.ts";
import {
  createPredictionLog,
  createPredictor,
  createServiceMetrics,
  createSessions,
  createShadowing,
  type PredictionLog,
  type Predictor,
  type ServiceMetrics,
  type Sessions,
} from "./serve/index.ts";
import {
  type Clock,
  createLogger,
  type Database,
  type DataDir,
  type Logger,
  lockFolder,
  type NextId,
  openDatabase,
  openDataDir,
  openTimekeeping,
  type Timekeeping,
  ulids,
} from "./shared/index.ts";

export interface ApplianceOptions {
  dataDir?: string;
  /** The machine's, made steady, where absent. */
  clock?: Clock;
  nextId?: NextId;
  logger?: Logger;
  durability?: "process" | "power";
  /** What new models get. */
  defaultPolicy?: Partial<Policy>;
  /** How the machine is; asked of the machine itself where absent. */
  observeHost?: () => Promise<HostFacts>;
  /** Of the dice that assign requests without a key to a canary; from the system where absent. */
  seed?: number;
  /** Milliseconds to wait for another process to let go of the folder. */
  lockWait?: number;
  /** Shows a notification of the system; there are none where it is absent. */
  notify?: Notify;
}

export interface Appliance {
  dir: DataDir;
  db: Database;
  clock: Clock;
  nextId: NextId;
  logger: Logger;
  durability: "process" | "power";
  time: Timekeeping;
  events: Events;
  jobs: Jobs;
  registry: Registry;
  log: PredictionLog;
  sessions: Sessions;
  metrics: ServiceMetrics;
  predictor: Predictor;
  loop: Loop;
  /** Of the turns of the loop. */
  watchdog: Watchdog;
  alerting: Alerting;
  close(): Promise<void>;
}

/** A model of which nothing can be opened is no reason for the others to be silent. */
async function openAll(registry: Registry, sessions: Sessions, logger: Logger): Promise<void> {
  for (const { name, production } of registry.models())
    try {
      if (production) await sessions.open(name);
    } catch (error) {
      logger.error({ err: error, model: name }, "no version of this model can be opened; it is not answered");
    }
}

/**
 * Builds an appliance on a data folder and opens the live version of every model.
 * @throws DATABASE_LOCKED where another process works on the folder, DATABASE_NEWER, DATABASE_CORRUPT
 */
export async function createAppliance(options: ApplianceOptions = {}): Promise<Appliance> {
  const { logger = createLogger(), durability = "process" } = options;
  const dir = openDataDir(options.dataDir);
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const each of stops.toReversed()) await each();
  };

  const lock = lockFolder(dir.lock, options.lockWait);
  if (!lock) throw new HomeostatError("DATABASE_LOCKED");
  stops.push(() => lock.release());
  try {
    const db = openDatabase(dir.database);
    stops.push(() => db.close());
    const time = options.clock ? { clock: options.clock, keep: () => undefined } : openTimekeeping(db, logger);
    const { clock } = time;
    const nextId = options.nextId ?? ulids(clock);
    const events = createEvents();
    const registry = createRegistry({ db, dir, clock, defaultPolicy: options.defaultPolicy });
    const log = createPredictionLog({ db, clock, durability, logger, read: registry.repairs.read });
    stops.push(() => log.close());
    const sessions = createSessions({
      registry,
      logger,
      trainingSet: (sha256) => loadDataset(dir.datasets, sha256),
      seed: options.seed ?? randomInt(2 ** 31),
    });
    stops.push(() => sessions.close());
    const metrics = createServiceMetrics({ clock });
    const shadowing = createShadowing({ split: sessions.split, log: log.shadows, clock, logger, metrics });
    stops.push(() => shadowing.close());
    const predictor = createPredictor({ sessions, log, clock, nextId, metrics, shadowing });
    const jobs = createJobs({ clock, nextId, events });
    stops.push(() => jobs.close());
    await openAll(registry, sessions, logger);
    const alerting = createAlerting({
      ...{ db, dir, clock, nextId, logger, registry },
      emit: events.publish,
      notify: options.notify,
    });
    stops.push(() => alerting.close());
    const emit = (event: AppEvent) => {
      events.publish(event);
      if (event.type === "incident_changed") alerting.incident(event.incident);
    };
    const loop: Loop = {
      db,
      dir,
      clock,
      nextId,
      logger,
      registry,
      log,
      sessions,
      metrics,
      emit,
      asJob: repairJobs(jobs),
      ...(options.observeHost ? { host: options.observeHost } : {}),
    };
    await resumeIncidents(loop);
    return {
      dir,
      db,
      clock,
      nextId,
      logger,
      durability,
      time,
      events,
      jobs,
      registry,
      log,
      sessions,
      metrics,
      predictor,
      loop,
      watchdog: createWatchdog({ clock, logger }),
      alerting,
      close: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
