/** What the stored checks say of one column. */
import type { DriftReport } from "../../core/contract/drift.ts";
import type { DriftCourse } from "../../core/contract/drift-course.ts";
import type { WindowPerformance } from "../../core/contract/performance.ts";

export interface Check {
  at: string;
  /** How far each column had moved. */
  psi: ReadonlyMap<string, number>;
  drifted: ReadonlySet<string>;
  performance: WindowPerformance | null;
}
export type Change = NonNullable<DriftReport["changes"]>[number];

/** The course as the engine tells it, column by name. */
export const checksOf = ({ columns, checks }: DriftCourse): Check[] =>
  checks.map(({ at, psi, moved, performance }) => ({
    at,
    psi: new Map(psi.flatMap((value, k) => (value === null ? [] : [[columns[k] ?? "", Math.max(0, value)]]))),
    drifted: new Set(moved.map((k) => columns[k] ?? "")),
    performance,
  }));

/** The effect of each check that has one. */
export const effectsOf = (checks: readonly Check[], name: string): { at: string; psi: number }[] =>
  checks.flatMap(({ at, psi }) => {
    const known = psi.get(name);
    return known === undefined ? [] : [{ at, psi: known }];
  });

/** The first of the newest checks in a row that found it drifted; null where the newest did not. */
export function driftedSince(checks: readonly Check[], name: string): string | null {
  const quiet = checks.findLastIndex(({ drifted }) => !drifted.has(name));
  return checks[quiet + 1]?.at ?? null;
}
