import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Inspection, type ModelSchema } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import { classMetrics } from "../evaluate/metrics.ts";
import { classSample } from "../evaluate/sample.ts";
import type { FittedModel } from "../model.ts";
import { curvesOf } from "./curves.ts";
import { classCounts, inspect } from "./index.ts";
import { residualsOf } from "./residuals.ts";
import { segmentsOf } from "./segments.ts";

const base = { nullable: true, missingTokens: [] };
const range = { min: 0, max: 1, low: 0, high: 1, source: "learned" as const };
const schema = (task: ModelSchema["task"], classes: string[]): ModelSchema => ({
  ...{ task, target: "y", classes, positive: classes.length === 2 ? classes[1]! : null, time: [] },
  features: [
    { ...base, name: "x", type: "number", range, integer: false },
    { ...base, name: "ward", type: "category", categories: ["A", "B"] },
  ],
});
const model = ({ task, classes, positive }: ModelSchema, predictor: FittedModel["predictor"]): FittedModel => ({
  ...{ format: 1, task, classes, positive, learner: "gradient_boosting", parameters: {}, encodings: [] },
  ...{ predictor, target: { center: 0, scale: 1 }, threshold: null, interval: null },
});
const constant: FittedModel["predictor"] = { kind: "constant", outputs: [0], link: "identity" };

function madeUp(rows: number, seed: number): { table: Table; wards: Int32Array; x: Float64Array } {
  const rng = createRng(seed);
  const x = Float64Array.from({ length: rows }, () => rng.next());
  const wards = Int32Array.from({ length: rows }, () => rng.int(2));
  const columns: Table["columns"] = [
    { name: "x", kind: "number", values: x },
    { name: "ward", kind: "text", levels: ["A", "B"], codes: wards },
  ];
  return { table: { rows, columns }, wards, x };
}

describe("curves", () => {
  const scores = fc.array(fc.record({ p: fc.integer({ min: 0, max: 20 }), positive: fc.boolean() }), {
    minLength: 2,
    maxLength: 60,
  });

  test("the area under the ROC curve is the metric, and both curves end where they must", () => {
    fc.assert(
      fc.property(scores, (rows) => {
        const truth = Float64Array.from(rows, ({ positive }) => (positive ? 1 : 0));
        const values = Float64Array.from(rows.flatMap(({ p }) => [1 - p / 20, p / 20]));
        const sample = classSample({ outputs: 2, values }, truth, null);
        const found = curvesOf(sample, 1);
        const { roc_auc } = classMetrics(sample);
        if (found === null) {
          expect(roc_auc).toBeNull();
          return;
        }
        const { roc, precisionRecall } = found;
        let area = 0;
        for (let at = 1; at < roc.length; at++)
          area += ((roc[at]![0] - roc[at - 1]![0]) * (roc[at]![1] + roc[at - 1]![1])) / 2;
        expect(area).toBeCloseTo(roc_auc!, 9);
        expect([roc[0], roc.at(-1)]).toEqual([
          [0, 0],
          [1, 1],
        ]);
        expect(precisionRecall.at(-1)).toEqual([1, truth.reduce((sum, y) => sum + y, 0) / truth.length]);
      }),
    );
  });

  test("of many rows are thinned, their ends kept", () => {
    const rng = createRng(1);
    const truth = Float64Array.from({ length: 5000 }, () => rng.int(2));
    const values = new Float64Array(10_000).map(() => rng.next());
    const { roc } = curvesOf(classSample({ outputs: 2, values }, truth, null), 1)!;
    expect(roc).toHaveLength(201);
    expect(roc.at(-1)).toEqual([1, 1]);
  });
});

test("residuals: their mean, their spread, and how they go with what was said", () => {
  const predicted = Float64Array.from({ length: 200 }, (_, row) => row);
  const truth = predicted.map((x) => (x < 100 ? x + 1 : x - 3));
  const { mean, quantiles, histogram, by_prediction } = residualsOf(predicted, truth);
  expect(mean).toBe(-1);
  expect(quantiles).toEqual([-3, -3, -1, 1, 1]);
  expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(200);
  expect(by_prediction.map(({ residual }) => residual)).toEqual([1, 1, 1, 1, 1, -3, -3, -3, -3, -3]);
  expect(residualsOf(Float64Array.of(1), Float64Array.of(1)).histogram).toEqual({ edges: [0, 0], counts: [1] });
});

describe("segments", () => {
  test("one that is worse is found by its column and value, and nothing else is called so", () => {
    const { table, wards } = madeUp(2000, 3);
    const rng = createRng(4);
    const losses = Float64Array.from(wards, (ward) => (ward === 1 ? 2 : 1) * rng.next());
    const found = segmentsOf(table, schema("regression", []), losses, () => 0);
    expect(found[0]).toMatchObject({ feature: "ward", value: "B", worse: true });
    expect(found[0]!.loss_ratio).toBeCloseTo(2, 0);
    expect(found.filter(({ worse }) => worse)).toHaveLength(1);
  });

  test("where nothing differs, seldom is one called worse", () => {
    const called = Array.from({ length: 200 }, (_, seed) => {
      const { table } = madeUp(400, seed);
      const rng = createRng(1000 + seed);
      const losses = Float64Array.from({ length: 400 }, () => -Math.log(1 - rng.next()));
      return segmentsOf(table, schema("regression", []), losses, () => 0).some(({ worse }) => worse);
    });
    expect(called.filter(Boolean).length).toBeLessThanOrEqual(16);
  });

  test("too few rows, and a column that is not there, say nothing", () => {
    const { table } = madeUp(40, 1);
    expect(segmentsOf(table, schema("regression", []), new Float64Array(40).fill(1), () => 0)).toEqual([]);
  });
});

describe("the whole", () => {
  test("classes: confusion, curves of the positive class, reliability, a class too rare to be learnt", () => {
    const { table, x } = madeUp(500, 5);
    const binary = schema("binary", ["no", "yes"]);
    const truth = x.map((value) => (value > 0.5 ? 1 : 0));
    const values = Float64Array.from([...x].flatMap((value) => [1 - value, value]));
    const counts = classCounts(Float64Array.of(0, 0, 1), binary);
    const found = inspect(model(binary, constant), binary, { table, scores: { outputs: 2, values }, truth, counts });
    expect(Inspection.parse(found)).toEqual(found);
    const positives = truth.reduce((sum, y) => sum + y, 0);
    expect(found.confusion).toEqual({
      labels: ["no", "yes"],
      counts: [
        [500 - positives, 0],
        [0, positives],
      ],
    });
    expect(found.curves.map(({ label }) => label)).toEqual(["yes"]);
    expect(found.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    expect(found.limits).toContain(
      "Only 1 row of yes to learn from: it is hardly recognised, and how well is hardly known.",
    );
  });

  test("numbers: residuals, and trees say that they do not extrapolate", () => {
    const { table, x } = madeUp(100, 6);
    const numbers = schema("regression", []);
    const trees = { kind: "trees", trees: [], base: [0], aggregate: "sum", link: "identity" } as const;
    const rows = { table, scores: { outputs: 1, values: x.map((value) => value + 0.1) }, truth: x, counts: [] };
    const found = inspect(model(numbers, { ...trees, base: [0], trees: [] }), numbers, rows);
    expect(Inspection.parse(found)).toEqual(found);
    expect(found.residuals!.mean).toBeCloseTo(-0.1, 12);
    expect(found.limits[0]).toMatch(/^It does not extrapolate/);
    expect(inspect(model(numbers, constant), numbers, rows).limits[0]).toMatch(/straight line/);
  });
});
