/**
 * The log's side of archiving. A row is first marked: from then on it takes no outcome, so that what is copied is what
 * is deleted later, however often the work between is interrupted.
 */
import type { Database } from "../../../shared/index.ts";
import type { LogCounts } from "../queries.ts";
import { monthOf } from "./months.ts";

/** A prediction with everything that belongs to it, as it is archived. */
export interface ArchivedRow {
  seq: number;
  id: string;
  at: number;
  version: string;
  status: "ok" | "rejected";
  /** JSON texts, as in the log. */
  input: string;
  output: string;
  request: string | null;
  /** The accepted outcome, JSON text. */
  outcome: string | null;
  /** JSON text of a list: every outcome that was kept, with its result. */
  outcomes: string;
  /** JSON text of a list: what shadows would have answered. */
  shadows: string;
}

/** What must stay in the log, whatever its age. */
export interface Kept {
  /** Newest rows of the model. */
  newest: number;
  /** Rows from this time on, epoch ms. */
  since: number;
  /** Rows with an outcome from this time on, epoch ms; infinite: none. */
  labelledSince: number;
}

export interface Group {
  model: string;
  month: string;
}

export interface ArchiveRows {
  /** Looks at the next rows after a place in the log and marks those that may go. @returns where to go on; null at the end */
  mark(model: string, kept: Kept, afterSeq: number): number | null;
  /** Models and months with marked rows. */
  marked(): Group[];
  /** The next marked rows after a place in the log, ascending. */
  page(group: Group, afterSeq: number): ArchivedRow[];
  /** Deletes marked rows and all that belongs to them. */
  forget(model: string, rows: readonly ArchivedRow[]): void;
}

/** Rows of one look, and of one transaction: a millisecond or two. */
const PAGE = 200;

const NEXT = `SELECT p.seq, p.at, EXISTS (SELECT 1 FROM outcomes o WHERE o.prediction_id = p.id AND o.result = 'accepted') AS labelled
     FROM predictions p
    WHERE p.model = ? AND p.seq > ? AND p.seq <= ? ORDER BY p.seq LIMIT ${PAGE}`;

const WHOLE = `SELECT p.seq, p.id, p.at, p.version, p.status, p.input, p.output, p.request,
          (SELECT o.outcome FROM outcomes o WHERE o.prediction_id = p.id AND o.result = 'accepted') AS outcome,
          (SELECT json_group_array(json_object('outcome', json(o.outcome), 'result', o.result, 'observed_at',
                  o.observed_at, 'at', o.at) ORDER BY o.seq) FROM outcomes o WHERE o.prediction_id = p.id) AS outcomes,
          (SELECT json_group_array(json_object('version', s.version, 'status', s.status, 'output', json(s.output),
                  'at', s.at) ORDER BY s.seq) FROM shadow_predictions s WHERE s.prediction_id = p.id) AS shadows
     FROM archiving a CROSS JOIN predictions p ON p.seq = a.seq
    WHERE a.model = ? AND a.month = ? AND a.seq > ? ORDER BY a.seq LIMIT ${PAGE}`;

/**
 * @param write does a write of the log, or refuses it
 * @param left hears of what has left the log
 */
export function createArchiveRows(
  db: Database,
  write: <T>(work: () => T) => T,
  left: (model: string, counts: LogCounts) => void,
): ArchiveRows {
  const beyond = db
    .prepare<[string, number], number>("SELECT seq FROM predictions WHERE model = ? ORDER BY seq DESC LIMIT 1 OFFSET ?")
    .pluck();
  const next = db.prepare<[string, number, number], { seq: number; at: number; labelled: 0 | 1 }>(NEXT);
  const insert = db.prepare("INSERT OR IGNORE INTO archiving (seq, model, month) VALUES (?, ?, ?)");
  const groups = db.prepare<[], Group>("SELECT DISTINCT model, month FROM archiving ORDER BY model, month");
  const whole = db.prepare<[string, string, number], ArchivedRow>(WHOLE);
  const drops = ["outcomes", "shadow_predictions"].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE prediction_id = ?`),
  );
  const dropRow = db.prepare("DELETE FROM predictions WHERE seq = ?");
  const unmark = db.prepare("DELETE FROM archiving WHERE seq = ?");

  const insertAll = db.transaction((model: string, rows: readonly { seq: number; at: number }[]) => {
    for (const { seq, at } of rows) insert.run(seq, model, monthOf(at));
  });
  const drop = db.transaction((rows: readonly ArchivedRow[]) => {
    for (const { seq, id } of rows) {
      for (const each of drops) each.run(id);
      dropRow.run(seq);
      unmark.run(seq);
    }
  });

  return {
    mark: (model, { newest, since, labelledSince }, afterSeq) => {
      const last = beyond.get(model, newest);
      if (last === undefined) return null;
      const rows = next.all(model, afterSeq, last);
      const old = rows.filter(({ at }) => at < since);
      const going = old.filter(({ at, labelled }) => !labelled || at < labelledSince);
      if (going.length > 0) write(() => insertAll.immediate(model, going));
      // Times ascend but for a clock that was set back; a page without any old row ends the walk.
      return rows.length < PAGE || old.length === 0 ? null : rows.at(-1)!.seq;
    },
    marked: () => groups.all(),
    page: ({ model, month }, afterSeq) => whole.all(model, month, afterSeq),
    forget: (model, rows) => {
      write(() => drop.immediate(rows));
      left(model, {
        predictions: rows.filter(({ status }) => status === "ok").length,
        rejected: rows.filter(({ status }) => status === "rejected").length,
        labelled: rows.filter(({ outcome }) => outcome !== null).length,
      });
    },
  };
}
