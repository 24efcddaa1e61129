import { describe, expect, test } from "vitest";
import { createRng } from "../shared/index.ts";
import { freshStart, windowSizes } from "./fresh-start.ts";
import type { Contest } from "./gate.ts";

const ROWS = 400;
const truth = Float64Array.from({ length: ROWS }, (_, row) => row % 7);
const scores = (spread: number, seed: number) => {
  const rng = createRng(seed);
  return { outputs: 1, values: truth.map((value) => value + spread * rng.normal()) };
};
/** A challenger whose predictions are off by noise of the given size, beside a champion that is far off. */
const contest = (spread: number, seed: number): Contest => ({
  task: "regression",
  truth,
  champion: scores(9, 1),
  features: { rows: 0, columns: [] },
  challenger: scores(spread, seed),
});

describe("a fresh start", () => {
  test("windows double from the smallest allowed and never exceed what there is", () => {
    expect(windowSizes(1000, 200)).toEqual([200, 400, 800]);
    expect(windowSizes(199, 200)).toEqual([]);
  });

  test("takes the best window where it is by far better than all of history", async () => {
    const spreads = new Map([
      [200, 3],
      [400, 1],
    ]);
    const found = await freshStart(contest(4, 2), [200, 400], async (rows) => contest(spreads.get(rows)!, rows));
    expect(found?.rows).toBe(400);
  });

  test("keeps all of history where a window is better by little, or as good, or worse", async () => {
    for (const spread of [3.9, 4, 6])
      expect(await freshStart(contest(4, 2), [200], async () => contest(spread, 5))).toBeNull();
  });

  test("keeps all of history where few rows alone make the difference", async () => {
    const lucky = contest(4, 2);
    const everything = { ...lucky, challenger: { outputs: 1, values: lucky.challenger.values.slice() } };
    everything.challenger.values[0] = 500;
    expect(await freshStart(everything, [200], async () => lucky)).toBeNull();
  });

  test("keeps all of history where there is no window", async () => {
    expect(await freshStart(contest(4, 2), [], () => Promise.reject(new Error("never asked")))).toBeNull();
  });
});
