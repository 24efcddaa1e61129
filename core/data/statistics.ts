/** Held statistics of the training rows: what drift is measured against when the rows themselves are gone. */
import { type Feature, HomeostatError, type ModelSchema } from "../contract/index.ts";
import { columnNamed, type Table, type TextColumn } from "./table.ts";

export type FeatureStatistics =
  | {
      type: "number" | "datetime";
      rows: number;
      missing: number;
      mean: number;
      /** Sample standard deviation, n − 1. */
      sd: number;
      min: number;
      max: number;
      distinct: number;
      /** 101 of them: numpy.quantile(x, [0, .01, … 1]), linear interpolation. */
      quantiles: number[];
    }
  | { type: "category" | "boolean"; rows: number; missing: number; counts: Record<string, number> };

/**
 * The p-quantile of ascending values as numpy computes it (`linear`; Hyndman & Fan 1996, type 7).
 * @example quantile(Float64Array.of(1, 2, 4), 0.25) // 1.5
 */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const share = at - below;
  const [a, b] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  // numpy interpolates from the nearer end, which is exact at both.
  return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share);
}

function ofNumbers(values: Float64Array, type: "number" | "datetime"): FeatureStatistics {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  const base = { type, rows: values.length, missing: values.length - n };
  // Nothing is known: zeros, since JSON has no NaN; `missing` says how much they are worth.
  if (n === 0)
    return { ...base, mean: 0, sd: 0, min: 0, max: 0, distinct: 0, quantiles: new Array<number>(101).fill(0) };
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  let distinct = 1;
  for (let i = 1; i < n; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  const quantiles = Array.from({ length: 101 }, (_, percent) => quantile(sorted, percent / 100));
  return {
    ...base,
    mean,
    sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0,
    min: sorted[0]!,
    max: sorted[n - 1]!,
    distinct,
    quantiles,
  };
}

function ofTexts(column: TextColumn, type: "category" | "boolean"): FeatureStatistics {
  const tally = new Int32Array(column.levels.length);
  let missing = 0;
  for (const code of column.codes) {
    if (code < 0) missing++;
    else tally[code]!++;
  }
  const counts = column.levels.map((level, code): [string, number] => [level, tally[code]!]).filter(([, n]) => n > 0);
  return { type, rows: column.codes.length, missing, counts: Object.fromEntries(counts) };
}

function ofFeature(table: Table, feature: Feature): FeatureStatistics {
  const column = columnNamed(table, feature.name);
  if (column === undefined)
    throw new HomeostatError("COLUMN_NOT_FOUND", {
      column: feature.name,
      columns: table.columns.map(({ name }) => name),
    });
  if (column.kind === "text") return ofTexts(column, feature.type === "boolean" ? "boolean" : "category");
  return ofNumbers(column.values, column.kind);
}

/** One entry per feature of the schema. @throws COLUMN_NOT_FOUND */
export const featureStatistics = (table: Table, schema: ModelSchema): Record<string, FeatureStatistics> =>
  Object.fromEntries(schema.features.map((feature) => [feature.name, ofFeature(table, feature)]));
