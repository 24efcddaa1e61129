/** Is the metric worse than promised beyond what noise explains? */
import type { PerformanceFacts } from "../contract/index.ts";

/** Half width of a 95 % interval in standard errors. */
const WIDTH = 1.96;

/** Under drift, harm is believed from here, in standard errors: sooner than elsewhere. */
export const LIKELY = 2;

const errorOf = (interval: [number, number] | null): number | null =>
  interval ? (interval[1] - interval[0]) / (2 * WIDTH) : null;

/**
 * How many standard errors the metric lies on the wrong side of its reference, both taken as uncertain; null where
 * that cannot be known (no outcomes, no interval).
 * @example standardErrorsWorse({ reference: 0.8, current: 0.7, drop: 0.125, … }) // 3.1
 */
export function standardErrorsWorse(
  performance: Pick<PerformanceFacts, "reference" | "reference_interval" | "current" | "current_interval" | "drop">,
): number | null {
  const { reference, current, drop } = performance;
  const now = errorOf(performance.current_interval);
  if (reference === null || current === null || drop === null || now === null) return null;
  // A reference without interval is taken to be as uncertain as the window.
  const before = errorOf(performance.reference_interval) ?? now;
  const error = Math.hypot(now, before);
  if (error === 0) return drop > 0 ? Number.POSITIVE_INFINITY : 0;
  return (Math.sign(drop) * Math.abs(reference - current)) / error;
}
