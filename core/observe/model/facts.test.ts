import { describe, expect, test } from "vitest";
import { type Metrics, ModelFacts, type ModelSchema, Policy } from "../../contract/index.ts";
import { featureStatistics, type Table } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import { numbers, tableOf, texts } from "../testing.ts";
import { modelFacts } from "./facts.ts";
import { relativeDrop } from "./performance.ts";
import type { ModelWindow } from "./window.ts";

const policy = Policy.parse({});
const range = { min: -5, max: 5, low: -15, high: 15, source: "learned" as const };
const feature = (name: string) => ({
  name,
  type: "number" as const,
  nullable: true,
  missingTokens: [],
  range,
  integer: false,
});
const schema: ModelSchema = {
  task: "binary",
  target: "sick",
  classes: ["no", "yes"],
  positive: "yes",
  features: [feature("x"), feature("z"), feature("day")],
  time: ["day"],
};

const risk = (x: number) => 1 / (1 + Math.exp(-2 * x));

/** x decides; z is noise; day counts the rows. `prior` draws the sick so often, `flip` turns the world around. */
function world(rows: number, seed: number, { shift = 0, prior = 0.5, flip = false } = {}) {
  const rng = createRng(seed);
  const x = new Float64Array(rows);
  const sick = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const wanted = rng.next() < prior;
    do {
      x[row] = rng.normal() + shift;
      sick[row] = rng.next() < risk(flip ? -x[row]! : x[row]!) ? 1 : 0;
    } while ((sick[row] === 1) !== wanted);
  }
  const z = Float64Array.from({ length: rows }, () => rng.normal());
  const day = Float64Array.from({ length: rows }, (_, row) => seed * 1000 + row);
  const features: Table = tableOf(numbers("x", x), numbers("z", z), numbers("day", day));
  const target = texts(
    "sick",
    Array.from(sick, (label) => schema.classes[label]! as string),
  );
  const scores = {
    outputs: 2,
    values: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? risk(x[i >> 1]!) : 1 - risk(x[i >> 1]!))),
  };
  return { features, target, sick, scores };
}

const before = world(3000, 1);
const metrics: Metrics = { roc_auc: 0.87, log_loss: 0.44 };
function windowOf(now: ReturnType<typeof world>, changes: Partial<ModelWindow> = {}): ModelWindow {
  return {
    model: "m",
    version: "v0001",
    at: "2026-01-01T00:00:00.000Z",
    reference: {
      table: { rows: before.features.rows, columns: [...before.features.columns, before.target] },
      statistics: featureStatistics(before.features, schema),
      metrics,
      intervals: { roc_auc: [0.85, 0.89] },
      metric: "roc_auc",
      rows: 3000,
      scores: before.scores,
    },
    schema,
    importance: [{ feature: "x", importance: 1 }],
    current: now.features,
    predictions: now.scores,
    truth: now.sick,
    rejected: 0,
    outliers: 3,
    newLabelled: 7,
    hoursSinceOutcome: 2,
    ...changes,
  };
}
const without = <T extends { drift: unknown }>({ drift: _, ...rest }: T) => rest;

