/** The check before a version may serve: on known rows, what will answer must say what the reference predictor says. */
import type { ModelSchema } from "../contract/index.ts";
import { type CellValue, type FeatureStatistics, tableOf } from "../data/index.ts";
import { createRng, type Rng } from "../shared/index.ts";
import { type FittedModel, type Scores, score } from "../train/index.ts";

/** Registration has proved 1e-5 on real rows; here a wrong or damaged model is to be caught, not rounding. */
const TOLERANCE = 1e-4;
const DRAWN_ROWS = 62;
const MISSING_SHARE = 0.1;

function typical(statistics: FeatureStatistics | undefined): CellValue {
  if (!statistics) return null;
  if ("quantiles" in statistics) return statistics.quantiles[Math.floor(statistics.quantiles.length / 2)] ?? null;
  const commonest = Object.entries(statistics.counts).sort((a, b) => b[1] - a[1])[0];
  return commonest?.[0] ?? null;
}

function drawn(statistics: FeatureStatistics | undefined, rng: Rng): CellValue {
  if (!statistics || rng.next() < MISSING_SHARE) return null;
  const known = "quantiles" in statistics ? statistics.quantiles : Object.keys(statistics.counts);
  return known.length === 0 ? null : known[rng.int(known.length)]!;
}

/** A typical row, one in which everything is missing, and some drawn from what training saw; always the same ones. */
export function goldenRows(schema: ModelSchema, statistics: Record<string, FeatureStatistics>): CellValue[][] {
  const rng = createRng(1);
  const rowOf = (cell: (statistics: FeatureStatistics | undefined) => CellValue): CellValue[] =>
    schema.features.map(({ name }) => cell(statistics[name]));
  const rows = Array.from({ length: DRAWN_ROWS }, () => rowOf((each) => drawn(each, rng)));
  return [rowOf(typical), rowOf(() => null), ...rows];
}

/** What a version says to its golden rows: recorded with it, and said again before it goes live. */
export const goldenScores = (
  fitted: FittedModel,
  schema: ModelSchema,
  statistics: Record<string, FeatureStatistics>,
): number[] => [...score(fitted, tableOf(schema, goldenRows(schema, statistics))).values];

/** @throws Error, with what differs, unless every score is finite and agrees with the reference predictor. */
export async function proveScorer(
  run: (rows: readonly CellValue[][]) => Scores | Promise<Scores>,
  schema: ModelSchema,
  fitted: FittedModel,
  rows: readonly CellValue[][],
): Promise<void> {
  const { values } = await run(rows);
  const expected = score(fitted, tableOf(schema, rows)).values;
  if (values.length !== expected.length)
    throw new Error(`the model gives ${values.length} scores where ${expected.length} are expected`);
  for (const [i, value] of values.entries()) {
    const wanted = expected[i]!;
    const error = Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
    if (!(error <= TOLERANCE)) throw new Error(`the model says ${value} where the reference predictor says ${wanted}`);
  }
}
