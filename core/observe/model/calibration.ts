/** Do live probabilities still come true, as they did at training? */
import type { CalibrationFacts, PerformanceFacts } from "../../contract/index.ts";
import { takeScores } from "../../train/index.ts";
import { classGap } from "./estimate/classes.ts";
import type { KnownOutcomes } from "./outcomes.ts";
import type { ModelWindow } from "./window.ts";

const FEWEST = 50;
const IMPROBABLE = 0.01;
/** Probabilities that are off by less than this on average, beyond chance, matter little. */
const SMALL_GAP = 0.02;

/**
 * @param performance of the same rows
 * @returns null for numbers, and where too few outcomes are known
 * @example calibrationFacts(window, known, performance)?.off // false
 */
export function calibrationFacts(
  { reference: { metrics, intervals }, schema }: ModelWindow,
  { scores, truth, coverage }: KnownOutcomes,
  performance: PerformanceFacts,
): CalibrationFacts | null {
  if (schema.task === "regression" || coverage?.kind === "unknown") return null;
  const known = Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]!));
  if (known.length < FEWEST) return null;
  const gap = classGap(
    takeScores(scores, known),
    Float64Array.from(known, (row) => truth[row]!),
  );
  const side = (name: "ece" | "brier") => ({
    ...{ reference: metrics[name] ?? null, reference_interval: intervals[name] ?? null },
    ...{ current: performance.all[name] ?? null, current_interval: performance.intervals[name] ?? null },
  });
  return {
    ...{ ece: side("ece"), brier: side("brier"), labelled: known.length },
    ...{ gap: gap.size, p_value: gap.p_value, off: gap.p_value < IMPROBABLE && gap.size > SMALL_GAP },
  };
}
