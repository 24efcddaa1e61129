/** What really happened: judged against the answer it is about, kept beside it, and corrected by a person only. */

import {
  type ClassLabel,
  type FeedbackResult,
  HomeostatError,
  Outcome,
  type OutcomeConflict,
  type Row,
  type SettledOutcome,
  say,
} from "../../contract/index.ts";
import type { Clock, Database } from "../../shared/index.ts";
import { type Answer, judgeOutcome } from "./judge-outcome.ts";

/** A logged row that an outcome may be about. */
export interface Answered {
  id: string;
  model: string;
  version: string;
  /** ms since the epoch. */
  at: number;
  /** `archived`: it is on its way out of the log and takes no outcome any more. */
  state: "ok" | "rejected" | "archived";
  answer: Answer;
  /** The outcome that counts; absent where none is known. */
  known?: ClassLabel;
}

/** An answer with what it was asked, word for word. */
export interface AnsweredInput {
  seq: number;
  id: string;
  input: Row;
}

export interface Judged {
  prediction_id: string;
  result: FeedbackResult;
  /** Absent where there is no such prediction. */
  model: string | undefined;
}

export interface OutcomeLog {
  /** All or none of them written; an unusable entry is `invalid` and never an error. */
  record(entries: readonly unknown[]): Judged[];
  /** The prediction with this id, as long as it is in the log. */
  find(id: string): Answered | null;
  /** The next answers of a model after a place in the log that still take outcomes, ascending. */
  inputs(model: string, afterSeq: number, limit: number): AnsweredInput[];
  /** When the oldest row came that is still in the log, of one model or of any; null without any. */
  oldest(model?: string): number | null;
  /** Newest first, and how many there are in all. */
  conflicts(model: string, limit: number): { conflicts: OutcomeConflict[]; total: number };
  /**
   * A person says which outcome is true: it counts from now on, and what contradicted it is settled. What counted
   * before stays in the table, as `corrected`.
   * @param audited writes the change down; part of the same transaction
   * @throws WRONG_USE for a prediction that is not in the log, or an outcome that suits no answer of its kind
   */
  settle(id: string, outcome: ClassLabel, audited: (change: SettledOutcome) => void): SettledOutcome;
}

interface Found extends Omit<Answered, "answer" | "known" | "state"> {
  status: "ok" | "rejected";
  output: string;
  archiving: 0 | 1;
  known: string | null;
}

type StoredConflict = Record<"prediction_id" | "version" | "input" | "output" | "known" | "told", string> &
  Record<"at" | "told_at", number>;

const CONFLICTS = `FROM outcomes c CROSS JOIN predictions p ON p.id = c.prediction_id
       CROSS JOIN outcomes a ON a.prediction_id = c.prediction_id AND a.result = 'accepted'
      WHERE c.result = 'conflict' AND p.model = ?`;

const parse = (text: string): ClassLabel => JSON.parse(text) as ClassLabel;
const isoTime = (ms: number): string => new Date(ms).toISOString();

