/**
 * The metric on labelled rows that look as rows did in training. Where it is as promised there, what changed is which
 * rows come (covariate drift); where it fell there too, what changed is what the rows mean (concept drift).
 */
import type { DriftReport, PerformanceFacts } from "../../contract/index.ts";
import { takeColumns, takeRows } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import { quantile, sortedValues } from "../statistics/index.ts";
import { type Novelty, novelty } from "./novelty.ts";
import type { KnownOutcomes } from "./outcomes.ts";
import { performanceFacts } from "./performance.ts";
import type { ModelWindow } from "./window.ts";

/** Rows that the training rows themselves would call familiar. */
const FAMILIAR = 0.8;
/** Of the familiar rows, those up to this quantile of weights are thinned out; the others all stay. */
const FULL_WEIGHT = 0.75;

/** Training rows that are looked at, evenly spaced. */
const MOST_REFERENCE = 10_000;

/** Rows drawn so that they are distributed as in training: the familiar ones, the commoner they have become the fewer. */
function familiarRows(novel: Novelty, seed: number): Int32Array {
  const limit = quantile(sortedValues(novel.reference), FAMILIAR);
  const rows = Int32Array.from(novel.current.keys()).filter((row) => novel.current[row]! <= limit);
  if (rows.length === 0) return rows;
  const full = quantile(sortedValues(Float64Array.from(rows, (row) => -novel.current[row]!)), FULL_WEIGHT);
  const rng = createRng(deriveSeed(seed, "familiar"));
  return rows.filter((row) => rng.next() < Math.exp(Math.min(0, -novel.current[row]! - full)));
}

/**
 * @param known outcomes, and the rows that they belong to
 * @param drift the window's report: its drifted features say which rows are unlike
 * @returns the metric on familiar rows beside the promise; null where nothing drifted, or rows or outcomes are not held
 * @example familiarFacts(window, knownOutcomes(window), drift, 1)?.drop // 0.01: on rows as before it is as good as before
 */
export function familiarFacts(
  window: ModelWindow,
  known: KnownOutcomes,
  drift: DriftReport | null,
  seed: number,
): PerformanceFacts | null {
  const names = (drift?.features ?? []).filter(({ drifted }) => drifted).map(({ name }) => name);
  const { table: reference } = window.reference;
  if (names.length === 0 || !reference || !known.table || known.table.rows === 0) return null;
  const size = Math.min(reference.rows, MOST_REFERENCE);
  const evenly = Int32Array.from({ length: size }, (_, k) => Math.floor((k * reference.rows) / size));
  const before = takeRows(takeColumns(reference, names), evenly);
  const rows = familiarRows(novelty(names, before, known.table), seed);
  const { outputs, values } = known.scores;
  const scores = new Float64Array(rows.length * outputs);
  rows.forEach((row, at) => {
    scores.set(values.subarray(row * outputs, (row + 1) * outputs), at * outputs);
  });
  const familiar: KnownOutcomes = {
    table: takeRows(known.table, rows),
    scores: { outputs, values: scores },
    truth: Float64Array.from(rows, (row) => known.truth[row]!),
    weights: known.weights && Float64Array.from(rows, (row) => known.weights![row]!),
    coverage: known.coverage,
  };
  return performanceFacts(window, familiar, deriveSeed(seed, "interval"));
}
