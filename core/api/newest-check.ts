/** `drift.newest`: the newest check of a model with some of its columns; of 1,500 a whole report is two megabytes. */
import type { Appliance } from "../appliance.ts";
import { type DriftReport, HomeostatError, type NewestCheck } from "../contract/index.ts";
import { latestCheck } from "../lifecycle.ts";
import { type AskedColumns, firstColumns, importanceOf } from "./column-order.ts";

type Feature = DriftReport["features"][number];

const WEIGHT = { alert: 2, warn: 1, none: 0 } as const;
const psi = ({ effect }: Feature): number => effect.psi ?? 0;

const furthestFirst = (a: Feature, b: Feature): number =>
  Number(b.drifted) - Number(a.drifted) || WEIGHT[b.severity] - WEIGHT[a.severity] || psi(b) - psi(a);

/**
 * @returns null where no window of the model has closed
 * @throws HomeostatError MODEL_NOT_FOUND
 * @example newestCheck(appliance, { model: "clinic", order: "moved", most: 40 })?.total // 1500
 */
export function newestCheck(
  appliance: Pick<Appliance, "db" | "registry">,
  { model, ...asked }: AskedColumns & { model: string },
): NewestCheck | null {
  if (!appliance.registry.models().some(({ name }) => name === model))
    throw new HomeostatError("MODEL_NOT_FOUND", { model });
  const check = latestCheck(appliance, model);
  if (!check) return null;
  const { at, version, report, performance } = check;
  const all = report.features;
  const features = firstColumns(appliance, model, all.toSorted(furthestFirst), asked);
  const importance = importanceOf(appliance, model);
  return {
    ...{ at: new Date(at).toISOString(), version, performance, report: { ...report, features } },
    importance: features.map(({ name }) => importance.get(name) ?? null),
    total: all.length,
    drifted: all.filter(({ drifted }) => drifted).length,
    furthest: Math.max(0, ...all.map(psi)),
  };
}
