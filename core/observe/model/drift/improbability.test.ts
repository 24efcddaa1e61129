import { describe, expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { drawn, tableOf } from "../../testing.ts";
import { compareTables } from "./compare.ts";
import { windowImprobability } from "./improbability.ts";

/** Ten columns that are the same but for a little noise: as dependent as columns can be. */
const alike = (rows: number, seed: number, moved = 0) => {
  const common = createRng(seed);
  const base = Float64Array.from({ length: rows }, () => common.normal());
  return tableOf(
    ...Array.from({ length: 10 }, (_, k) => {
      let row = 0;
      return drawn(`x${k}`, rows, seed + k, (rng) => base[row++]! + 0.1 * rng.normal() + (k < moved ? 1 : 0));
    }),
  );
};
const of = (moved: number, importance: { feature: string; importance: number }[] = []) =>
  windowImprobability(compareTables(alike(300, 1), alike(100, 2000, moved)), importance, 0.1)!;

describe("how improbable a window is", () => {
  test("without drift small values are as rare as they say, however dependent the columns", () => {
    const p = Array.from({ length: 200 }, (_, k) =>
      windowImprobability(compareTables(alike(300, 100 * k), alike(60, 100 * k + 50), { seed: k }), [], 0.1),
    );
    expect(p.filter((each) => each! <= 0.05).length).toBeLessThanOrEqual(20);
  });
  test("drift of more than the share is improbable, of less is not", () => {
    expect(of(4)).toBeLessThan(1e-5);
    expect(of(3)).toBe(1);
  });
  test("one column that the model leans on counts as many", () => {
    expect(of(1, [{ feature: "x0", importance: 1 }])).toBeLessThan(1e-5);
    expect(of(1, [{ feature: "x9", importance: 1 }])).toBe(1);
  });
  test("a window that was not judged says nothing", () => {
    expect(windowImprobability(compareTables(alike(300, 1), alike(20, 2)), [], 0.1)).toBeNull();
  });
});
