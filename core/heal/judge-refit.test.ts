import { describe, expect, test } from "vitest";
import { Policy } from "../contract/index.ts";
import { createRng } from "../shared/index.ts";
import { gainHistory } from "./gain-history.ts";
import { type Contest, judge } from "./gate.ts";
import { judgeRefit } from "./judge-refit.ts";
import { logGain, meanLosses } from "./losses.ts";

const policy = Policy.parse({});
const ROWS = 400;

/** Predictions that are off by the same noise and some of their own; the shared part of the challenger's is smaller by `better`. */
function contest(better: number, seed = 1): Contest {
  const rng = createRng(seed);
  const truth = Float64Array.from({ length: ROWS }, () => 10 * rng.next());
  const shared = truth.map(() => rng.normal());
  const off = (share: number) => ({
    outputs: 1,
    values: truth.map((value, row) => value + share * shared[row]! + 0.3 * rng.normal()),
  });
  return {
    task: "regression",
    truth,
    champion: off(1),
    challenger: off(1 - better),
    features: { rows: 0, columns: [] },
  };
}

const failed = (the: Contest, history: ReturnType<typeof gainHistory>): string[] =>
  judgeRefit(judge(the, 0, policy), meanLosses(the), history, policy)
    .checks.filter(({ ok }) => !ok)
    .map(({ name }) => name);

const paid = gainHistory(Array.from({ length: 6 }, () => ({ stale: 500, gain: 0.2 })));
const unpaid = gainHistory(Array.from({ length: 6 }, (_, k) => ({ stale: 500, gain: k % 2 ? 0.2 : -0.2 })));

describe("the gate of a refit test", () => {
  test("a small gain passes where refits have paid before, and not by itself", () => {
    const small = contest(0.06, 4);
    expect(logGain(meanLosses(small))).toBeGreaterThan(policy.refit_gain);
    expect(failed(small, paid)).toEqual([]);
    expect(failed(small, null)).toEqual(["better beyond noise"]);
    expect(failed(small, unpaid)).toEqual(["better beyond noise"]);
  });

  test("a clear gain passes by itself", () => {
    expect(failed(contest(0.5), null)).toEqual([]);
  });

  test("no history lets a worse or an equal challenger through", () => {
    expect(failed(contest(-0.3), paid)).toContain("better beyond noise");
    const same = contest(0.2);
    expect(failed({ ...same, challenger: same.champion }, paid)).toContain("gain worth a change");
  });

  test("equal and perfect models have no gain", () => {
    expect(logGain({ champion: 0, challenger: 0 })).toBe(0);
    expect(logGain({ champion: 2, challenger: 2 })).toBe(0);
  });
});
