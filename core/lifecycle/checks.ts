/** Drift checks as they are stored, one per window of predictions, and what their sequence says. */
import { type DriftReport, WindowPerformance } from "../contract/index.ts";
import { statistics } from "../observe/index.ts";
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

/** Windows looked back on. */
const LOOK_BACK = 20;

/** The newest checks of a model, oldest first; with `version` only those of its windows. */
export function recentChecks({ db }: Pick<Loop, "db">, model: string, version?: string): StoredCheck[] {
  return db
    .prepare<
      [string, string | null, number],
      Omit<StoredCheck, "report" | "performance"> & { report: string; performance: string | null }
    >(
      "SELECT at, version, report, performance, look, wealth FROM drift_checks WHERE model = ? AND version = coalesce(?, version) ORDER BY seq DESC LIMIT ?",
    )
    .all(model, version ?? null, LOOK_BACK)
    .map(({ report, performance, ...row }) => ({
      ...row,
      report: JSON.parse(report) as DriftReport,
      performance: performance === null ? null : WindowPerformance.parse(JSON.parse(performance)),
    }))
    .reverse();
}

/** Every check of a model since a time, oldest first. */
export const checksSince = (
  { db }: Pick<Loop, "db">,
  model: string,
  since: number,
): Pick<StoredCheck, "at" | "version" | "report">[] =>
  db
    .prepare<[string, number], { at: number; version: string; report: string }>(
      "SELECT at, version, report FROM drift_checks WHERE model = ? AND at >= ? ORDER BY seq",
    )
    .all(model, since)
    .map((row) => ({ ...row, report: JSON.parse(row.report) as DriftReport }));

/** When the last window of a model was closed, whichever version answered it; 0 where none was. */
export const lastCheckAt = ({ db }: Pick<Loop, "db">, model: string): number =>
  db
    .prepare<[string], { at: number }>("SELECT at FROM drift_checks WHERE model = ? ORDER BY seq DESC LIMIT 1")
    .get(model)?.at ?? 0;

export function storeCheck({ db }: Pick<Loop, "db">, model: string, check: StoredCheck): void {
  const { version, report, performance, at, look, wealth } = check;
  db.prepare(
    "INSERT INTO drift_checks (model, version, report, performance, at, look, wealth) VALUES (?, ?, ?, ?, ?, ?, ?)",
  ).run(
    model,
    version,
    JSON.stringify(report),
    performance === null ? null : JSON.stringify(performance),
    at,
    look,
    wealth,
  );
}

/** What one window more adds to what the windows of its version say together; one that was not judged adds nothing. */
export function weigh(before: StoredCheck | undefined, p: number | null): Pick<StoredCheck, "look" | "wealth"> {
  const { look, wealth } = before ?? { look: 0, wealth: 0 };
  return { look: look + 1, wealth: p === null ? wealth : nextWealth(wealth, look + 1, eValue(p)) };
}

/**
 * Where the newest run of windows with the same verdict began: after the last window that said otherwise, or with the
 * first row of this window where none did. Null where the newest does not say so.
 */
export function streakBegan(
  checks: readonly StoredCheck[],
  said: (report: DriftReport) => boolean,
  windowFrom: number | null,
): number | null {
  const last = checks.at(-1);
  if (!last || !said(last.report)) return null;
  const before = checks.findLast(({ report }) => !said(report));
  return before ? before.at + 1 : windowFrom;
}