describe("facts of a live model", () => {
  test("a quiet window", () => {
    const facts = modelFacts(windowOf(world(600, 2)), policy, 1);
    expect(ModelFacts.safeParse(facts).error).toBeUndefined();
    expect(facts.drift).toMatchObject({ drifted: false, reference_kind: "exact", verdict: "no_drift" });
    expect(facts.prediction_drift!.drifted).toBe(false);
    expect(facts.outcome_drift!.drifted).toBe(false);
    expect(facts.outlier_share).toBeCloseTo(0.005, 12);
    const { current, current_interval, labelled, drop } = facts.performance;
    expect(labelled).toBe(600);
    expect(current_interval![0]).toBeLessThan(current!);
    expect(current_interval![1]).toBeGreaterThan(current!);
    expect(drop).toBeCloseTo((0.87 - current!) / 0.87, 12);
  });
  test("columns that order the rows are no features to judge", () => {
    const { drift } = modelFacts(windowOf(world(600, 2)), policy, 1);
    expect(drift!.features.map(({ name }) => name)).toEqual(["x", "z"]);
  });
  test("pure: the same window, policy and seed give the same facts", () => {
    const window = windowOf(world(300, 3, { shift: 0.5 }));
    const [a, b] = [modelFacts(window, policy, 5), modelFacts(window, policy, 5)];
    expect(without(a)).toEqual(without(b));
    expect(a.drift!.features).toEqual(b.drift!.features);
  });
  test("shifted inputs: features and answers drift, and by importance all of the model is concerned", () => {
    const facts = modelFacts(windowOf(world(600, 4, { shift: 1 })), policy, 1);
    expect(facts.drift).toMatchObject({ share: 0.5, weighted_share: 1 });
    expect(facts.prediction_drift!.drifted).toBe(true);
  });
  test("more of one class: the outcomes drift, the rows within a class do not", () => {
    const { outcome_drift } = modelFacts(windowOf(world(800, 5, { prior: 0.8 })), policy, 1);
    expect(outcome_drift).toMatchObject({ drifted: true, within_class_share: 0 });
  });
  test("a version that was corrected for other shares of the classes is held to those", () => {
    const window = windowOf(world(800, 5, { prior: 0.8 }));
    const sick = window.truth.reduce((sum, label) => sum + label, 0) / window.truth.length;
    const corrected = { ...window, reference: { ...window.reference, priors: [1 - sick, sick] } };
    expect(modelFacts(corrected, policy, 1).outcome_drift).toMatchObject({ drifted: false });
  });
  test("a world turned round: the metric falls, within the classes the rows changed", () => {
    const facts = modelFacts(windowOf(world(800, 6, { flip: true, prior: 0.8 })), policy, 1);
    expect(facts.performance.drop).toBeGreaterThan(0.5);
    expect(facts.outcome_drift!.within_class_share).toBeGreaterThan(0);
  });
  test("late outcomes come with their own rows", () => {
    const late = world(500, 7, { prior: 0.8 });
    const truth = new Float64Array(400).fill(Number.NaN);
    const labelled = { scores: late.scores, truth: late.sick, table: late.features };
    const facts = modelFacts(windowOf(world(400, 8), { truth, labelled }), policy, 1);
    expect(facts.performance.labelled).toBe(500);
    expect(facts.outcome_drift).toMatchObject({ drifted: true, within_class_share: 0 });
  });
  test("rows that were refused have no answer to judge", () => {
    const now = world(400, 9);
    now.scores.values.fill(Number.NaN, 0, 200);
    const facts = modelFacts(windowOf(now, { rejected: 100 }), policy, 1);
    expect(facts.performance.labelled).toBe(300);
    expect(facts.rejected_share).toBe(0.25);
    expect(ModelFacts.safeParse(facts).error).toBeUndefined();
  });
  test("nothing known: nulls, not guesses", () => {
    const empty = world(0, 10);
    const window = windowOf(empty);
    const facts = modelFacts(
      { ...window, reference: { ...window.reference, table: null, scores: undefined } },
      policy,
      1,
    );
    expect(facts).toMatchObject({ window: 0, drift: null, prediction_drift: null, outcome_drift: null });
    expect(facts.performance).toMatchObject({ current: null, drop: null, labelled: 0 });
  });
  test("held statistics stand in for rows that are gone", () => {
    const window = windowOf(world(600, 4, { shift: 1 }));
    const facts = modelFacts({ ...window, reference: { ...window.reference, table: null } }, policy, 1);
    expect(facts.drift).toMatchObject({ reference_kind: "sketch", share: 0.5 });
    expect(facts.outcome_drift).toBeNull();
  });
});

describe("relative drop", () => {
  test("positive where worse, whichever way the metric runs", () => {
    expect(relativeDrop("rmse", 10, 12)).toBeCloseTo(0.2, 12);
    expect(relativeDrop("roc_auc", 0.8, 0.6)).toBeCloseTo(0.25, 12);
    expect(relativeDrop("r2", -0.5, -1)).toBeCloseTo(1, 12);
    expect(relativeDrop("accuracy", 0.8, 0.9)).toBeLessThan(0);
  });
  test("unknown where there is nothing to compare", () => {
    expect(relativeDrop("rmse", 0, 1)).toBeNull();
    expect(relativeDrop("rmse", null, 1)).toBeNull();
  });
});
