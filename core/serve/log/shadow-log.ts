/**
 * What shadows would have answered, in a table of its own: it is never given out, takes no outcomes, and no count or
 * window of answers can hold it by mistake. Each row stands beside the answer that was given to the same input.
 */
import type { ClassLabel, Row } from "../../contract/index.ts";
import type { Database } from "../../shared/index.ts";
import type { DiskMode } from "./disk-mode.ts";
import type { LoggedOutput } from "./queries.ts";

export interface ShadowPrediction {
  /** The answer that was given to the same row. */
  prediction_id: string;
  model: string;
  version: string;
  /** `failed`: it could not be scored by the version itself. */
  status: "ok" | "rejected" | "failed";
  /** JSON text of a LoggedOutput. */
  output: string;
  at: number;
}

/** A shadow's prediction beside what was answered and what became of it. */
export interface ShadowedRow extends Omit<ShadowPrediction, "output"> {
  input: Row;
  output: LoggedOutput;
  answered: LoggedOutput;
  outcome?: ClassLabel;
}

export interface ShadowLog {
  /** Writes at once, all or nothing. @throws DISK_FULL, DISK_FAILED */
  append(rows: readonly ShadowPrediction[]): void;
  /** The newest of a version since a moment (epoch ms), oldest first. */
  window(model: string, version: string, options: { since: number; limit: number }): ShadowedRow[];
}

type Stored = ShadowPrediction & Record<"answered" | "input", string> & { outcome: string | null };

/** @param guarded does a write or refuses it */
export function createShadowLog(db: Database, guarded: DiskMode["write"]): ShadowLog {
  const insert = db.prepare(
    `INSERT INTO shadow_predictions (prediction_id, model, version, status, output, at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const write = db.transaction((rows: readonly ShadowPrediction[]) => {
    for (const { prediction_id, model, version, status, output, at } of rows)
      insert.run(prediction_id, model, version, status, output, at);
  });
  const newest = db.prepare<[string, string, number, number], Stored>(
    `SELECT s.prediction_id, s.model, s.version, s.status, s.output, s.at, p.input, p.output AS answered, o.outcome
       FROM shadow_predictions s CROSS JOIN predictions p ON p.id = s.prediction_id
       LEFT JOIN outcomes o ON o.prediction_id = s.prediction_id AND o.result = 'accepted'
      WHERE s.model = ? AND s.version = ? AND s.at >= ? ORDER BY s.seq DESC LIMIT ?`,
  );
  return {
    append: (rows) => guarded(() => write.immediate(rows)),
    window: (model, version, { since, limit }) =>
      newest
        .all(model, version, since, limit)
        .reverse()
        .map(({ outcome, input, output, answered, ...row }) => ({
          ...row,
          input: JSON.parse(input) as Row,
          output: JSON.parse(output) as LoggedOutput,
          answered: JSON.parse(answered) as LoggedOutput,
          ...(outcome === null ? {} : { outcome: JSON.parse(outcome) as ClassLabel }),
        })),
  };
}
