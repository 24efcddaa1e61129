import { describe, expect, test } from "vitest";
import { type ModelSchema, Policy } from "../../../contract/index.ts";
import type { Table } from "../../../data/index.ts";
import { createRng, deriveSeed } from "../../../shared/index.ts";
import { fitEstimator, type HeldOut, type Scores } from "../../../train/index.ts";
import { numbers, tableOf } from "../../testing.ts";
import { compareTables } from "../drift/compare.ts";
import type { ModelWindow } from "../window.ts";
import { weightsAlike } from "./alike.ts";
import { estimatedPerformance } from "./estimate.ts";

const range = { min: -9, max: 9, low: -12, high: 12, source: "learned" as const };
const schema: ModelSchema = {
  ...{ task: "binary", target: "y", classes: ["no", "yes"], positive: "yes", time: [] },
  features: ["x", "z"].map((name) => ({
    ...{ name, type: "number" as const, nullable: false, missingTokens: [], range, integer: false },
  })),
};
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * Odds 2x, and the model says so. A share of the rows is of another kind, four higher in z; what becomes of those may be chance.
 */
function rowsOf(count: number, share: number, seed: number, isChance: boolean): HeldOut & { table: Table } {
  const rng = createRng(deriveSeed(seed, "alike"));
  const x = Float64Array.from({ length: count }, () => rng.normal());
  const other = Array.from({ length: count }, () => rng.next() < share);
  const z = Float64Array.from(other, (is) => rng.normal() + (is ? 4 : 0));
  const truth = x.map((value, row) => Number(rng.next() < (isChance && other[row] ? 0.5 : sigmoid(2 * value))));
  const scores: Scores = {
    outputs: 2,
    values: Float64Array.from([...x].flatMap((v) => [sigmoid(-2 * v), sigmoid(2 * v)])),
  };
  return { table: tableOf(numbers("x", x), numbers("z", z)), scores, truth };
}

function windowOf(isChance: boolean, seed: number, rare = 0.05): ModelWindow {
  const unseen = rowsOf(900, rare, seed, isChance);
  const now = rowsOf(500, 0.8, seed + 1000, isChance);
  const estimator = fitEstimator(unseen, schema, seed);
  return {
    ...{
      model: "m",
      version: "v0001",
      at: "2026-01-01T00:00:00.000Z",
      schema,
      importance: [{ feature: "x", importance: 1 }],
    },
    reference: {
      ...{ table: unseen.table, statistics: {}, metrics: estimator.metrics, intervals: estimator.intervals },
      ...{ metric: "roc_auc", rows: 900, scores: unseen.scores, unseen, estimator },
    },
    ...{ current: now.table, predictions: now.scores, truth: new Float64Array(500).fill(Number.NaN) },
    ...{ rejected: 0, outliers: 0, newLabelled: 0, hoursSinceOutcome: null },
  };
}
const driftOf = ({ reference, current }: ModelWindow) => compareTables(reference.table!, current, {});
const estimateOf = (window: ModelWindow) => estimatedPerformance(window, driftOf(window), Policy.parse({}), 1);
const SEEDS = Array.from({ length: 12 }, (_, at) => at + 1);

describe("a kind of rows that was rare when the model was trained", () => {
  test("is estimated by the few that were kept, where they contradict the model's certainty", () => {
    const found = SEEDS.map((seed) => estimateOf(windowOf(true, seed)));
    const alike = found.filter((each) => each?.known && each.method === "rows_alike" && each.value < 0.75);
    expect(alike.length).toBeGreaterThanOrEqual(10);
  });
  test("is estimated as ever where they do not", () => {
    const found = SEEDS.map((seed) => estimateOf(windowOf(false, seed)));
    expect(found.filter((each) => each?.known && each.method === "rows_alike").length).toBeLessThanOrEqual(1);
  });
});

test("rows weigh as their kind has become commoner", () => {
  const window = windowOf(false, 3, 0.2);
  const weights = weightsAlike(window, driftOf(window))!;
  const { z } = Object.fromEntries(window.reference.table!.columns.map((column) => [column.name, column]));
  if (z?.kind !== "number") throw new Error("numbers expected");
  const meanWhere = (is: (value: number) => boolean) => {
    const some = weights.filter((_, row) => is(z.values[row]!));
    return some.reduce((sum, weight) => sum + weight, 0) / some.length;
  };
  expect(meanWhere((value) => value > 3)).toBeGreaterThan(3);
  expect(meanWhere((value) => value < 1)).toBeLessThan(0.5);
});

test("nothing is said where nothing drifted, or no such row was kept", () => {
  const window = windowOf(false, 4);
  expect(weightsAlike(window, null)).toBeNull();
  const never = windowOf(false, 4, 0);
  expect(weightsAlike(never, driftOf(never))).toBeNull();
});
