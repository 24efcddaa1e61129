import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { classShares, sharesChangedAt } from "./class-shares.ts";

test("shares give each class half a row", () => {
  expect(classShares(Float64Array.of(0, 0, 1, Number.NaN), 2)).toEqual([2.5 / 4, 1.5 / 4]);
});

describe("since when the classes come in other shares", () => {
  /** Codes of three classes; the first comes with the given chance. */
  const rows = (chances: readonly number[], each: number): Float64Array => {
    const rng = createRng(5);
    return Float64Array.from({ length: chances.length * each }, (_, row) =>
      rng.next() < chances[Math.floor(row / each)]! ? 0 : 1 + rng.int(2),
    );
  };
  const before = [0.5, 0.25, 0.25];

  test("the row of the change, within a few", () => {
    const at = sharesChangedAt(rows([0.5, 0.5, 0.1], 400), before);
    expect(Math.abs(at - 800)).toBeLessThan(20);
  });

  test("unknown outcomes are passed over", () => {
    const codes = rows([0.5, 0.1], 400);
    for (let row = 0; row < codes.length; row += 3) codes[row] = Number.NaN;
    expect(Math.abs(sharesChangedAt(codes, before) - 400)).toBeLessThan(20);
  });

  test("from the first row on where nothing changed among them", () => {
    expect(sharesChangedAt(rows([0.1, 0.1], 400), before)).toBe(0);
    expect(sharesChangedAt(rows([0.5, 0.5], 400), before)).toBe(0);
    expect(sharesChangedAt(new Float64Array(0), before)).toBe(0);
  });
});
