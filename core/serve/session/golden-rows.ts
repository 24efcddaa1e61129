/** The check before a version may serve: on known rows the session must say what the reference predictor says. */
import type { ModelSchema } from "../../contract/index.ts";
import { type CellValue, type FeatureStatistics, tableOf } from "../../data/index.ts";
import { type FittedModel, score } from "../../train/index.ts";
import type { OnnxRunner } from "./onnx-runner.ts";

/** Registration has proved 1e-5 on real rows; here a wrong or damaged model is to be caught, not rounding. */
const TOLERANCE = 1e-4;

function typical(statistics: FeatureStatistics | undefined): CellValue {
  if (!statistics) return null;
  if ("quantiles" in statistics) return statistics.quantiles[Math.floor(statistics.quantiles.length / 2)] ?? null;
  const commonest = Object.entries(statistics.counts).sort((a, b) => b[1] - a[1])[0];
  return commonest?.[0] ?? null;
}

/** A typical row, and one in which everything is missing. */
export const goldenRows = (schema: ModelSchema, statistics: Record<string, FeatureStatistics>): CellValue[][] => [
  schema.features.map(({ name }) => typical(statistics[name])),
  schema.features.map(() => null),
];

/** @throws Error, with what differs, unless every score is finite and agrees with the reference predictor. */
export async function proveRunner(
  runner: OnnxRunner,
  schema: ModelSchema,
  fitted: FittedModel,
  rows: readonly CellValue[][],
): Promise<void> {
  const { values } = await runner.run(rows);
  const expected = score(fitted, tableOf(schema, rows)).values;
  if (values.length !== expected.length)
    throw new Error(`the session gives ${values.length} scores where ${expected.length} are expected`);
  for (const [i, value] of values.entries()) {
    const wanted = expected[i]!;
    const error = Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
    if (!(error <= TOLERANCE))
      throw new Error(`the session says ${value} where the reference predictor says ${wanted}`);
  }
}
