/** What a decision threshold means, in the figures a clinician asks for. */
import type { ThresholdReport } from "../../core/contract/thresholds.ts";

/** Per case, in any unit. */
export interface Costs {
  alarm: number;
  miss: number;
}

export interface Share {
  value: number;
  /** Wilson's 95 % interval. */
  interval: readonly [number, number];
}

export interface ThresholdFigures {
  threshold: number;
  hits: number;
  misses: number;
  alarms: number;
  passed: number;
  sensitivity: Share | null;
  specificity: Share | null;
  /** Of those called positive, the share that are; null where none is called so. */
  ppv: Share | null;
}

const Z = 1.96;

/** Wilson 1927: holds for small counts and shares near 0 and 1. @returns null of nothing */
export function shareOf(part: number, whole: number): Share | null {
  if (whole === 0) return null;
  const p = part / whole;
  const scale = 1 + Z ** 2 / whole;
  const middle = (p + Z ** 2 / (2 * whole)) / scale;
  const half = (Z / scale) * Math.sqrt((p * (1 - p)) / whole + Z ** 2 / (4 * whole ** 2));
  return { value: p, interval: [Math.max(0, middle - half), Math.min(1, middle + half)] };
}

/** @param at index among the report's points */
export function figuresAt({ points, rows, positives }: ThresholdReport, at: number): ThresholdFigures {
  const { threshold, hits, alarms } = points[at] ?? { threshold: 1, hits: 0, alarms: 0 };
  const passed = rows - positives - alarms;
  return {
    ...{ threshold, hits, alarms, passed, misses: positives - hits },
    sensitivity: shareOf(hits, positives),
    specificity: shareOf(passed, rows - positives),
    ppv: shareOf(hits, hits + alarms),
  };
}

/** What 100 such cases cost. */
export function costPer100({ rows, positives, points }: ThresholdReport, at: number, costs: Costs): number {
  const { hits, alarms } = points[at] ?? { hits: 0, alarms: 0 };
  return (100 * (alarms * costs.alarm + (positives - hits) * costs.miss)) / Math.max(1, rows);
}

/** Index of the cheapest point; of equals the one with the fewest alarms. */
export function cheapest(report: ThresholdReport, costs: Costs): number {
  let best = 0;
  report.points.forEach((_, at) => {
    if (costPer100(report, at, costs) < costPer100(report, best, costs)) best = at;
  });
  return best;
}

/** Index of the point that decides as `threshold` does; null stands for the more probable class. */
export function pointOf({ points }: ThresholdReport, threshold: number | null): number {
  const found = points.findLastIndex((point) =>
    threshold === null ? point.threshold > 0.5 : point.threshold >= threshold,
  );
  return Math.max(0, found);
}

/** Counts as shares of 100 cases that add up to 100 (largest remainders). @example perHundred([1, 1, 1]) // [34, 33, 33] */
export function perHundred(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => 0);
  const exact = counts.map((count) => (100 * count) / total);
  const whole = exact.map(Math.floor);
  const left = 100 - whole.reduce((sum, count) => sum + count, 0);
  const order = [...exact.keys()].toSorted((a, b) => ((exact[b] ?? 0) % 1) - ((exact[a] ?? 0) % 1) || a - b);
  for (const at of order.slice(0, left)) whole[at] = (whole[at] ?? 0) + 1;
  return whole;
}
