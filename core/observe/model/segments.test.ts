import { describe, expect, test } from "vitest";
import type { ModelSchema } from "../../contract/index.ts";
import type { DateColumn } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import { evaluate, type HeldOut, type Scores } from "../../train/index.ts";
import { numbers, tableOf, texts } from "../testing.ts";
import { calibrationFacts } from "./calibration.ts";
import { knownOutcomes } from "./outcomes.ts";
import { performanceFacts } from "./performance.ts";
import { segmentFacts } from "./segments.ts";
import type { ModelWindow } from "./window.ts";

const range = { min: -4, max: 4, low: -12, high: 12, source: "learned" as const };
const base = { nullable: true, missingTokens: [] };
const schema: ModelSchema = {
  ...{ task: "binary", target: "y", classes: ["no", "yes"], positive: "yes", time: [] },
  features: [
    { ...base, name: "x", type: "number", range, integer: false },
    { ...base, name: "since", type: "datetime", format: "iso" },
    { ...base, name: "site", type: "category", categories: ["north", "south", "west"] },
  ],
};

/** `spoilt`: there the answers are no better than a coin. `sure`: probabilities are pushed outwards. */
function rows(count: number, seed: number, { spoilt = "", sure = 1 } = {}): HeldOut {
  const rng = createRng(seed);
  const x = Float64Array.from({ length: count }, () => rng.normal());
  const sites = Array.from({ length: count }, () => ["north", "south", "west"][rng.int(3)]!);
  const odds = x.map((value) => 2.5 * value);
  const truth = odds.map((o, row) => (rng.next() < (sites[row] === spoilt ? 0.5 : 1 / (1 + Math.exp(-o))) ? 1 : 0));
  const values = Float64Array.from(
    [...odds].flatMap((o) => [1 / (1 + Math.exp(sure * o)), 1 / (1 + Math.exp(-sure * o))]),
  );
  const days: DateColumn = {
    ...{ name: "since", kind: "datetime", format: "iso" },
    values: Float64Array.from({ length: count }, () => Date.UTC(2026, 0, 1 + rng.int(100))),
  };
  const scores: Scores = { outputs: 2, values };
  return { table: tableOf(numbers("x", x), days, texts("site", sites)), scores, truth };
}

function factsOf(before: HeldOut, now: HeldOut) {
  const window: ModelWindow = {
    ...{ model: "m", version: "v0001", at: "2026-01-01T00:00:00.000Z", schema, importance: [] },
    reference: {
      ...{ table: null, statistics: {}, metric: "roc_auc", rows: before.truth.length, unseen: before },
      ...evaluate(before.scores, before.truth, "binary", { intervals: true }),
    },
    ...{ current: now.table, predictions: now.scores, truth: now.truth, rejected: 0, outliers: 0, newLabelled: 0 },
    hoursSinceOutcome: 0,
  };
  const known = knownOutcomes(window);
  const performance = performanceFacts(window, known, 1);
  return { segments: segmentFacts(window, known)!, calibration: calibrationFacts(window, known, performance)! };
}

describe("segments", () => {
  test("the one that got worse is named, with its interval", () => {
    const { segments } = factsOf(rows(1500, 1), rows(1000, 2, { spoilt: "south" }));
    const [first] = segments;
    expect(first).toMatchObject({ feature: "site", value: "south", worse: true });
    expect(first!.interval[1]).toBeLessThan(first!.reference);
    expect(segments.find(({ value }) => value === "north")!.worse).toBe(false);
  });
  test("where nothing changed, hardly any is called worse", () => {
    const called = Array.from({ length: 30 }, (_, seed) => factsOf(rows(800, 2 * seed), rows(600, 2 * seed + 1)));
    expect(called.filter(({ segments }) => segments.some(({ worse }) => worse)).length).toBeLessThanOrEqual(4);
    expect(called[0]!.segments.length).toBe(11);
  });
  test("small ones are left out", () => {
    expect(factsOf(rows(60, 1), rows(60, 2)).segments.every(({ rows: count }) => count >= 30)).toBe(true);
  });
});

describe("calibration", () => {
  test("live beside training, and only off where it is", () => {
    const good = factsOf(rows(1500, 3), rows(1000, 4)).calibration;
    expect(good.off).toBe(false);
    expect(good.ece.reference).not.toBeNull();
    expect(good.brier.current_interval![0]).toBeLessThan(good.brier.reference!);
    const bad = factsOf(rows(1500, 3), rows(1000, 4, { sure: 2.5 })).calibration;
    expect(bad.off).toBe(true);
    expect(bad.ece.current_interval![0]).toBeGreaterThan(bad.ece.reference!);
  });
});
