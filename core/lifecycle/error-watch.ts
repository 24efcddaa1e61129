/**
 * The change detectors of each live version, fed with every outcome once (with one that was put right, again), as they
 * were reported. What they remember is kept whenever a window closes: a start goes on from there, and reads of the log
 * what came since.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import type { ModelSchema } from "../contract/index.ts";
import { createErrorMonitor, type ErrorMonitor, type MonitorState } from "../observe/index.ts";
import type { PredictionLog, ReportedAnswer } from "../serve/index.ts";
import { rowLoss } from "../train/index.ts";
import { loggedScores, loggedTruth } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";

interface Watched {
  version: string;
  monitor: ErrorMonitor;
  /** Where outcomes begin that were not taken in yet. */
  next: number;
  fired: Set<string>;
}

const watches = new WeakMap<PredictionLog, Map<string, Watched>>();

type Watching = Pick<Loop, "db" | "log">;

function keptWatch({ db }: Watching, model: string, version: string): Watched | null {
  const kept = db
    .prepare<[string, string], { next: number; fired: string; monitor: Buffer }>(
      "SELECT next, fired, monitor FROM error_watches WHERE model = ? AND version = ?",
    )
    .get(model, version);
  if (!kept) return null;
  const monitor = createErrorMonitor(deserialize(kept.monitor) as MonitorState);
  return { version, monitor, next: kept.next, fired: new Set(JSON.parse(kept.fired) as string[]) };
}

/** Writes down what the detectors of a model's live version remember. */
export function keepErrorWatch({ db, log }: Watching, model: string): void {
  const watched = watches.get(log)?.get(model);
  if (!watched) return;
  const { version, next, fired, monitor } = watched;
  db.prepare("INSERT OR REPLACE INTO error_watches (model, version, next, fired, monitor) VALUES (?, ?, ?, ?, ?)").run(
    model,
    version,
    next,
    JSON.stringify([...fired]),
    serialize(monitor.state()),
  );
}

function watchedOf(loop: Watching, model: string, version: string): Watched {
  const { log } = loop;
  const ofLog = watches.get(log) ?? new Map<string, Watched>();
  watches.set(log, ofLog);
  const found = ofLog.get(model);
  if (found?.version === version) return found;
  const fresh = (): Watched => ({ version, monitor: createErrorMonitor(), next: 0, fired: new Set() });
  const made = keptWatch(loop, model, version) ?? fresh();
  ofLog.set(model, made);
  return made;
}

const isWrong = ({ output, outcome }: ReportedAnswer): boolean => output.prediction !== outcome;

/** Outcomes between two turns of the event loop: a few milliseconds. */
const STRETCH = 500;

/** Names of the detectors that have fired since the version went live; outcomes that came since are taken in. */
export async function errorAlarms(
  loop: Watching,
  model: string,
  version: string,
  schema: ModelSchema,
): Promise<string[]> {
  const { log } = loop;
  const watched = watchedOf(loop, model, version);
  for (let ended = false; !ended; ) {
    const { rows, next, done } = log.reported.answers(model, { after: watched.next, limit: STRETCH, version });
    const losses = rowLoss(loggedScores(schema, rows), loggedTruth(schema, rows), schema.task);
    rows.forEach((row, at) => {
      const wrong = schema.task === "regression" ? undefined : isWrong(row);
      for (const name of watched.monitor.update(losses[at]!, wrong)) watched.fired.add(name);
    });
    watched.next = next;
    ended = done;
    if (!done) await nextTurn();
  }
  return [...watched.fired];
}
