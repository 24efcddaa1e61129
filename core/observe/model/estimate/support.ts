/** Do the rows still lie where the version has been seen to work? Beyond, an estimate would be a guess. */
import type { DriftReport, Feature } from "../../../contract/index.ts";
import { type Column, columnNamed } from "../../../data/index.ts";
import { percent, plural, say } from "../../words.ts";
import type { ModelWindow } from "../window.ts";

/** A row is outside where it is so in features of this share of all importance. */
const ROW_WEIGHT = 0.1;
const ROWS_OUTSIDE = 0.1;
/** A feature that moved this far (a normal one by some 1.4 standard deviations) has little in common with training. */
const FAR_PSI = 2;

function isOutside(feature: Feature, column: Column): (row: number) => boolean {
  if (feature.type === "number" && column.kind === "number") {
    const { min, max } = feature.range;
    return (row) => column.values[row]! < min || column.values[row]! > max;
  }
  if ((feature.type === "category" || feature.type === "boolean") && column.kind === "text") {
    const unknown = column.levels.map((level) => !feature.categories.includes(level));
    return (row) => unknown[column.codes[row]!] ?? false;
  }
  return () => false;
}

function weightsOf({ importance, schema }: ModelWindow): Map<string, number> {
  const positive = new Map(importance.map((each) => [each.feature, Math.max(0, each.importance)]));
  const total = [...positive.values()].reduce((sum, x) => sum + x, 0);
  const features = schema.features.filter(({ name }) => !schema.time.includes(name));
  return new Map(
    features.map(({ name }) => [name, total > 0 ? (positive.get(name) ?? 0) / total : 1 / features.length]),
  );
}

function shareOutside(window: ModelWindow, weights: Map<string, number>): number {
  const outside = new Float64Array(window.current.rows);
  for (const feature of window.schema.features) {
    const column = columnNamed(window.current, feature.name);
    const weight = weights.get(feature.name) ?? 0;
    if (!column || weight === 0) continue;
    const is = isOutside(feature, column);
    for (let row = 0; row < outside.length; row++) if (is(row)) outside[row]! += weight;
  }
  return outside.reduce((count, weight) => count + (weight >= ROW_WEIGHT ? 1 : 0), 0) / Math.max(1, outside.length);
}

/** @returns why nothing can be known of these rows, in a sentence; null where they lie within what was seen */
export function outsideTraining(window: ModelWindow, drift: DriftReport | null, limit: number): string | null {
  const weights = weightsOf(window);
  const share = shareOutside(window, weights);
  if (share > ROWS_OUTSIDE)
    return say("outsideTraining", { share: percent(share), rows: plural(window.current.rows, "row") });
  const far = (drift?.features ?? []).filter(({ drifted, effect }) => drifted && (effect.psi ?? 0) >= FAR_PSI);
  const weight = far.reduce((sum, { name }) => sum + (weights.get(name) ?? 0), 0);
  if (weight <= limit) return null;
  return say("movedTooFar", { names: far.map(({ name }) => name).join(", ") });
}