export function createOutcomeLog(db: Database, clock: Clock): OutcomeLog {
  const byId = db.prepare<[string], Found>(
    `SELECT p.id, p.model, p.version, p.at, p.status, p.output,
            EXISTS (SELECT 1 FROM archiving g WHERE g.seq = p.seq) AS archiving,
            (SELECT outcome FROM outcomes o WHERE o.prediction_id = p.id AND o.result = 'accepted') AS known
       FROM predictions p WHERE p.id = ?`,
  );
  const after = db.prepare<[string, number, number], { seq: number; id: string; input: string }>(
    `SELECT seq, id, input FROM predictions
      WHERE model = ? AND seq > ? AND status = 'ok' AND seq NOT IN (SELECT seq FROM archiving) ORDER BY seq LIMIT ?`,
  );
  const first = db.prepare<[], number>("SELECT at FROM predictions ORDER BY seq LIMIT 1").pluck();
  const firstOf = db
    .prepare<[string], number>("SELECT at FROM predictions WHERE model = ? ORDER BY seq LIMIT 1")
    .pluck();
  const insert = db.prepare(
    "INSERT INTO outcomes (prediction_id, outcome, result, observed_at, at) VALUES (?, ?, ?, ?, ?)",
  );
  const become = db.prepare("UPDATE outcomes SET result = ? WHERE prediction_id = ? AND result = ?");
  const listed = db.prepare<[string, number], StoredConflict>(
    `SELECT c.prediction_id, p.at, p.version, p.input, p.output, a.outcome AS known, c.outcome AS told, c.at AS told_at
       ${CONFLICTS} ORDER BY c.seq DESC LIMIT ?`,
  );
  const counted = db.prepare<[string], number>(`SELECT count(*) ${CONFLICTS}`).pluck();

  function find(id: string): Answered | null {
    const found = byId.get(id);
    if (!found) return null;
    const { status, output, archiving, known, ...row } = found;
    return {
      ...row,
      state: archiving ? "archived" : status,
      answer: JSON.parse(output) as Answer,
      ...(known === null ? {} : { known: parse(known) }),
    };
  }

  function recordOne({ prediction_id, outcome, observed_at }: Outcome): Judged {
    const found = find(prediction_id);
    const result = judgeOutcome(found?.state === "ok" ? found.answer : null, found?.known, outcome);
    if (result === "accepted" || result === "conflict") {
      const observed = observed_at === undefined ? null : Date.parse(observed_at);
      insert.run(prediction_id, JSON.stringify(outcome), result, observed, clock.now());
    }
    return { prediction_id, result, model: found?.model };
  }

  const recordAll = db.transaction((entries: readonly unknown[]) =>
    entries.map((entry): Judged => {
      const parsed = Outcome.safeParse(entry);
      if (parsed.success) return recordOne(parsed.data);
      const id = (entry as { prediction_id?: unknown } | null)?.prediction_id;
      return { prediction_id: typeof id === "string" ? id : "", result: "invalid", model: undefined };
    }),
  );

  const settle = db.transaction((id: string, outcome: ClassLabel, audited: (change: SettledOutcome) => void) => {
    const found = find(id);
    const verdict = judgeOutcome(found?.state === "ok" ? found.answer : null, found?.known, outcome);
    if (!found || verdict === "unknown")
      throw new HomeostatError("WRONG_USE", { reason: say("noPrediction", { prediction: id }) });
    if (verdict === "invalid")
      throw new HomeostatError("WRONG_USE", {
        reason: say("noOutcomeOf", { outcome: JSON.stringify(outcome), prediction: id }),
      });
    const change: SettledOutcome = { prediction_id: id, model: found.model, from: found.known ?? null, to: outcome };
    if (verdict !== "duplicate") {
      become.run("corrected", id, "accepted");
      insert.run(id, JSON.stringify(outcome), "accepted", null, clock.now());
    }
    become.run("settled", id, "conflict");
    audited(change);
    return change;
  });

  return {
    find,
    record: (entries) => recordAll.immediate(entries),
    inputs: (model, afterSeq, limit) =>
      after.all(model, afterSeq, limit).map(({ input, ...row }) => ({ ...row, input: JSON.parse(input) as Row })),
    oldest: (model) => (model === undefined ? first.get() : firstOf.get(model)) ?? null,
    conflicts: (model, limit) => ({
      conflicts: listed.all(model, limit).map(({ at, told_at, input, output, known, told, ...row }) => ({
        ...row,
        at: isoTime(at),
        told_at: isoTime(told_at),
        input: JSON.parse(input) as Row,
        prediction: (JSON.parse(output) as Answer).prediction ?? null,
        known: parse(known),
        told: parse(told),
      })),
      total: counted.get(model) ?? 0,
    }),
    settle: (id, outcome, audited) => settle.immediate(id, outcome, audited),
  };
}
