import { expect, test } from "vitest";
import { createRng, deriveSeed } from "../../shared/index.ts";
import { changePoint } from "./change-point.ts";

function sequence(length: number, from: number, size: number, seed: number): Float64Array {
  const rng = createRng(deriveSeed(seed, "sequence"));
  return Float64Array.from({ length }, (_, i) => rng.normal() + (i >= from ? size : 0));
}

test("a change is found where it was, and its range holds it in nineteen of twenty sequences", () => {
  const found = Array.from({ length: 300 }, (_, seed) => changePoint(sequence(600, 350, 0.7, seed))!);
  const held = found.filter(({ earliest, latest }) => earliest <= 350 && 350 <= latest).length;
  expect(held / found.length).toBeGreaterThanOrEqual(0.93);
  const widths = found.map(({ earliest, latest }) => latest - earliest).sort((a, b) => a - b);
  expect(widths[150]!).toBeLessThan(80);
  for (const { strength } of found) expect(strength).toBeGreaterThan(20);
});

test("a sequence without a change is hardly explained by one", () => {
  const strong = Array.from({ length: 300 }, (_, seed) => changePoint(sequence(600, 600, 0, seed))!).filter(
    ({ strength }) => strength > 16,
  );
  expect(strong.length).toBeLessThanOrEqual(3);
});

test("too few values, or only one, say nothing", () => {
  expect(changePoint(new Float64Array(30))).toBeNull();
  expect(changePoint(new Float64Array(300).fill(4))).toBeNull();
});
