/** `drift.course`: the stored checks of a model without what a chart does not show. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Appliance } from "../appliance.ts";
import { type DriftCourse, type DriftReport, HomeostatError, WindowPerformance } from "../contract/index.ts";

/** A check as it is kept between two questions: a report of 1,500 columns is two megabytes, this is thirty kilobytes. */
interface Known {
  at: string;
  version: string;
  report: Pick<DriftReport, "verdict" | "drifted" | "share" | "threshold">;
  rows: number;
  psi: Map<string, number | null>;
  moved: Set<string>;
  performance: WindowPerformance | null;
}

const known = new WeakMap<Appliance["db"], Map<number, Known>>();
/** Digits after the point that a chart can show. */
const DIGITS = 10_000;
const round = (value: number | null): number | null => (value === null ? null : Math.round(value * DIGITS) / DIGITS);

function read({ db }: Pick<Appliance, "db">, seq: number): Known {
  const row = db
    .prepare<[number], { at: number; version: string; report: string; performance: string | null }>(
      "SELECT at, version, report, performance FROM drift_checks WHERE seq = ?",
    )
    .get(seq)!;
  const { verdict, drifted, share, threshold, rows, features } = JSON.parse(row.report) as DriftReport;
  return {
    ...{ at: new Date(row.at).toISOString(), version: row.version },
    ...{ report: { verdict, drifted, share, threshold }, rows: rows.current },
    psi: new Map(features.map(({ name, effect }) => [name, round(effect.psi)])),
    moved: new Set(features.flatMap((feature) => (feature.drifted ? [feature.name] : []))),
    performance: row.performance === null ? null : WindowPerformance.parse(JSON.parse(row.performance)),
  };
}

/** Checks that are not known yet are read one at a time: requests are served in between. */
async function checksOf(appliance: Pick<Appliance, "db">, model: string, limit: number): Promise<Known[]> {
  const ofDatabase = known.get(appliance.db) ?? new Map<number, Known>();
  known.set(appliance.db, ofDatabase);
  const seqs = appliance.db
    .prepare<[string, number], number>("SELECT seq FROM drift_checks WHERE model = ? ORDER BY seq DESC LIMIT ?")
    .pluck()
    .all(model, limit);
  const checks: Known[] = [];
  for (const seq of seqs.reverse()) {
    let check = ofDatabase.get(seq);
    if (!check) {
      check = read(appliance, seq);
      ofDatabase.set(seq, check);
      await nextTurn();
    }
    checks.push(check);
  }
  return checks;
}

/** Every column of any check, the furthest moved at any time first. */
function columnsOf(checks: readonly Known[]): string[] {
  const most = new Map<string, number>();
  for (const { psi } of checks)
    for (const [name, value] of psi) most.set(name, Math.max(most.get(name) ?? Number.NEGATIVE_INFINITY, value ?? 0));
  return [...most.keys()].sort((a, b) => most.get(b)! - most.get(a)!);
}

/**
 * The newest `limit` checks of a model with the `most` columns that moved furthest.
 * @throws HomeostatError MODEL_NOT_FOUND
 * @example (await driftCourse(appliance, { model: "clinic", limit: 60, most: 24 })).columns[0] // "glucose"
 */
export async function driftCourse(
  appliance: Pick<Appliance, "db" | "registry">,
  { model, limit, most }: { model: string; limit: number; most: number },
): Promise<DriftCourse> {
  if (!appliance.registry.models().some(({ name }) => name === model))
    throw new HomeostatError("MODEL_NOT_FOUND", { model });
  const checks = await checksOf(appliance, model, limit);
  const all = columnsOf(checks);
  const columns = all.slice(0, most);
  return {
    columns,
    total: all.length,
    checks: checks.map(({ report, psi, moved, ...check }) => ({
      ...check,
      ...report,
      psi: columns.map((name) => psi.get(name) ?? null),
      moved: columns.flatMap((name, place) => (moved.has(name) ? [place] : [])),
    })),
  };
}
