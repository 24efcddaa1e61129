import { describe, expect, test } from "vitest";
import type { MetricName, Metrics } from "../../contract/index.ts";
import { evaluate, rowLoss } from "./evaluate.ts";
import golden from "./metrics.golden.json" with { type: "json" };
import { primaryMetric } from "./metrics.ts";

function expectMetrics(found: Metrics, expected: Record<string, number>): void {
  for (const [name, value] of Object.entries(expected)) {
    const error = Math.abs(found[name as MetricName]! - value) / Math.max(1, Math.abs(value));
    expect(error, `${name}: ${found[name as MetricName]} instead of ${value}`).toBeLessThanOrEqual(1e-12);
  }
}

describe("metrics equal scikit-learn's", () => {
  test.each(Object.entries(golden.classes))("%s", (_, { truth, probabilities, classes, metrics }) => {
    const scores = { outputs: classes, values: Float64Array.from(probabilities) };
    expectMetrics(evaluate(scores, Float64Array.from(truth), classes === 2 ? "binary" : "multiclass").metrics, metrics);
  });

  test.each(Object.entries(golden.numbers))("%s", (_, { truth, predicted, metrics }) => {
    const scores = { outputs: 1, values: Float64Array.from(predicted) };
    expectMetrics(evaluate(scores, Float64Array.from(truth), "regression").metrics, metrics);
  });
});

describe("what cannot be known is null", () => {
  test("one class only", () => {
    const { metrics } = evaluate(
      { outputs: 2, values: Float64Array.of(0.4, 0.6, 0.9, 0.1) },
      Float64Array.of(0, 0),
      "binary",
    );
    expect(metrics).toMatchObject({ roc_auc: null, pr_auc: null, accuracy: 0.5 });
  });

  test("no rows, and no row with a known truth", () => {
    const none = evaluate({ outputs: 1, values: new Float64Array(0) }, new Float64Array(0), "regression").metrics;
    expect(none).toEqual({ mse: null, rmse: null, mae: null, mape: null, r2: null });
    const unknown = evaluate({ outputs: 2, values: Float64Array.of(0.4, 0.6) }, Float64Array.of(Number.NaN), "binary");
    expect(Object.values(unknown.metrics)).toEqual(new Array(10).fill(null));
  });

  test("a truth that does not vary, and one that is zero throughout", () => {
    const { metrics } = evaluate({ outputs: 1, values: Float64Array.of(1, 2) }, Float64Array.of(0, 0), "regression");
    expect(metrics).toEqual({ mse: 2.5, rmse: Math.sqrt(2.5), mae: 1.5, mape: null, r2: null });
  });

  test("rows with unknown truth are left out", () => {
    const scores = { outputs: 1, values: Float64Array.of(1, 50, 3) };
    expect(evaluate(scores, Float64Array.of(2, Number.NaN, 3), "regression").metrics.mae).toBe(0.5);
  });
});

test("a threshold moves the decisions and nothing else", () => {
  const scores = { outputs: 2, values: Float64Array.of(0.7, 0.3, 0.9, 0.1) };
  const truth = Float64Array.of(1, 0);
  const plain = evaluate(scores, truth, "binary").metrics;
  const moved = evaluate(scores, truth, "binary", { threshold: 0.25 }).metrics;
  expect([plain.recall, moved.recall]).toEqual([0, 1]);
  expect(moved.log_loss).toBe(plain.log_loss);
});

test("row losses: their mean is the log loss, or the squared error", () => {
  const { truth, probabilities, metrics } = golden.classes["three classes"];
  const losses = rowLoss(
    { outputs: 3, values: Float64Array.from(probabilities) },
    Float64Array.from(truth),
    "multiclass",
  );
  expect(losses.reduce((sum, x) => sum + x, 0) / losses.length).toBeCloseTo(metrics.log_loss, 12);
  const squared = rowLoss({ outputs: 1, values: Float64Array.of(1, 5) }, Float64Array.of(3, Number.NaN), "regression");
  expect([...squared]).toEqual([4, Number.NaN]);
});

test("the primary metric follows the task", () => {
  expect([primaryMetric("binary"), primaryMetric("multiclass"), primaryMetric("regression")]).toEqual([
    "roc_auc",
    "roc_auc",
    "rmse",
  ]);
});
