/** How improbable a whole window is without drift: the p-value that consecutive windows are judged by. */
import type { DriftReport, FeatureDrift } from "../../../contract/index.ts";

/**
 * Smallest x such that features of more than `threshold` of all weight have p ≤ x, over `threshold`. Without drift the
 * weight with p ≤ x is x on average, so that it exceeds the threshold with probability ≤ x ÷ threshold (Markov), however
 * the features depend on each other.
 */
function ofWeights(
  features: readonly FeatureDrift[],
  weightOf: (feature: FeatureDrift) => number,
  threshold: number,
  warn: number,
): number {
  const all = features.reduce((sum, feature) => sum + weightOf(feature), 0);
  const moved = features.filter(({ p_value, effect }) => p_value !== null && (effect.psi ?? 0) >= warn);
  let weight = 0;
  for (const feature of moved.sort((a, b) => a.p_value! - b.p_value!)) {
    weight += weightOf(feature);
    if (weight > threshold * all) return Math.min(1, feature.p_value! / threshold);
  }
  return 1;
}

/**
 * P(so large a share of the features with an effect that matters and so small p-values | no drift), by number or by
 * importance, whichever is smaller, for two looks; null where the window was not judged.
 * @param importance of the features to the model
 * @param warn least PSI that matters
 * @example windowImprobability(report, detail.importance, 0.1) // 2.1e-8
 * Source: Rüger 1978, on the k-th smallest of dependent p-values.
 */
export function windowImprobability(
  report: DriftReport,
  importance: readonly { feature: string; importance: number }[],
  warn: number,
): number | null {
  const judged = report.features.filter(({ q_value }) => q_value !== null);
  if (judged.length === 0) return null;
  const weights = new Map(importance.map(({ feature, importance: weight }) => [feature, Math.max(0, weight)]));
  const byNumber = ofWeights(judged, () => 1, report.threshold, warn);
  const byWeight = ofWeights(report.features, ({ name }) => weights.get(name) ?? 0, report.threshold, warn);
  return Math.min(1, 2 * Math.min(byNumber, byWeight));
}
