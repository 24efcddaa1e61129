import { describe, expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { binCounts, decileCuts, psi, sortedValues } from "../../statistics/index.ts";
import { psiTail } from "./null.ts";

/** Shares of windows without drift whose p-value is at most the level. */
function rejected(levels: number[], windows: number, draw: (seed: number) => [Float64Array, Float64Array]): number[] {
  const found = Array.from({ length: windows }, (_, seed) => {
    const [r, c] = draw(seed);
    return psiTail(r, c, seed).p_value;
  });
  return levels.map((level) => found.filter((p) => p <= level).length / windows);
}

type Value = (next: () => number) => number;
const binned =
  (n: number, m: number, value: Value, now: Value = value) =>
  (seed: number) => {
    const rng = createRng(seed + 1);
    const sample = (rows: number, draw: Value) =>
      sortedValues(Float64Array.from({ length: rows }, () => draw(() => rng.next())));
    const reference = sample(n, value);
    const cuts = decileCuts(reference);
    return [binCounts(reference, cuts), binCounts(sample(m, now), cuts)] as [Float64Array, Float64Array];
  };
const uniform: Value = (next) => next();
const tilted =
  (by: number): Value =>
  (next) =>
    next() ** by;

const levels = (n: number, m: number, k: number) => (seed: number) => {
  const rng = createRng(seed + 1);
  const sample = (rows: number) => {
    const counts = new Float64Array(k);
    // Squared: some levels are common, many rare.
    for (let row = 0; row < rows; row++) counts[Math.floor(rng.next() ** 2 * k)]!++;
    return counts;
  };
  return [sample(n), sample(m)] as [Float64Array, Float64Array];
};

describe("without drift, p ≤ α in about α of the windows", () => {
  test.each([
    ["continuous, 50 rows against 5,000", binned(5000, 50, uniform)],
    ["continuous, 200 against 200", binned(200, 200, uniform)],
    ["continuous, 1,000 against 1,000 (closed form)", binned(1000, 1000, uniform)],
    ["few integers, 100 against 1,000", binned(1000, 100, (next) => Math.floor(next() * 4))],
    ["nearly constant, 100 against 1,000", binned(1000, 100, (next) => (next() < 0.95 ? 0 : next()))],
    ["20 levels, 60 against 300", levels(300, 60, 20)],
    ["500 levels, 200 against 2,000", levels(2000, 200, 500)],
    ["50 levels, 5,000 against 5,000 (bins thinned)", levels(5000, 5000, 50)],
  ])("%s", (_, draw) => {
    const [five, one] = rejected([0.05, 0.01], 300, draw);
    // Three standard errors above the level, of 300 windows.
    expect(five).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 300));
    expect(one).toBeLessThanOrEqual(0.01 + 3 * Math.sqrt((0.01 * 0.99) / 300));
  });
});

describe("the tail", () => {
  const shifted = (by: number) => binned(5000, 100, uniform, tilted(by))(3);

  test("resolves small probabilities that were never simulated, and falls with the effect", () => {
    const [p1, p2, p3] = [1.3, 1.8, 3].map((by) => psiTail(...shifted(by), 1).p_value);
    expect(p2).toBeLessThan(p1!);
    expect(p3).toBeLessThan(p2!);
    expect(p3).toBeLessThan(1e-6);
    expect(p3).toBeGreaterThan(0);
  });
  test("agrees with the closed form where both hold", () => {
    const [r, c] = binned(3000, 300, uniform, tilted(1.25))(5);
    const closed = psiTail(r, c, 1);
    expect(closed.method).toBe("chi-square");
    // One more bin, hardly filled, turns to permutations and changes next to nothing.
    const permuted = psiTail(Float64Array.of(...r, 1), Float64Array.of(...c, 0), 1);
    expect(permuted.method).toBe("permutation");
    expect(Math.abs(Math.log10(permuted.p_value / closed.p_value))).toBeLessThan(1);
  });
  test("is the same for the same seed, and 1 where there is one bin", () => {
    const [r, c] = shifted(1.2);
    expect(psiTail(r, c, 7)).toEqual(psiTail(r, c, 7));
    expect(psiTail(Float64Array.of(9, 0), Float64Array.of(5, 0), 1).p_value).toBe(1);
    expect(psi(Float64Array.of(9, 0), Float64Array.of(9, 0))).toBe(0);
  });
});
