/** The change detectors of each live version, fed with every labelled prediction once. Rebuilt from the log at start. */
import type { ModelSchema } from "../contract/index.ts";
import { createErrorMonitor, type ErrorMonitor } from "../observe/index.ts";
import type { LoggedRow, PredictionLog } from "../serve/index.ts";
import { rowLoss } from "../train/index.ts";
import { loggedScores, loggedTruth } from "./logged-rows.ts";

interface Watched {
  version: string;
  monitor: ErrorMonitor;
  lastSeq: number;
  fired: Set<string>;
}

const watches = new WeakMap<PredictionLog, Map<string, Watched>>();

function watchedOf(log: PredictionLog, model: string, version: string): Watched {
  const ofLog = watches.get(log) ?? new Map<string, Watched>();
  watches.set(log, ofLog);
  const found = ofLog.get(model);
  if (found?.version === version) return found;
  const made: Watched = { version, monitor: createErrorMonitor(), lastSeq: 0, fired: new Set() };
  ofLog.set(model, made);
  return made;
}

const isWrong = ({ output, outcome }: LoggedRow): boolean => output.prediction !== outcome;

/** Names of the detectors that have fired since the version went live; outcomes that came since are taken in. */
export function errorAlarms(log: PredictionLog, model: string, version: string, schema: ModelSchema): string[] {
  const watched = watchedOf(log, model, version);
  const rows = log.window(model, { labelledOnly: true, version, afterSeq: watched.lastSeq });
  if (rows.length > 0) {
    const losses = rowLoss(loggedScores(schema, rows), loggedTruth(schema, rows), schema.task);
    rows.forEach((row, at) => {
      const wrong = schema.task === "regression" ? undefined : isWrong(row);
      for (const name of watched.monitor.update(losses[at]!, wrong)) watched.fired.add(name);
    });
    watched.lastSeq = rows.at(-1)!.seq;
  }
  return [...watched.fired];
}
