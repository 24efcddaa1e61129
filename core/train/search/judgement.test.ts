import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { LEARNERS } from "../learners/index.ts";
import { beatsBaseline } from "./beats-baseline.ts";
import { conformalInterval } from "./conformal.ts";
import { type Held, pool } from "./held.ts";
import { isHopeless, meanScore, newTrial, type Trial } from "./trial.ts";

const numbers = (values: number[], truth: number[]): Held => ({
  scores: { outputs: 1, values: Float64Array.from(values) },
  truth: Float64Array.from(truth),
});

describe("beating the baseline", () => {
  const rng = createRng(3);
  const truth = Array.from({ length: 400 }, () => rng.normal());
  const baseline = numbers(new Array(400).fill(0), truth);

  test("a model that knows a little does", () => {
    const model = numbers(
      truth.map((x) => 0.3 * x + 0.3 * rng.normal()),
      truth,
    );
    expect(beatsBaseline(model, baseline, "rmse", "regression")).toBe(true);
  });

  test("one that guesses does not, nor the baseline itself", () => {
    const guess = numbers(
      truth.map(() => 0.3 * rng.normal()),
      truth,
    );
    expect(beatsBaseline(guess, baseline, "rmse", "regression")).toBe(false);
    expect(beatsBaseline(baseline, baseline, "rmse", "regression")).toBe(false);
  });

  test("random rankings beat ROC-AUC 0.5 about as rarely as the test allows", () => {
    let wins = 0;
    for (let round = 0; round < 200; round++) {
      const labels = Float64Array.from({ length: 150 }, () => rng.int(2));
      const values = new Float64Array(300);
      for (let row = 0; row < 150; row++) values[2 * row + 1] = rng.next();
      const model = { scores: { outputs: 2, values }, truth: labels };
      const even = { scores: { outputs: 2, values: new Float64Array(300).fill(0.5) }, truth: labels };
      if (beatsBaseline(model, even, "roc_auc", "binary")) wins++;
    }
    expect(wins / 200).toBeLessThan(0.1);
  });

  test("parts are pooled in order", () => {
    expect(pool([numbers([1, 2], [3, 4]), numbers([5], [6])])).toEqual(numbers([1, 2, 5], [3, 4, 6]));
  });
});

describe("conformal intervals", () => {
  test("the ⌈(n + 1) × 0.9⌉-th smallest error", () => {
    const errors = Array.from({ length: 39 }, (_, k) => k + 1);
    expect(conformalInterval(numbers(errors, new Array(39).fill(0)))).toEqual({ radius: 36, coverage: 0.9 });
  });

  test("few rows: the largest one; none: no interval", () => {
    expect(conformalInterval(numbers([1, -4], [0, 0]))).toEqual({ radius: 4, coverage: 0.9 });
    expect(conformalInterval(numbers([], []))).toBeNull();
  });
});

describe("racing", () => {
  const trial = (scores: number[]): Trial => ({
    ...newTrial(LEARNERS.ridge, {}),
    scores,
    cells: scores.map((score) => [score]),
  });
  const best = trial([0.8, 0.82, 0.81, 0.8, 0.83]);

  test("clearly worse on the same folds is hopeless; unsteady or too early is not", () => {
    expect(isHopeless(trial([0.7, 0.72, 0.7]), best)).toBe(true);
    expect(isHopeless(trial([0.7, 0.72]), best)).toBe(false);
    expect(isHopeless(trial([0.7, 0.9, 0.78]), best)).toBe(false);
    expect(isHopeless(trial([0.9, 0.91, 0.92]), best)).toBe(false);
  });

  test("folds that cannot tell do not count", () => {
    expect(meanScore(trial([0.5, Number.NaN, 0.7]))).toBeCloseTo(0.6, 12);
    expect(meanScore(trial([Number.NaN]))).toBe(Number.NEGATIVE_INFINITY);
  });
});
