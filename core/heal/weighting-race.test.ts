import { describe, expect, test } from "vitest";
import { createRng } from "../shared/index.ts";
import { WEIGHTINGS, type Weighting } from "../train/index.ts";
import {
  challengingWeighting,
  leadingWeighting,
  type WeightingTest,
  weightingGains,
  weightingsToTry,
} from "./weighting-race.ts";

const BATCHES = 8;

/** Tests in which a weighting gained so much on average, newest first. */
function testsOf(weighting: Weighting, gain: number, count: number, seed = 1): WeightingTest[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => ({
    weightings: [{ weighting, gains: Array.from({ length: BATCHES }, () => gain + 0.1 * rng.normal()) }],
  }));
}

describe("which weighting leads", () => {
  test("none before several tests were clear", () => {
    expect(leadingWeighting([])).toBeNull();
    expect(leadingWeighting(testsOf("regime", 0.2, 2))).toBeNull();
    expect(leadingWeighting(testsOf("regime", 0.2, 6))).toBe("regime");
    expect(leadingWeighting(testsOf("regime", -0.2, 6))).toBeNull();
  });

  test("of several that gain, the one that gains more", () => {
    const both = [...testsOf("half-life 1/2", 0.1, 8), ...testsOf("half-life 1/8", 0.2, 8)];
    expect(leadingWeighting(both)).toBe("half-life 1/8");
  });

  test("where nothing is gained, hardly any ever leads, however often one looks", () => {
    const everLed = Array.from({ length: 100 }, (_, seed) => {
      const tests = testsOf("regime", 0, 50, seed);
      return tests.some((_, newest) => leadingWeighting(tests.slice(newest)) !== null);
    });
    expect(everLed.filter(Boolean).length).toBeLessThanOrEqual(5);
  });
});

describe("what the next test tries", () => {
  test("the regime and a half-life, another one each time", () => {
    expect(weightingsToTry([])).toEqual(["regime", "half-life 1/4"]);
    expect(weightingsToTry(testsOf("half-life 1/4", 0, 1))).toEqual(["regime", "half-life 1/8"]);
  });

  test("what is behind waits for every third test", () => {
    const behind = (count: number) =>
      Array.from({ length: count }, () => ({
        weightings: WEIGHTINGS.map((weighting) => ({ weighting, gains: [-0.3] })),
      }));
    expect(weightingsToTry(behind(2))).toEqual([]);
    expect(weightingsToTry(behind(3))).toHaveLength(2);
  });

  test("the leading one always", () => {
    for (let count = 5; count < 12; count++)
      expect(weightingsToTry(testsOf("half-life 1/2", 0.2, count))).toContain("half-life 1/2");
  });
});

test("what challenges is the leading one, unless the other one is better by far on the slice", () => {
  const never = () => false;
  expect(challengingWeighting(null, WEIGHTINGS, never)).toBeNull();
  expect(challengingWeighting(null, WEIGHTINGS, (one) => one === "half-life 1/8")).toBe("half-life 1/8");
  expect(challengingWeighting("regime", WEIGHTINGS, never)).toBe("regime");
  expect(challengingWeighting("regime", WEIGHTINGS, (one, other) => one === null && other === "regime")).toBeNull();
});

test("gains are shares of the plain loss, batch by batch, and one batch never rules the rest", () => {
  const rows = 16;
  const contestOf = (error: number) => ({
    task: "regression" as const,
    champion: { outputs: 1, values: new Float64Array(rows) },
    challenger: { outputs: 1, values: new Float64Array(rows).fill(error) },
    truth: new Float64Array(rows),
    features: { rows, columns: [] },
  });
  expect(weightingGains(contestOf(1), contestOf(0.9))).toEqual(new Array(BATCHES).fill(0.19));
  expect(weightingGains(contestOf(1), contestOf(9))).toEqual(new Array(BATCHES).fill(-0.3));
  expect(weightingGains(contestOf(0), contestOf(1))).toEqual([]);
});
