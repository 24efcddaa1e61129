import { expect, test } from "vitest";
import { createRng, deriveSeed } from "../../shared/index.ts";
import { numbers, tableOf, texts } from "../testing.ts";
import { changesOf } from "./changes.ts";
import { compareTables } from "./drift/compare.ts";

const HOUR = 3_600_000;

/** From row `from` on x is larger, the ward another, and the errors are worse; z stays. */
function course(rows: number, from: number, seed: number) {
  const rng = createRng(deriveSeed(seed, "course"));
  const after = (row: number) => row >= from;
  const table = tableOf(
    numbers(
      "x",
      Array.from({ length: rows }, (_, row) => rng.normal() + (after(row) ? 1.5 : 0)),
    ),
    numbers(
      "z",
      Array.from({ length: rows }, () => rng.normal()),
    ),
    texts(
      "ward",
      Array.from({ length: rows }, (_, row) => (rng.next() < (after(row) ? 0.8 : 0.2) ? "a" : "b")),
    ),
  );
  const losses = Float64Array.from({ length: rows }, (_, row) => Math.exp(rng.normal()) * (after(row) ? 4 : 1));
  const arrivals = Float64Array.from({ length: rows }, (_, row) => row * HOUR);
  return { table, losses, arrivals };
}

test("each change is placed in time, with its uncertainty; what stayed has none; the effect is shared out", () => {
  const { table, losses, arrivals } = course(1200, 800, 1);
  const reference = course(2000, 2000, 2).table;
  const importance = [
    { feature: "x", importance: 3 },
    { feature: "ward", importance: 1 },
  ];
  const drift = compareTables(reference, course(400, 0, 3).table, { importance });
  const shares = drift.features.map(({ effect_share }) => effect_share);
  expect(shares[1]).toBeUndefined();
  expect(shares[0]! + shares[2]!).toBeCloseTo(1, 12);
  expect(shares[0]).toBeGreaterThan(shares[2]!);
  const changes = changesOf(drift, { rows: { table, arrivals }, errors: { losses, arrivals } });
  expect(changes.map(({ of }) => of)).toEqual(["errors", "x", "ward"]);
  for (const { at, earliest, latest } of changes) {
    expect(Date.parse(earliest)).toBeLessThanOrEqual(800 * HOUR);
    expect(Date.parse(latest)).toBeGreaterThanOrEqual(800 * HOUR);
    expect(Math.abs(Date.parse(at) / HOUR - 800)).toBeLessThan(40);
  }
});

test("a course without a change has none, and without rows nothing is said", () => {
  const { table, losses, arrivals } = course(1200, 1200, 4);
  const drift = compareTables(course(2000, 2000, 2).table, course(400, 0, 3).table);
  expect(changesOf(drift, { rows: { table, arrivals }, errors: { losses, arrivals } })).toEqual([]);
  expect(changesOf(drift, {})).toEqual([]);
});
