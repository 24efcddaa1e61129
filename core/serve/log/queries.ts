/** Reading the log back: windows of predictions with the outcomes known so far. */
import type { ClassLabel, ErrorBody, Flag, Row } from "../../contract/index.ts";
import type { Database } from "../../shared/index.ts";

export interface LoggedOutput {
  prediction?: ClassLabel;
  probability?: number;
  probabilities?: Record<string, number>;
  interval?: { low: number; high: number; coverage: number };
  flags?: Flag[];
  error?: ErrorBody;
}

export interface LoggedRow {
  /** Place in the log, ascending. */
  seq: number;
  id: string;
  /** ms since the epoch. */
  at: number;
  version: string;
  status: "ok" | "rejected";
  /** As the repairs of the data make it; what came word for word stays in the log. */
  input: Row;
  output: LoggedOutput;
  outcome?: ClassLabel;
  /** When the outcome was observed, or reported where that was not said; ms. */
  outcome_at?: number;
  /** When it was reported, ms. */
  reported_at?: number;
}

/** A row without what was asked: of a thousand columns that is most of it. */
export type LoggedAnswer = Omit<LoggedRow, "input">;

/** A row that is parsed when it is read: of many large ones, one is in memory at a time. */
export interface UnreadRow {
  seq: number;
  read(): LoggedRow;
}

export interface WindowOptions {
  /** At most so many, the newest. */
  limit?: number;
  /** Only from this time on, ms. */
  since?: number;
  labelledOnly?: boolean;
  /** Only after this place in the log. */
  afterSeq?: number;
  /** Only before this place in the log. */
  beforeSeq?: number;
  version?: string;
  status?: "ok" | "rejected";
}

/** An answer and when its outcome was reported, without what it was asked. */
export interface AnsweredRow {
  at: number;
  output: LoggedOutput;
  outcome?: ClassLabel;
  /** ms since the epoch. */
  reported_at: number | null;
}

export interface AnsweredSpan {
  version: string;
  /** Places in the log, both included. */
  from: number;
  to: number;
  /** Of many rows every so manieth place. */
  most: number;
}

/** When a row came, epoch ms, and its place in the log. */
export interface Arrival {
  seq: number;
  at: number;
}

export interface LogCounts {
  predictions: number;
  labelled: number;
  rejected: number;
}

interface StoredRow {
  seq: number;
  id: string;
  at: number;
  version: string;
  status: "ok" | "rejected";
  input: string;
  output: string;
  outcome: string | null;
  outcome_at: number | null;
  reported_at: number | null;
}

/** A row of some moment as the repairs of a model's data make it. */
export type ReadRow = (model: string, at: number, row: Record<string, unknown>) => Record<string, unknown>;

export const asItCame: ReadRow = (_model, _at, row) => row;

function toAnswer({ outcome, outcome_at, reported_at, ...row }: Omit<StoredRow, "input">): LoggedAnswer {
  return {
    ...row,
    output: JSON.parse(row.output) as LoggedOutput,
    ...(outcome === null
      ? {}
      : {
          outcome: JSON.parse(outcome) as ClassLabel,
          outcome_at: outcome_at ?? row.at,
          reported_at: reported_at ?? row.at,
        }),
  };
}

const toLoggedRow = (model: string, { input, ...row }: StoredRow, read: ReadRow): LoggedRow => ({
  ...toAnswer(row),
  input: read(model, row.at, JSON.parse(input) as Row) as Row,
});

interface Bound {
  model: string;
  afterSeq: number;
  beforeSeq: number;
  version: string | null;
  status: string | null;
  limit: number;
}

interface StoredAnswer {
  at: number;
  output: string;
  outcome: string | null;
  reported_at: number | null;
}

export interface LogQueries {
  answered(model: string, span: AnsweredSpan): AnsweredRow[];
  window(model: string, options: WindowOptions): LoggedRow[];
  /** As `window`. */
  unread(model: string, options: WindowOptions): UnreadRow[];
  /** As `window`, without the inputs. */
  answers(model: string, options: WindowOptions): LoggedAnswer[];
  counts(model: string): LogCounts;
  arrivals(model: string, afterSeq: number, limit: number): Arrival[];
}

