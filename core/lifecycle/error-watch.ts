/**
 * The change detectors of each live version, fed with every outcome once (with one that was put right, again), as they
 * were reported. Rebuilt from the log at start.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ModelSchema } from "../contract/index.ts";
import { createErrorMonitor, type ErrorMonitor } from "../observe/index.ts";
import type { PredictionLog, ReportedAnswer } from "../serve/index.ts";
import { rowLoss } from "../train/index.ts";
import { loggedScores, loggedTruth } from "./logged-rows.ts";

interface Watched {
  version: string;
  monitor: ErrorMonitor;
  /** Where outcomes begin that were not taken in yet. */
  next: number;
  fired: Set<string>;
}

const watches = new WeakMap<PredictionLog, Map<string, Watched>>();

function watchedOf(log: PredictionLog, model: string, version: string): Watched {
  const ofLog = watches.get(log) ?? new Map<string, Watched>();
  watches.set(log, ofLog);
  const found = ofLog.get(model);
  if (found?.version === version) return found;
  const made: Watched = { version, monitor: createErrorMonitor(), next: 0, fired: new Set() };
  ofLog.set(model, made);
  return made;
}

const isWrong = ({ output, outcome }: ReportedAnswer): boolean => output.prediction !== outcome;

/** Outcomes between two turns of the event loop: a few milliseconds. */
const STRETCH = 500;

/** Names of the detectors that have fired since the version went live; outcomes that came since are taken in. */
export async function errorAlarms(
  log: PredictionLog,
  model: string,
  version: string,
  schema: ModelSchema,
): Promise<string[]> {
  const watched = watchedOf(log, model, version);
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
