import fc from "fast-check";
import { expect, test } from "vitest";
import { placeOf } from "./assign.ts";

test("places are spread evenly, also those of keys that resemble each other", () => {
  for (const key of [
    (i: number) => `clinic-${i}`,
    (i: number) => String(i),
    (i: number) => `a${"x".repeat(i % 50)}${i}`,
  ]) {
    const counts = new Array<number>(20).fill(0);
    const keys = 20_000;
    for (let i = 0; i < keys; i++) counts[Math.floor(placeOf("diabetes@v0003", key(i)) / 5)]!++;
    const expected = keys / counts.length;
    const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // The 99.99th percentile of chi-square with 19 degrees of freedom.
    expect(chi2).toBeLessThan(50.8);
  }
});

test("a client stays where it is, and on the canary while its share grows", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.double({ min: 0, max: 100, noNaN: true }), (salt, key, share) => {
      const place = placeOf(salt, key);
      expect(place).toBe(placeOf(salt, key));
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(100);
      if (place < share) expect(place < Math.min(100, share + 20)).toBe(true);
    }),
  );
});

test("another canary is tried by other clients", () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => `client ${i}`);
  const both = keys.filter((key) => placeOf("m@v0002", key) < 20 && placeOf("m@v0003", key) < 20);
  expect(both.length / keys.length).toBeGreaterThan(0.03);
  expect(both.length / keys.length).toBeLessThan(0.05);
});
