/** A prediction log in memory, on a clock that stands still, and rows to put into it. */
import { type Database, openDatabase, simulatedClock } from "../../shared/index.ts";
import { createPredictionLog, type PredictionLog } from "../log/prediction-log.ts";
import type { LoggedPrediction } from "../log/prediction-writer.ts";

export interface OpenLog extends Disposable {
  log: PredictionLog;
  db: Database;
  clock: ReturnType<typeof simulatedClock>;
}

export function openLog(path = ":memory:"): OpenLog {
  const db = openDatabase(path);
  const clock = simulatedClock(Date.UTC(2026, 0, 1));
  const log = createPredictionLog({ db, clock, durability: "process" });
  return {
    ...{ log, db, clock },
    [Symbol.dispose]: () => {
      void log.close();
      db.close();
    },
  };
}

/** A logged answer of class 1 for the row `{ x: 1 }`. */
export const answered = (id: string, changes: Partial<LoggedPrediction> = {}): LoggedPrediction => ({
  id,
  at: Date.UTC(2026, 0, 1),
  model: "m",
  version: "v0001",
  status: "ok",
  input: JSON.stringify({ x: 1 }),
  output: JSON.stringify({ prediction: 1, probability: 0.8, probabilities: { "0": 0.2, "1": 0.8 }, flags: [] }),
  request: null,
  ...changes,
});
