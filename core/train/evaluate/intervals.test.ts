import { describe, expect, test } from "vitest";
import type { MetricName } from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";
import { evaluate } from "./evaluate.ts";

/** Binary scores whose true ROC-AUC is Φ(shift ÷ √2). */
function drawn(rows: number, shift: number, seed: number) {
  const rng = createRng(seed);
  const truth = Float64Array.from({ length: rows }, (_, row) => row % 2);
  const values = new Float64Array(rows * 2);
  truth.forEach((label, row) => {
    const p = 1 / (1 + Math.exp(-rng.normal() - shift * label));
    values.set([1 - p, p], row * 2);
  });
  return { scores: { outputs: 2, values }, truth };
}

describe("95 % intervals", () => {
  test("cover the truth about as often as they say", () => {
    // Φ(1 ÷ √2)
    const area = 0.7602;
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { scores, truth } = drawn(200, 1, seed);
      const [low, high] = evaluate(scores, truth, "binary", { intervals: true, seed }).intervals.roc_auc!;
      if (low <= area && area <= high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
    expect(covered).toBeLessThan(100);
  });

  test("hold the estimate, and narrow with more rows, also beyond the rows that are drawn", () => {
    const widths = [500, 5000, 80_000].map((rows) => {
      const { scores, truth } = drawn(rows, 1, 1);
      const { metrics, intervals } = evaluate(scores, truth, "binary", { intervals: true });
      for (const name of Object.keys(intervals) as MetricName[]) {
        const [low, high] = intervals[name]!;
        expect(low).toBeLessThanOrEqual(metrics[name]!);
        expect(high).toBeGreaterThanOrEqual(metrics[name]!);
      }
      const [low, high] = intervals.roc_auc!;
      return high - low;
    });
    expect(widths[1]! / widths[0]!).toBeCloseTo(Math.sqrt(1 / 10), 1);
    expect(widths[2]! / widths[1]!).toBeCloseTo(Math.sqrt(1 / 16), 1);
  });

  test("are the same for the same seed, and absent unless asked for", () => {
    const { scores, truth } = drawn(100, 1, 3);
    const ask = (seed: number) => evaluate(scores, truth, "binary", { intervals: true, seed }).intervals;
    expect(ask(1)).toEqual(ask(1));
    expect(ask(1)).not.toEqual(ask(2));
    expect(evaluate(scores, truth, "binary").intervals).toEqual({});
  });

  test("an unknown metric has none", () => {
    const { scores } = drawn(40, 1, 1);
    const { intervals } = evaluate(scores, new Float64Array(40).fill(1), "binary", { intervals: true });
    expect(intervals.roc_auc).toBeUndefined();
    expect(intervals.accuracy).toBeDefined();
  });
});