/** Every query walks `predictions_model` (model, seq) backwards and looks outcomes up by prediction. */
const windowSql = (join: string, input = "p.input, "): string =>
  `SELECT p.seq, p.id, p.at, p.version, p.status, ${input}p.output,
          o.outcome, coalesce(o.observed_at, o.at) AS outcome_at, o.at AS reported_at
     FROM predictions p ${join} outcomes o ON o.prediction_id = p.id AND o.result = 'accepted'
    WHERE p.model = :model AND p.seq > :afterSeq AND p.seq < :beforeSeq
      AND (:version IS NULL OR p.version = :version) AND (:status IS NULL OR p.status = :status)
    ORDER BY p.seq DESC LIMIT :limit`;

/** CROSS JOIN pins the order of the loops: predictions first, newest first. */
export const WINDOW_SQL = {
  all: windowSql("LEFT JOIN"),
  labelled: windowSql("CROSS JOIN"),
  allAnswers: windowSql("LEFT JOIN", ""),
  labelledAnswers: windowSql("CROSS JOIN", ""),
};

/** @param read repairs of broken data, in front of whatever reads the log */
export function createLogQueries(db: Database, read: ReadRow = asItCame): LogQueries {
  const all = db.prepare<Bound, StoredRow>(WINDOW_SQL.all);
  const labelled = db.prepare<Bound, StoredRow>(WINDOW_SQL.labelled);
  const allAnswers = db.prepare<Bound, Omit<StoredRow, "input">>(WINDOW_SQL.allAnswers);
  const labelledAnswers = db.prepare<Bound, Omit<StoredRow, "input">>(WINDOW_SQL.labelledAnswers);
  const counted = db.prepare<{ model: string }, LogCounts>(
    `SELECT (SELECT count(*) FROM predictions WHERE model = :model)
              - (SELECT count(*) FROM predictions WHERE model = :model AND status = 'rejected') AS predictions,
            (SELECT count(*) FROM predictions WHERE model = :model AND status = 'rejected') AS rejected,
            (SELECT count(*) FROM outcomes o CROSS JOIN predictions a ON a.id = o.prediction_id
              WHERE o.result = 'accepted' AND a.model = :model) AS labelled`,
  );
  const arrivals = db.prepare<[string, number, number], Arrival>(
    "SELECT seq, at FROM predictions WHERE model = ? AND seq > ? ORDER BY seq DESC LIMIT ?",
  );

  const answered = db.prepare<Omit<AnsweredSpan, "most"> & { model: string; every: number }, StoredAnswer>(
    `SELECT p.at, p.output, o.outcome, o.at AS reported_at
       FROM predictions p LEFT JOIN outcomes o ON o.prediction_id = p.id AND o.result = 'accepted'
      WHERE p.model = :model AND p.seq BETWEEN :from AND :to AND p.version = :version AND p.status = 'ok'
        AND p.seq % :every = 0
      ORDER BY p.seq`,
  );

  /** Oldest first. */
  function rowsOf<R extends { at: number }>(
    statement: { iterate(bound: Bound): Iterable<R> },
    model: string,
    { limit = -1, since, afterSeq = -1, beforeSeq = Number.MAX_SAFE_INTEGER, version, status }: WindowOptions,
  ): R[] {
    const bound = { model, afterSeq, beforeSeq, version: version ?? null, status: status ?? null, limit };
    const found: R[] = [];
    // The log is written in the order of time, so the first older row ends the window.
    for (const row of statement.iterate(bound)) {
      if (since !== undefined && row.at < since) break;
      found.push(row);
    }
    return found.reverse();
  }

  const unread = (model: string, options: WindowOptions): UnreadRow[] =>
    rowsOf(options.labelledOnly ? labelled : all, model, options).map((row) => ({
      seq: row.seq,
      read: () => toLoggedRow(model, row, read),
    }));

  return {
    answered: (model, { most, ...span }) =>
      answered.all({ model, ...span, every: Math.max(1, Math.ceil((span.to - span.from + 1) / most)) }).map((row) => ({
        ...{ at: row.at, output: JSON.parse(row.output) as LoggedOutput, reported_at: row.reported_at },
        ...(row.outcome === null ? {} : { outcome: JSON.parse(row.outcome) as ClassLabel }),
      })),
    window: (model, options) => unread(model, options).map((row) => row.read()),
    unread,
    answers: (model, options) =>
      rowsOf(options.labelledOnly ? labelledAnswers : allAnswers, model, options).map(toAnswer),
    counts: (model) => counted.get({ model })!,
    arrivals: (model, afterSeq, limit) => arrivals.all(model, afterSeq, limit).reverse(),
  };
}
