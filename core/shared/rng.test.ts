import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, deriveSeed } from "./rng.ts";

const draws = (seed: number, count: number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => rng.next());
};

test("the same seed gives the same numbers, another seed others", () => {
  expect(draws(1, 5)).toEqual(draws(1, 5));
  expect(draws(1, 5)).not.toEqual(draws(2, 5));
});

test("numbers lie in [0, 1), integers in [0, n)", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, n) => {
      const rng = createRng(seed);
      for (let i = 0; i < 50; i++) {
        const [number, integer] = [rng.next(), rng.int(n)];
        expect(number >= 0 && number < 1).toBe(true);
        expect(Number.isInteger(integer) && integer >= 0 && integer < n).toBe(true);
      }
    }),
  );
});

test("normals have mean 0 and variance 1", () => {
  const rng = createRng(7);
  const normals = Array.from({ length: 20_000 }, () => rng.normal());
  const mean = normals.reduce((sum, x) => sum + x, 0) / normals.length;
  const variance = normals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normals.length;
  // Four standard errors of either.
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(20_000));
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 20_000));
});

test("a shuffle keeps every item, in typed arrays too", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 })), fc.integer(), (items, seed) => {
      const shuffled = createRng(seed).shuffle(Int32Array.from(items));
      expect([...shuffled].sort()).toEqual([...items].sort());
    }),
  );
  expect(createRng(1).shuffle([1, 2, 3, 4, 5])).toEqual(createRng(1).shuffle([1, 2, 3, 4, 5]));
});

test("every order is about equally likely", () => {
  const rng = createRng(3);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = rng.shuffle([1, 2, 3]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(20.5); // 0.999 quantile, 5 degrees of freedom
});

test("parts of a run have seeds of their own", () => {
  const seeds = ["split", "search", "forest", ""].map((part) => deriveSeed(1, part));
  expect(new Set(seeds).size).toBe(4);
  expect(deriveSeed(1, "split")).toBe(deriveSeed(1, "split"));
  expect(deriveSeed(2, "split")).not.toBe(deriveSeed(1, "split"));
});
