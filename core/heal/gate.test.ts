import { describe, expect, test } from "vitest";
import { Policy } from "../contract/index.ts";
import { createRng } from "../shared/index.ts";
import type { Scores } from "../train/index.ts";
import { type Contest, judge, verdict } from "./gate.ts";

const POLICY = Policy.parse({});
const LIMIT = POLICY.refit_t;
const features = { rows: 0, columns: [] };
const ROWS = 400;

/** Outcomes, and predictions that are off by noise of the given size and a constant. */
function numbers(champion: [spread: number, bias: number], challenger: [spread: number, bias: number]): Contest {
  const rng = createRng(3);
  const truth = Float64Array.from({ length: ROWS }, () => 10 + 3 * rng.normal());
  const off = ([spread, bias]: [number, number]): Scores => ({
    outputs: 1,
    values: truth.map((value) => value + bias + spread * rng.normal()),
  });
  return { task: "regression", truth, champion: off(champion), challenger: off(challenger), features };
}

/** Classifiers that know the log odds up to noise and a factor: a factor above 1 is overconfident. */
function classes(champion: [noise: number, factor: number], challenger: [noise: number, factor: number]): Contest {
  const rng = createRng(4);
  const odds = Array.from({ length: ROWS }, () => 1.5 * rng.normal());
  const truth = Float64Array.from(odds, (odd) => (rng.next() < 1 / (1 + Math.exp(-odd)) ? 1 : 0));
  const say = ([noise, factor]: [number, number]): Scores => ({
    outputs: 2,
    values: Float64Array.from(
      odds.flatMap((odd) => {
        const p = 1 / (1 + Math.exp(-factor * (odd + noise * rng.normal())));
        return [1 - p, p];
      }),
    ),
  });
  return { task: "binary", truth, champion: say(champion), challenger: say(challenger), features };
}

const failed = (contest: Contest): string[] =>
  judge(contest, LIMIT, POLICY)
    .checks.filter(({ ok }) => !ok)
    .map(({ name }) => name);

describe("the gate", () => {
  test("lets a clearly better model through", () => {
    expect(failed(numbers([2, 0], [0.5, 0]))).toEqual([]);
    expect(failed(classes([2, 1], [0, 1]))).toEqual([]);
  });

  test("keeps the champion where the challenger is no better", () => {
    expect(failed(numbers([1, 0], [1, 0]))).toContain("better beyond noise");
    expect(failed(classes([1, 1], [1, 1]))).toContain("better beyond noise");
  });

  test("keeps the champion where the challenger is worse, and names every reason", () => {
    expect(failed(numbers([0.5, 0], [2, 0]))).toEqual(["better beyond noise", "rmse not worse"]);
    expect(failed(classes([0, 1], [3, 1]))).toEqual(
      expect.arrayContaining(["better beyond noise", "roc_auc not worse"]),
    );
  });

  test("keeps the champion where the challenger is off in the mean", () => {
    expect(failed(numbers([3, 0], [0.1, 2]))).toContain("calibration not worse");
  });

  test("keeps the champion where the challenger is overconfident", () => {
    expect(failed(classes([0.3, 1], [0.3, 12]))).toContain("calibration not worse");
  });

  test("refuses predictions that are no numbers, or absurd", () => {
    const contest = numbers([2, 0], [0.5, 0]);
    contest.challenger.values[0] = Number.NaN;
    contest.challenger.values[1] = 1e9;
    expect(judge(contest, LIMIT, POLICY).checks.at(-1)).toEqual({
      name: "predictions finite and plausible",
      ok: false,
      value: 2,
      limit: 0,
    });
  });

  test("every check carries its value and its limit, and one failure refuses", () => {
    const { checks } = judge(numbers([2, 0], [0.5, 0]), LIMIT, POLICY);
    for (const check of checks) expect(check.limit).not.toBeNull();
    expect(verdict(checks).passed).toBe(true);
    expect(verdict([...checks, { name: "x", ok: false, value: 1, limit: 0 }]).passed).toBe(false);
  });
});
