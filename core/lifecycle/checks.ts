/** Drift checks as they are stored, one per window of predictions, and what their sequence says. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type DriftReport, WindowPerformance } from "../contract/index.ts";
import { statistics, windowDrifted } from "../observe/index.ts";
import { briefOf, type CheckBrief } from "./check-brief.ts";
import type { Loop } from "./loop.ts";

const { eValue, nextWealth } = statistics;

export interface StoredCheck {
  at: number;
  version: string;
  report: DriftReport;
  /** null for a check that was stored before this was kept. */
  performance: WindowPerformance | null;
  /** Which window of its version this is, from 1. */
  look: number;
  /** What the windows up to this one say for drift (statistics/e-process.ts). */
  wealth: number;
}

/** What later windows ask of a check. */
export interface CheckMark extends Pick<StoredCheck, "at" | "version" | "look" | "wealth"> {
  verdict: DriftReport["verdict"];
  /** By the share of its features alone. */
  drifted: boolean;
  /** windowDrifted() */
  moved: boolean;
  share: number;
  /** Rows of the window. */
  rows: number;
}

/** Windows looked back on. */
const LOOK_BACK = 20;

interface CheckRow extends Omit<StoredCheck, "report" | "performance"> {
  report: string;
  performance: string | null;
}

/** The newest check of each model: it stands until the next window closes. */
const standing = new WeakMap<Loop["db"], Map<string, { seq: number; check: StoredCheck }>>();

function readCheck({ db }: Pick<Loop, "db">, seq: number): StoredCheck {
  const { report, performance, ...row } = db
    .prepare<[number], CheckRow>(
      "SELECT at, version, report, performance, look, wealth FROM drift_checks WHERE seq = ?",
    )
    .get(seq)!;
  return {
    ...row,
    report: JSON.parse(report) as DriftReport,
    performance: performance === null ? null : WindowPerformance.parse(JSON.parse(performance)),
  };
}

/** The newest check of a model; with `version` the newest of its windows. */
export function latestCheck(loop: Pick<Loop, "db">, model: string, version?: string): StoredCheck | null {
  const seq = loop.db
    .prepare<[string, string | null], number>(
      "SELECT max(seq) FROM drift_checks WHERE model = ? AND version = coalesce(?, version)",
    )
    .pluck()
    .get(model, version ?? null);
  if (!seq) return null;
  const ofDatabase = standing.get(loop.db) ?? new Map<string, { seq: number; check: StoredCheck }>();
  standing.set(loop.db, ofDatabase);
  const before = ofDatabase.get(model);
  if (before?.seq === seq) return before.check;
  const check = readCheck(loop, seq);
  ofDatabase.set(model, { seq, check });
  return check;
}

const known = new WeakMap<Loop["db"], Map<number, CheckMark>>();

function readMark({ db }: Pick<Loop, "db">, seq: number): CheckMark {
  const { brief, ...row } = db
    .prepare<[number], Omit<CheckRow, "report" | "performance"> & { brief: string }>(
      "SELECT at, version, brief, look, wealth FROM drift_checks WHERE seq = ?",
    )
    .get(seq)!;
  const { verdict, drifted, share, rows, ...shares } = JSON.parse(brief) as CheckBrief;
  return { ...row, verdict, drifted, moved: windowDrifted({ drifted, ...shares }), share, rows };
}

/** Those not known yet are read one at a time: requests are served in between. */
async function marksOf(loop: Pick<Loop, "db">, seqs: readonly number[]): Promise<CheckMark[]> {
  const ofDatabase = known.get(loop.db) ?? new Map<number, CheckMark>();
  known.set(loop.db, ofDatabase);
  const marks: CheckMark[] = [];
  for (const seq of seqs) {
    let mark = ofDatabase.get(seq);
    if (!mark) {
      mark = readMark(loop, seq);
      ofDatabase.set(seq, mark);
      await nextTurn();
    }
    marks.push(mark);
  }
  return marks;
}

/** The newest checks of a model, oldest first; with `version` only those of its windows. */
export const recentMarks = (loop: Pick<Loop, "db">, model: string, version?: string): Promise<CheckMark[]> =>
  marksOf(
    loop,
    loop.db
      .prepare<[string, string | null, number], number>(
        "SELECT seq FROM drift_checks WHERE model = ? AND version = coalesce(?, version) ORDER BY seq DESC LIMIT ?",
      )
      .pluck()
      .all(model, version ?? null, LOOK_BACK)
      .reverse(),
  );

/** Every check of a model since a time, oldest first. */
export const marksSince = (loop: Pick<Loop, "db">, model: string, since: number): Promise<CheckMark[]> =>
  marksOf(
    loop,
    loop.db
      .prepare<[string, number], number>("SELECT seq FROM drift_checks WHERE model = ? AND at >= ? ORDER BY seq")
      .pluck()
      .all(model, since),
  );

/** When the last window of a model was closed, whichever version answered it; 0 where none was. */
export const lastCheckAt = ({ db }: Pick<Loop, "db">, model: string): number =>
  db
    .prepare<[string], { at: number }>("SELECT at FROM drift_checks WHERE model = ? ORDER BY seq DESC LIMIT 1")
    .get(model)?.at ?? 0;

export function storeCheck({ db }: Pick<Loop, "db">, model: string, check: StoredCheck): void {
  const { version, report, performance, at, look, wealth } = check;
  db.prepare(
    "INSERT INTO drift_checks (model, version, report, brief, performance, at, look, wealth) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  ).run(
    model,
    version,
    JSON.stringify(report),
    JSON.stringify(briefOf(report)),
    performance === null ? null : JSON.stringify(performance),
    at,
    look,
    wealth,
  );
}

/** What one window more adds to what the windows of its version say together; one that was not judged adds nothing. */
export function weigh(
  before: Pick<StoredCheck, "look" | "wealth"> | null,
  p: number | null,
): Pick<StoredCheck, "look" | "wealth"> {
  const { look, wealth } = before ?? { look: 0, wealth: 0 };
  return { look: look + 1, wealth: p === null ? wealth : nextWealth(wealth, look + 1, eValue(p)) };
}

/**
 * Where the newest run of windows with the same verdict began: after the last window that said otherwise, or with the
 * first row of this window where none did. Null where the newest does not say so.
 */
export function streakBegan(
  checks: readonly CheckMark[],
  said: (check: CheckMark) => boolean,
  windowFrom: number | null,
): number | null {
  const last = checks.at(-1);
  if (!last || !said(last)) return null;
  const before = checks.findLast((check) => !said(check));
  return before ? before.at + 1 : windowFrom;
}
