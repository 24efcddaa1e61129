import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../shared/index.ts";
import { gainHistory } from "./gain-history.ts";

const tests = (n: number, gain: (stale: number) => number) =>
  Array.from({ length: n }, (_, k) => ({ stale: 100 * (1 + (k % 4)), gain: gain(100 * (1 + (k % 4))) }));

describe("what earlier refit tests say together", () => {
  test("nothing before the first", () => {
    expect(gainHistory([])).toBeNull();
  });

  test("a gain that grows with the unseen rows is found, shrunk, and sure after few tests", () => {
    const { rate, t } = gainHistory(tests(12, (stale) => 0.001 * stale))!;
    expect(rate).toBeGreaterThan(0.0006);
    expect(rate).toBeLessThan(0.001);
    expect(t).toBeGreaterThan(3);
  });

  test("one lucky test is not enough", () => {
    expect(gainHistory([{ stale: 100, gain: 0.15 }])!.t).toBeLessThan(1.3);
  });

  test("chance alone seldom looks like a rate", () => {
    const rng = createRng(5);
    const sure = Array.from({ length: 400 }, () => gainHistory(tests(10, () => 0.2 * rng.normal()))!.t).filter(
      (t) => t > 1.3,
    );
    expect(sure.length).toBeLessThan(40);
  });

  test("does not depend on the unit of rows, is bounded, and turns its sign with the gains", () => {
    const past = fc.array(
      fc.record({ stale: fc.integer({ min: 1, max: 10_000 }), gain: fc.double({ min: -50, max: 50, noNaN: true }) }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(past, (found) => {
        const own = gainHistory(found)!;
        const scaled = gainHistory(found.map(({ stale, gain }) => ({ stale: 10 * stale, gain })))!;
        const turned = gainHistory(found.map(({ stale, gain }) => ({ stale, gain: -gain })))!;
        expect(scaled.t).toBeCloseTo(own.t, 6);
        expect(turned.rate).toBeCloseTo(-own.rate, 12);
        expect(Math.abs(own.rate) * Math.min(...found.map(({ stale }) => stale))).toBeLessThanOrEqual(1);
      }),
    );
  });
});
