/** Outcomes in the order in which they were reported, a stretch at a time: each asker is read what it needs of a row, no more. */
import type { ClassLabel, Row } from "../../contract/index.ts";
import type { Database } from "../../shared/index.ts";
import { asItCame, type LoggedOutput, type ReadRow } from "./queries.ts";

export interface StretchOptions {
  /** Where the stretch before it ended; 0 for the first. */
  after: number;
  /** Places that are looked at: so many outcomes at most, other models' included. */
  limit: number;
}

export interface Stretch<Reported> {
  rows: Reported[];
  /** Where the next stretch begins. */
  next: number;
  /** Nothing was left behind this stretch. */
  done: boolean;
}

/** What was asked, and what was true. */
export interface ReportedInput {
  /** Place of the answer in the log. */
  seq: number;
  /** When it was asked, ms since the epoch. */
  at: number;
  status: "ok" | "rejected";
  /** As the repairs of the data make it. */
  input: Row;
  outcome: ClassLabel;
}

/** What was answered, and what was true. */
export interface ReportedAnswer {
  status: "ok" | "rejected";
  output: LoggedOutput;
  outcome: ClassLabel;
}

export interface ReportedOutcomes {
  inputs(model: string, options: StretchOptions): Stretch<ReportedInput>;
  /** Of one version. */
  answers(model: string, options: StretchOptions & { version: string }): Stretch<ReportedAnswer>;
}

interface Places {
  model: string;
  after: number;
  to: number;
}

/** Every place is looked at once, so that no stretch takes long, whichever few rows of it are a model's. */
const PLACES = `FROM outcomes o CROSS JOIN predictions p ON p.id = o.prediction_id
   WHERE o.seq > :after AND o.seq <= :to AND o.result = 'accepted' AND p.model = :model`;

/**
 * @param read repairs of broken data
 * @example createReportedOutcomes(db).inputs("diabetes", { after: 0, limit: 500 }).rows // the first outcomes known
 */
export function createReportedOutcomes(db: Database, read: ReadRow = asItCame): ReportedOutcomes {
  const ends = db.prepare<[], { first: number | null; last: number | null }>(
    "SELECT (SELECT min(seq) FROM outcomes) AS first, (SELECT max(seq) FROM outcomes) AS last",
  );
  const inputs = db.prepare<Places, Omit<ReportedInput, "input" | "outcome"> & Record<"input" | "outcome", string>>(
    `SELECT p.seq, p.at, p.status, p.input, o.outcome ${PLACES} ORDER BY o.seq`,
  );
  const answers = db.prepare<
    Places & { version: string },
    Omit<ReportedAnswer, "output" | "outcome"> & Record<"output" | "outcome", string>
  >(`SELECT p.status, p.output, o.outcome ${PLACES} AND p.version = :version ORDER BY o.seq`);

  function stretch<Reported>(
    { after, limit }: StretchOptions,
    rows: (places: Omit<Places, "model">) => Reported[],
  ): Stretch<Reported> {
    const { first, last } = ends.get()!;
    if (first === null || last === null || last <= after) return { rows: [], next: after, done: true };
    const from = Math.max(after, first - 1);
    const to = Math.min(last, from + limit);
    return { rows: rows({ after: from, to }), next: to, done: to === last };
  }

  return {
    inputs: (model, options) =>
      stretch(options, (places) =>
        inputs.all({ model, ...places }).map(({ input, outcome, ...row }) => ({
          ...row,
          input: read(model, row.at, JSON.parse(input) as Row) as Row,
          outcome: JSON.parse(outcome) as ClassLabel,
        })),
      ),
    answers: (model, { version, ...options }) =>
      stretch(options, (places) =>
        answers.all({ model, version, ...places }).map(({ status, output, outcome }) => ({
          status,
          output: JSON.parse(output) as LoggedOutput,
          outcome: JSON.parse(outcome) as ClassLabel,
        })),
      ),
  };
}
