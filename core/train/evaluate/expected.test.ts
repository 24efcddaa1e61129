import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricName, Metrics } from "../../contract/index.ts";
import type { Scores } from "../reference/index.ts";
import { evaluate } from "./evaluate.ts";
import { expectedIntervals, expectedMetrics } from "./expected.ts";

/** Rows of two or three classes: probabilities, with ties, and a truth. */
const labelled = fc.integer({ min: 2, max: 3 }).chain((outputs) =>
  fc
    .array(
      fc.record({
        odds: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: outputs, maxLength: outputs }),
        truth: fc.integer({ min: 0, max: outputs - 1 }),
      }),
      { minLength: 2, maxLength: 30 },
    )
    .map((rows) => {
      const values = rows.flatMap(({ odds }) => {
        const total = odds.reduce((sum, x) => sum + x, 0);
        return odds.map((x) => x / total);
      });
      const scores: Scores = { outputs, values: Float64Array.from(values) };
      return { scores, truth: Float64Array.from(rows, ({ truth }) => truth) };
    }),
);

function expectSame(found: Metrics, expected: Metrics) {
  for (const [name, value] of Object.entries(expected) as [MetricName, number | null][]) {
    if (name === "ece") continue;
    if (value === null) expect([name, found[name]]).toEqual([name, null]);
    else expect(found[name], name).toBeCloseTo(value, 9);
  }
}

describe("expected metrics", () => {
  test("are the metrics themselves where the truth is certain", () => {
    fc.assert(
      fc.property(labelled, ({ scores, truth }) => {
        const certain = scores.values.map((_, i) =>
          truth[Math.floor(i / scores.outputs)] === i % scores.outputs ? 1 : 0,
        );
        const task = scores.outputs === 2 ? "binary" : "multiclass";
        expectSame(expectedMetrics(scores, certain, null), evaluate(scores, truth, task).metrics);
      }),
    );
  });
  test("the expected log loss and Brier score, by their definition", () => {
    const scores = { outputs: 2, values: Float64Array.of(0.8, 0.2, 0.4, 0.6) };
    const { log_loss, brier } = expectedMetrics(scores, Float64Array.of(0.7, 0.3, 0.5, 0.5), null);
    const rows = [
      [0.2, 0.3],
      [0.6, 0.5],
    ] as const;
    const mean = (ofRow: (s: number, p: number) => number) => rows.reduce((sum, [s, p]) => sum + ofRow(s, p), 0) / 2;
    expect(log_loss).toBeCloseTo(
      mean((s, p) => -p * Math.log(s) - (1 - p) * Math.log(1 - s)),
      12,
    );
    expect(brier).toBeCloseTo(
      mean((s, p) => p * (1 - s) ** 2 + (1 - p) * s ** 2),
      12,
    );
  });
  test("intervals hold the estimate, and are wider where beliefs differ", () => {
    const values = Float64Array.from({ length: 400 }, (_, i) => (i % 2 ? 1 - (i >> 1) / 200 : (i >> 1) / 200));
    const scores = { outputs: 2, values };
    const metrics = expectedMetrics(scores, values, null);
    const options = { threshold: null, seed: 1, shrink: 1 };
    const tilted = (by: number) => values.map((p, i) => (i % 2 ? Math.min(1, p * by) : 1 - Math.min(1, (1 - p) * by)));
    const sure = expectedIntervals(scores, [values], metrics, options).accuracy!;
    const unsure = expectedIntervals(scores, [tilted(0.6), tilted(1.6)], metrics, options).accuracy!;
    expect(sure[0]).toBeLessThan(metrics.accuracy!);
    expect(sure[1]).toBeGreaterThan(metrics.accuracy!);
    expect(unsure[1] - unsure[0]).toBeGreaterThan(sure[1] - sure[0]);
  });
});

test("a weight is as many rows", () => {
  fc.assert(
    fc.property(
      labelled,
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 }),
      (rows, counts) => {
        const { scores, truth } = rows;
        const weights = truth.map((_, row) => counts[row]!);
        const repeated = [...truth.keys()].flatMap((row) => Array<number>(counts[row]!).fill(row));
        if (repeated.length === 0) return;
        const task = scores.outputs === 2 ? "binary" : "multiclass";
        const values = repeated.flatMap((row) => [
          ...scores.values.slice(row * scores.outputs, (row + 1) * scores.outputs),
        ]);
        expectSame(
          evaluate(scores, truth, task, { weights }).metrics,
          evaluate(
            { outputs: scores.outputs, values: Float64Array.from(values) },
            Float64Array.from(repeated, (row) => truth[row]!),
            task,
          ).metrics,
        );
      },
    ),
  );
});
