import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Estimate, type ModelSchema, Policy } from "../../../contract/index.ts";
import type { Table } from "../../../data/index.ts";
import { createRng, deriveSeed } from "../../../shared/index.ts";
import { evaluate, expectedMetrics, fitEstimator, type HeldOut, type Scores } from "../../../train/index.ts";
import { numbers, tableOf, texts } from "../../testing.ts";
import { compareTables } from "../drift/compare.ts";
import type { ModelWindow } from "../window.ts";
import { estimateClasses } from "./classes.ts";
import { estimatedPerformance } from "./estimate.ts";

type Name = "accuracy" | "precision" | "recall" | "f1" | "roc_auc";
type Figures = Record<Name, number>;
interface Scored {
  score: number[];
  truth: number[];
}
const golden = JSON.parse(readFileSync(new URL("cbpe.golden.json", import.meta.url), "utf8")) as {
  plugged_in: Figures & { score: number[]; belief: number[]; threshold: number };
  ranked: { score: number[]; belief: number[]; roc_auc: number };
  whole: { reference: Scored; window: Scored; estimated: Figures; realised: Figures }[];
};

const both = (p: ArrayLike<number>): Scores => ({
  outputs: 2,
  values: Float64Array.from({ length: 2 * p.length }, (_, i) => (i % 2 ? p[i >> 1]! : 1 - p[i >> 1]!)),
});
const policy = Policy.parse({});
const range = { min: -4, max: 4, low: -12, high: 12, source: "learned" as const };
const feature = (name: string) => ({
  ...{ name, type: "number" as const, nullable: true, missingTokens: [], range, integer: false },
});
const schemaOf = (changes: Partial<ModelSchema>): ModelSchema => ({
  ...{ task: "binary", target: "y", classes: ["no", "yes"], positive: "yes", time: [] },
  features: [feature("x"), feature("z")],
  ...changes,
});

describe("NannyML's CBPE", () => {
  test("the same estimates from the same beliefs", () => {
    const { score, belief, threshold, ...expected } = golden.plugged_in;
    const found = expectedMetrics(both(score), both(belief).values, threshold);
    for (const name of ["accuracy", "precision", "recall", "f1"] as const)
      expect(found[name]).toBeCloseTo(expected[name], 12);
    const { ranked } = golden;
    // NannyML rounds the counts under the curve to five digits.
    expect(expectedMetrics(both(ranked.score), both(ranked.belief).values, null).roc_auc).toBeCloseTo(
      ranked.roc_auc,
      6,
    );
  });
  test.each([0, 1])("from reference to estimate, and no further from what came true (world %i)", (at) => {
    const { reference, window, estimated, realised } = golden.whole[at]!;
    const heldOut = { table: tableOf(), scores: both(reference.score), truth: Float64Array.from(reference.truth) };
    const estimator = fitEstimator(heldOut, schemaOf({ features: [] }), 1);
    if (estimator.kind !== "classes") throw new Error("classes expected");
    const { metrics, intervals } = estimateClasses(estimator, both(window.score), 0.5, 1);
    for (const name of Object.keys(estimated) as Name[]) {
      expect(Math.abs(metrics[name]! - estimated[name])).toBeLessThan(0.025);
      expect(intervals[name]![0]).toBeLessThan(realised[name]);
      expect(intervals[name]![1]).toBeGreaterThan(realised[name]);
    }
  });
});

