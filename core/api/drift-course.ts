/** `drift.course`: the stored checks of a model without what a chart does not show. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Appliance } from "../appliance.ts";
import { type DriftCourse, HomeostatError, WindowPerformance } from "../contract/index.ts";
import type { CheckBrief } from "../lifecycle.ts";
import { type AskedColumns, firstColumns } from "./column-order.ts";

interface Check extends Omit<CheckBrief, "features"> {
  at: string;
  version: string;
  psi: Map<string, number | null>;
  moved: Set<string>;
  performance: WindowPerformance | null;
}

function read({ db }: Pick<Appliance, "db">, seq: number): Check {
  const { at, version, brief, performance } = db
    .prepare<[number], { at: number; version: string; brief: string; performance: string | null }>(
      "SELECT at, version, brief, performance FROM drift_checks WHERE seq = ?",
    )
    .get(seq)!;
  const { features, ...facts } = JSON.parse(brief) as CheckBrief;
  return {
    ...{ at: new Date(at).toISOString(), version, ...facts },
    psi: new Map(features.map(([name, psi]) => [name, psi])),
    moved: new Set(features.flatMap(([name, , drifted]) => (drifted ? [name] : []))),
    performance: performance === null ? null : WindowPerformance.parse(JSON.parse(performance)),
  };
}

/** One at a time: requests are served in between. */
async function checksOf(appliance: Pick<Appliance, "db">, model: string, limit: number): Promise<Check[]> {
  const seqs = appliance.db
    .prepare<[string, number], number>("SELECT seq FROM drift_checks WHERE model = ? ORDER BY seq DESC LIMIT ?")
    .pluck()
    .all(model, limit);
  const checks: Check[] = [];
  for (const seq of seqs.reverse()) {
    checks.push(read(appliance, seq));
    await nextTurn();
  }
  return checks;
}

/** Every column of any check, the furthest moved at any time first. */
function columnsOf(checks: readonly Check[]): { name: string }[] {
  const most = new Map<string, number>();
  for (const { psi } of checks)
    for (const [name, value] of psi) most.set(name, Math.max(most.get(name) ?? Number.NEGATIVE_INFINITY, value ?? 0));
  return [...most].sort(([, a], [, b]) => b - a).map(([name]) => ({ name }));
}

/**
 * The newest `limit` checks of a model with some of its columns.
 * @throws HomeostatError MODEL_NOT_FOUND
 * @example (await driftCourse(appliance, { model: "clinic", limit: 60, most: 24, order: "moved" })).columns[0] // "glucose"
 */
export async function driftCourse(
  appliance: Pick<Appliance, "db" | "registry">,
  { model, limit, ...asked }: AskedColumns & { model: string; limit: number },
): Promise<DriftCourse> {
  if (!appliance.registry.models().some(({ name }) => name === model))
    throw new HomeostatError("MODEL_NOT_FOUND", { model });
  const checks = await checksOf(appliance, model, limit);
  const all = columnsOf(checks);
  const columns = firstColumns(appliance, model, all, asked).map(({ name }) => name);
  return {
    columns,
    total: all.length,
    checks: checks.map(({ psi, moved, weighted_share, ...check }) => ({
      ...check,
      psi: columns.map((name) => psi.get(name) ?? null),
      moved: columns.flatMap((name, place) => (moved.has(name) ? [place] : [])),
    })),
  };
}
