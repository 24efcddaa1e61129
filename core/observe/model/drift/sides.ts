/** One column of one window, made ready for comparison: sorted numbers, or counted categories. */
import type { Column, FeatureStatistics } from "../../../data/index.ts";
import { binCounts, decileCuts, meanAndVariance, quantile, sortedValues } from "../../statistics/index.ts";

interface Side {
  rows: number;
  missing: number;
}

export interface NumberSide extends Side {
  kind: "number";
  /** The values ascending; of a sketch, points along its quantile function. */
  sorted: Float64Array;
  mean: number;
  sd: number;
  min: number;
  max: number;
  /** False where only quantiles are held. */
  exact: boolean;
  /** The values in the order of the rows, NaN for missing; null of a sketch. */
  inOrder: Float64Array | null;
}

export interface CategorySide extends Side {
  kind: "category";
  counts: Map<string, number>;
}

const present = ({ rows, missing }: Side): number => rows - missing;

export { present };

export function numberSide(values: Float64Array): NumberSide {
  const sorted = sortedValues(values);
  const { mean, variance } = meanAndVariance(sorted);
  return {
    kind: "number",
    rows: values.length,
    missing: values.length - sorted.length,
    sorted,
    mean,
    sd: Math.sqrt(variance),
    min: sorted[0] ?? Number.NaN,
    max: sorted[sorted.length - 1] ?? Number.NaN,
    exact: true,
    inOrder: values,
  };
}

export function categorySide(column: Column, text: (row: number) => string | null, rows: number): CategorySide {
  const counts = new Map<string, number>();
  let missing = 0;
  if (column.kind === "text") {
    const perCode = new Float64Array(column.levels.length);
    for (let row = 0; row < rows; row++) {
      const code = column.codes[row]!;
      if (code < 0) missing++;
      else perCode[code]!++;
    }
    column.levels.forEach((level, code) => {
      if (perCode[code]! > 0) counts.set(level, perCode[code]!);
    });
    return { kind: "category", rows, missing, counts };
  }
  for (let row = 0; row < rows; row++) {
    const level = text(row);
    if (level === null) missing++;
    else counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return { kind: "category", rows, missing, counts };
}

type NumberStatistics = Extract<FeatureStatistics, { type: "number" | "datetime" }>;
type CategoryStatistics = Extract<FeatureStatistics, { type: "category" | "boolean" }>;

/** Points per quantile of a sketch: KS and Wasserstein are computed on these as on values. */
const POINTS = 10;

/** A side from held statistics: its quantile function, read at evenly spaced points. */
export function sketchedNumberSide(held: NumberStatistics): NumberSide {
  const quantiles = Float64Array.from(held.quantiles);
  const empty = held.rows === held.missing || quantiles.length === 0;
  const points = empty ? 0 : (quantiles.length - 1) * POINTS + 1;
  const sorted = new Float64Array(points);
  for (let k = 0; k < points; k++) sorted[k] = quantile(quantiles, k / Math.max(1, points - 1));
  return {
    kind: "number",
    rows: held.rows,
    missing: held.missing,
    sorted,
    mean: held.mean,
    sd: held.sd,
    min: held.min,
    max: held.max,
    exact: false,
    inOrder: null,
  };
}

export const sketchedCategorySide = (held: CategoryStatistics): CategorySide => ({
  kind: "category",
  rows: held.rows,
  missing: held.missing,
  counts: new Map(Object.entries(held.counts).filter(([, count]) => count > 0)),
});

/** The cuts of a reference; of a sketch, its held deciles, which are numpy's. */
export const cutsOf = (reference: NumberSide): Float64Array => decileCuts(reference.sorted);

/** Rows per bin. A sketch's points stand for its rows: shares are theirs, counts add up to the rows present. */
export function rowsPerBin(side: NumberSide, cuts: Float64Array): Float64Array {
  const counts = binCounts(side.sorted, cuts);
  if (side.exact) return counts;
  // A cut is itself a point: half a point's weight keeps evenly filled bins even.
  const total = side.sorted.length - 1;
  let upTo = 0;
  let before = 0;
  return counts.map((count, k) => {
    upTo += count;
    const last = k === counts.length - 1;
    const rows = Math.round((Math.min(last ? total : upTo - 1, total) / total) * present(side));
    const here = rows - before;
    before = rows;
    return here;
  });
}

/** The levels of both sides and their rows, reference and current. */
export function levelCounts(reference: CategorySide, current: CategorySide) {
  const levels = [...new Set([...reference.counts.keys(), ...current.counts.keys()])];
  const rows = (side: CategorySide) => Float64Array.from(levels, (level) => side.counts.get(level) ?? 0);
  return { levels, r: rows(reference), c: rows(current) };
}