interface World {
  table: Table;
  scores: Scores;
  truth: Float64Array;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Odds 2x + 0.5z; the model knows them, but is too sure of itself. `flip`: the world has turned round. */
function clinic(rows: number, seed: number, { shift = 0, flip = 1, sure = 1.4 } = {}): World {
  const rng = createRng(deriveSeed(seed, "clinic"));
  const x = Float64Array.from({ length: rows }, () => rng.normal() + shift);
  const z = Float64Array.from({ length: rows }, () => rng.normal());
  const odds = x.map((value, row) => 2 * value + 0.5 * z[row]!);
  const truth = odds.map((value) => (rng.next() < sigmoid(flip * value) ? 1 : 0));
  return { table: tableOf(numbers("x", x), numbers("z", z)), scores: both(odds.map((o) => sigmoid(sure * o))), truth };
}

/** Three classes along x. */
function fruit(rows: number, seed: number, shift = 0): World {
  const rng = createRng(deriveSeed(seed, "fruit"));
  const x = Float64Array.from({ length: rows }, () => rng.normal() + shift);
  const z = Float64Array.from({ length: rows }, () => rng.normal());
  const chances = (value: number, heat: number) => {
    const raised = [0, 1.5 * value, 3 * value - 1].map((odds) => Math.exp(heat * odds));
    const total = raised.reduce((sum, e) => sum + e, 0);
    return raised.map((e) => e / total);
  };
  const truth = x.map((value) => {
    const [first, second] = chances(value, 1) as [number, number];
    const drawn = rng.next();
    return drawn < first ? 0 : drawn < first + second ? 1 : 2;
  });
  const values = Float64Array.from([...x].flatMap((value) => chances(value, 1.3)));
  return { table: tableOf(numbers("x", x), numbers("z", z)), scores: { outputs: 3, values }, truth };
}

/** The model says 3x; the error grows with x. */
function house(rows: number, seed: number, shift = 0, noise = 1): World {
  const rng = createRng(deriveSeed(seed, "house"));
  const x = Float64Array.from({ length: rows }, () => rng.normal() + shift);
  const z = Float64Array.from({ length: rows }, () => rng.normal());
  const values = x.map((value) => 3 * value);
  const truth = values.map((value, row) => value + noise * Math.exp(0.6 * x[row]!) * rng.normal());
  return { table: tableOf(numbers("x", x), numbers("z", z)), scores: { outputs: 1, values }, truth };
}

const classes = schemaOf({});
const many = schemaOf({ task: "multiclass", classes: ["a", "b", "c"], positive: null });
const regression = schemaOf({ task: "regression", classes: [], positive: null });

function windowOf(schema: ModelSchema, before: HeldOut, now: World, changes: Partial<ModelWindow> = {}): ModelWindow {
  const metric = schema.task === "regression" ? "rmse" : "roc_auc";
  const { metrics, intervals } = evaluate(before.scores, before.truth, schema.task, { intervals: true });
  return {
    ...{ model: "m", version: "v0001", at: "2026-01-01T00:00:00.000Z", schema },
    reference: {
      ...{ table: before.table, statistics: {}, metrics, intervals, metric, rows: before.truth.length },
      ...{ scores: before.scores, unseen: before, estimator: fitEstimator(before, schema, 1) },
    },
    importance: [
      { feature: "x", importance: 0.9 },
      { feature: "z", importance: 0.1 },
    ],
    ...{ current: now.table, predictions: now.scores, truth: new Float64Array(now.truth.length).fill(Number.NaN) },
    ...{ rejected: 0, outliers: 0, newLabelled: 0, hoursSinceOutcome: null },
    ...changes,
  };
}
function estimateOf(window: ModelWindow): Estimate {
  const drift = compareTables(window.reference.table!, window.current, { importance: window.importance });
  return estimatedPerformance(window, drift, policy, 1)!;
}
const because = (estimate: Estimate) => (estimate.known ? "known" : estimate.because);

/** In how many of the worlds the realised figure lies in the estimate's interval. */
function covered(schema: ModelSchema, draw: (rows: number, seed: number, shift: number) => World, worlds: number) {
  const hits: Partial<Record<string, number>> = {};
  for (let seed = 0; seed < worlds; seed++) {
    const shift = [0, -0.7, 0.7][seed % 3]!;
    const now = draw(500, 1000 + seed, shift);
    const estimate = estimateOf(windowOf(schema, draw(600, seed, 0), now));
    if (!estimate.known) throw new Error(estimate.reason);
    const realised = evaluate(now.scores, now.truth, schema.task, { threshold: null }).metrics;
    for (const [name, interval] of Object.entries(estimate.intervals)) {
      const value = realised[name as Name]!;
      hits[name] = (hits[name] ?? 0) + (value >= interval![0] && value <= interval![1] ? 1 : 0);
    }
  }
  return hits;
}

describe("intervals hold what comes true, shifted inputs or not", () => {
  const WORLDS = 21;
  test.each([
    ["two classes", classes, clinic as never],
    ["three classes", many, fruit],
    ["numbers", regression, house],
  ] as const)("%s", (name, schema, draw) => {
    const drawWith =
      name === "two classes" ? (rows: number, seed: number, shift: number) => clinic(rows, seed, { shift }) : draw;
    const hits = covered(schema, drawWith, WORLDS);
    for (const [metric, count] of Object.entries(hits))
      expect([metric, count! >= 0.8 * WORLDS]).toEqual([metric, true]);
  });
  test("and moves with the performance", () => {
    const before = house(1000, 1);
    const [calm, rough] = [-0.8, 0.8].map((shift) => estimateOf(windowOf(regression, before, house(1000, 2, shift))));
    if (!calm?.known || !rough?.known) throw new Error("known expected");
    expect(calm.interval[1]).toBeLessThan(rough.interval[0]);
    expect(rough.drop).toBeGreaterThan(0.1);
  });
});

describe("says that it cannot know", () => {
  const before = clinic(1500, 1);
  test("where nothing was kept, or too little", () => {
    const window = windowOf(classes, before, clinic(300, 2));
    const { unseen: _, ...without } = window.reference;
    expect(because(estimateOf({ ...window, reference: without }))).toBe("no_held_out");
    expect(because(estimateOf(windowOf(classes, clinic(40, 1), clinic(300, 2))))).toBe("no_held_out");
    expect(because(estimateOf(windowOf(classes, before, clinic(10, 2))))).toBe("too_few_rows");
  });
  test("where the scores are no probabilities, even rescaled", () => {
    const now = clinic(1500, 3);
    const folded = (world: World): World => ({
      ...world,
      scores: both(world.scores.values.filter((_, i) => i % 2 === 1).map((p) => Math.abs(p - 0.5) * 2)),
    });
    const skewed = folded(before);
    const truth = skewed.truth.map((label, row) => {
      const p = skewed.scores.values[2 * row + 1]!;
      return p > 0.3 && p < 0.7 ? 1 - label : p <= 0.3 ? 0 : label;
    });
    expect(because(estimateOf(windowOf(classes, { ...skewed, truth }, folded(now))))).toBe("not_calibrated");
  });
  test("where the outcomes that are known contradict it", () => {
    const now = clinic(600, 4, { flip: -1 });
    expect(because(estimateOf(windowOf(classes, before, now, { truth: now.truth })))).toBe("outcomes_disagree");
    const still = clinic(600, 5);
    expect(because(estimateOf(windowOf(classes, before, still, { truth: still.truth })))).toBe("known");
    const dear = house(600, 6, 0, 2);
    expect(because(estimateOf(windowOf(regression, house(1000, 7), dear, { truth: dear.truth })))).toBe(
      "outcomes_disagree",
    );
    const same = house(600, 8);
    expect(because(estimateOf(windowOf(regression, house(1000, 7), same, { truth: same.truth })))).toBe("known");
  });
  test("where the rows lie outside what was seen", () => {
    expect(because(estimateOf(windowOf(classes, before, clinic(600, 6, { shift: 3 }))))).toBe("outside_training");
    const category = {
      name: "c",
      type: "category" as const,
      categories: ["a", "b"],
      nullable: false,
      missingTokens: [],
    };
    const withCategory = (world: World, cell: string): World => ({
      ...world,
      table: tableOf(...world.table.columns, texts("c", Array(world.truth.length).fill(cell))),
    });
    const schema = schemaOf({ features: [feature("x"), category] });
    const importance = [
      { feature: "x", importance: 0.5 },
      { feature: "c", importance: 0.5 },
    ];
    const strange = windowOf(schema, withCategory(before, "a"), withCategory(clinic(600, 7), "q"), { importance });
    expect(because(estimatedPerformance(strange, null, policy, 1)!)).toBe("outside_training");
  });
  test("nothing at all of an empty window", () => {
    expect(estimatedPerformance(windowOf(classes, before, clinic(0, 1)), null, policy, 1)).toBeNull();
  });
});
