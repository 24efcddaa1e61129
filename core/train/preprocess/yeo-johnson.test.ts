import fc from "fast-check";
import { describe, expect, test } from "vitest";
import golden from "./yeo-johnson.golden.json" with { type: "json" };
import { fitYeoJohnson, skewness, yeoJohnson } from "./yeo-johnson.ts";

describe(`against scikit-learn ${golden.sklearn} (bench/goldens/power.py)`, () => {
  test.each(golden.goldens)("$name", ({ values, lambda, transformed }) => {
    expect(fitYeoJohnson(Float64Array.from(values))).toBeCloseTo(lambda, 2);
    for (const [at, x] of values.entries()) expect(yeoJohnson(x, lambda)).toBeCloseTo(transformed[at]!, 9);
  });
});

test("it keeps the order, 0 stays 0, and λ = 1 changes nothing", () => {
  const number = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.integer({ min: -4000, max: 4000 }), (a, b, thousandths) => {
      const lambda = thousandths / 1000;
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(yeoJohnson(low, lambda)).toBeLessThanOrEqual(yeoJohnson(high, lambda));
      expect(Math.abs(yeoJohnson(0, lambda))).toBe(0);
      expect(Math.abs(yeoJohnson(a, 1) - a)).toBeLessThanOrEqual(1e-15 * (1 + Math.abs(a)));
    }),
  );
});

test("skewness is 0 for what is symmetric or constant, and has the sign of the long tail", () => {
  expect(skewness(Float64Array.of(1, 2, 3))).toBeCloseTo(0, 12);
  expect(skewness(Float64Array.of(5, 5))).toBe(0);
  expect(skewness(Float64Array.of(1, 1, 1, 9))).toBeGreaterThan(1);
});
