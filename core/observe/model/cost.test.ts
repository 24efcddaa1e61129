import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCostOf, type ModelSchema, Policy, parseCost } from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";
import { fitEstimator, type HeldOut, type Scores } from "../../train/index.ts";
import { numbers, tableOf } from "../testing.ts";
import { costFacts, costsOf } from "./cost.ts";
import { knownOutcomes } from "./outcomes.ts";
import type { ModelWindow } from "./window.ts";

const binary: ModelSchema = {
  ...{ task: "binary", target: "y", classes: ["no", "yes"], positive: "yes", features: [], time: [] },
};
const regression: ModelSchema = { ...binary, task: "regression", classes: [], positive: null };
const both = (p: ArrayLike<number>): Scores => ({
  outputs: 2,
  values: Float64Array.from({ length: 2 * p.length }, (_, i) => (i % 2 ? p[i >> 1]! : 1 - p[i >> 1]!)),
});

describe("what answers cost", () => {
  test("is written as for training, and must fit the question", () => {
    expect(parseCost("FP:1, FN:5")).toEqual({ FP: 1, FN: 5 });
    expect(parseCost("a:b>c:-2.5")).toEqual({ "a:b>c": -2.5 });
    for (const wrong of ["", "FP", "FP:", "FP:x", ":1", "FP:1,"]) expect(parseCost(wrong)).toBeNull();
    expect(isCostOf({ FP: 1 }, "binary")).toBe(true);
    expect(isCostOf({ "a>b": 1 }, "multiclass")).toBe(true);
    expect(isCostOf({ FP: 1 }, "multiclass")).toBe(false);
    expect(isCostOf({ FP: 1 }, "regression")).toBe(false);
    expect(Policy.safeParse({ cost: "nonsense" }).success).toBe(false);
  });
  test("by the matrix, at the threshold that decides", () => {
    const scores = both([0.9, 0.9, 0.2, 0.2, 0.2]);
    const truth = Float64Array.of(1, 0, 1, 0, Number.NaN);
    const cost = { TP: -3, FP: 1, FN: 5 };
    expect([...costsOf(cost, binary, scores, truth, null)]).toEqual([-3, 1, 5, 0, Number.NaN]);
    expect([...costsOf(cost, binary, scores, truth, 0.1)]).toEqual([-3, 1, -3, 1, Number.NaN]);
    expect(costsOf({ "yes>no": 7, FN: 5 }, binary, scores, truth, null)[2]).toBe(7);
  });
  test("of numbers, per unit to either side, never below nothing", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, (said, actual) => {
        const scores = { outputs: 1, values: Float64Array.of(said) };
        const cost = costsOf({ OVER: 1, UNDER: 3 }, regression, scores, Float64Array.of(actual), null)[0]!;
        expect(cost).toBeCloseTo(Math.max(said - actual, 0) + 3 * Math.max(actual - said, 0), 6);
      }),
    );
  });
});

describe("the user's own metric", () => {
  const rows = (count: number, seed: number, flipped = 0): HeldOut => {
    const rng = createRng(seed);
    const p = Float64Array.from({ length: count }, () => 1 / (1 + Math.exp(-2 * rng.normal())));
    const truth = p.map((chance) => (rng.next() < (rng.next() < flipped ? 1 - chance : chance) ? 1 : 0));
    return { table: tableOf(numbers("none", new Float64Array(count))), scores: both(p), truth };
  };
  const unseen = rows(2000, 1);
  const windowOf = (now: HeldOut): ModelWindow => ({
    ...{ model: "m", version: "v0001", at: "2026-01-01T00:00:00.000Z", schema: binary, importance: [] },
    reference: {
      ...{ table: null, statistics: {}, metrics: {}, intervals: {}, metric: "roc_auc", rows: 2000 },
      ...{ unseen, estimator: fitEstimator(unseen, binary, 1) },
    },
    ...{ current: now.table, predictions: now.scores, truth: now.truth, rejected: 0, outliers: 0, newLabelled: 0 },
    hoursSinceOutcome: 0,
  });
  const costOf = (window: ModelWindow, policy: Policy, isEstimable: boolean) =>
    costFacts(window, knownOutcomes(window), policy, isEstimable);
  const policy = Policy.parse({ cost: "FP:1,FN:5", cost_unit: "EUR" });

  test("before, now and estimated, each with its interval", () => {
    const facts = costOf(windowOf(rows(1000, 2)), policy, true)!;
    const { reference, current, current_interval, estimated, unit, labelled } = facts;
    expect([unit, labelled]).toEqual(["EUR", 1000]);
    expect(current_interval![0]).toBeLessThan(reference!);
    expect(current_interval![1]).toBeGreaterThan(reference!);
    expect(estimated!.interval[0]).toBeLessThan(current!);
    expect(estimated!.interval[1]).toBeGreaterThan(current!);
    expect(Math.abs(facts.drop!)).toBeLessThan(0.2);
  });
  test("rises in a world that has changed", () => {
    const { drop, current_interval, reference_interval } = costOf(windowOf(rows(1000, 3, 0.4)), policy, false)!;
    expect(drop).toBeGreaterThan(0.3);
    expect(current_interval![0]).toBeGreaterThan(reference_interval![1]);
  });
  test("is absent where no cost is set", () => {
    expect(costOf(windowOf(rows(100, 4)), Policy.parse({}), true)).toBeNull();
  });
});
