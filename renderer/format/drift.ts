/** What the stored checks say of one column. */
import type { DriftReport, FeatureDrift } from "../../core/contract/drift.ts";

export interface Check {
  at: string;
  report: DriftReport;
}

const featureOf = (check: Check, name: string): FeatureDrift | undefined =>
  check.report.features.find((feature) => feature.name === name);

/** The effect of each check that has one. */
export const effectsOf = (checks: readonly Check[], name: string): { at: string; psi: number }[] =>
  checks.flatMap((check) => {
    const psi = featureOf(check, name)?.effect.psi;
    return typeof psi === "number" ? [{ at: check.at, psi: Math.max(0, psi) }] : [];
  });

/** The first of the newest checks in a row that found it drifted; null where the newest did not. */
export function driftedSince(checks: readonly Check[], name: string): string | null {
  const quiet = checks.findLastIndex((check) => !featureOf(check, name)?.drifted);
  return checks[quiet + 1]?.at ?? null;
}

/** Names of the features, the most important to the model first; by how far they moved where no importance is known. */
export function byImportance(
  features: readonly FeatureDrift[],
  importance: ReadonlyMap<string, number>,
): FeatureDrift[] {
  const weight = ({ name }: FeatureDrift) => importance.get(name) ?? 0;
  return features.toSorted((a, b) => weight(b) - weight(a) || (b.effect.psi ?? 0) - (a.effect.psi ?? 0));
}
