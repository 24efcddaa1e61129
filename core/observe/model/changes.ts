/** When a change began: in the errors, and in the features that drifted, each with its uncertainty. */
import type { Change, DriftReport } from "../../contract/index.ts";
import { type Column, columnNamed, type Table } from "../../data/index.ts";
import { changePoint, sortedValues } from "../statistics/index.ts";

/** Rows or outcomes in the order in which they came. */
export interface Course {
  /** Epoch ms, ascending. */
  arrivals: ArrayLike<number>;
}

export interface ErrorCourse extends Course {
  /** Loss of each labelled row. */
  losses: Float64Array;
}

export interface FeatureCourse extends Course {
  table: Table;
}

/** Changes that add less to the likelihood are chance, looked for at hundreds of places. */
const LEAST_STRENGTH = 16;
/** Features told, those first that carry most of the effect. */
const FEATURES = 3;

/** Ranks: no single value, however far out, decides where a change lies. */
function ranks(values: Float64Array): Float64Array {
  const sorted = sortedValues(values);
  return values.map((value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** A column as one number a row: the rank of a number, or 1 for the level whose share changed most between the halves. */
function course(column: Column): Float64Array {
  if (column.kind !== "text") return ranks(column.values);
  const half = column.codes.length >> 1;
  const moved = new Float64Array(column.levels.length);
  column.codes.forEach((code, row) => {
    if (code >= 0) moved[code]! += row < half ? -1 : 1;
  });
  const most = moved.reduce((best, by, code) => (Math.abs(by) > Math.abs(moved[best]!) ? code : best), 0);
  return Float64Array.from(column.codes, (code) => (code === most ? 1 : 0));
}

function locate(of: string, values: Float64Array, arrivals: ArrayLike<number>): Change[] {
  const rows = Int32Array.from(values.keys()).filter((row) => Number.isFinite(values[row]!));
  const found = changePoint(Float64Array.from(rows, (row) => values[row]!));
  if (!found || found.strength < LEAST_STRENGTH) return [];
  const time = (k: number) => new Date(arrivals[rows[Math.min(k, rows.length - 1)]!]!).toISOString();
  return [{ of, at: time(found.at), earliest: time(found.earliest), latest: time(found.latest) }];
}

/**
 * @param drift whose drifted features are placed
 * @returns at most one change of the errors and of each of the three features that carry most of the effect
 */
export function changesOf(
  drift: DriftReport,
  { rows, errors }: { rows?: FeatureCourse; errors?: ErrorCourse },
): Change[] {
  const features = drift.features
    .filter(({ drifted }) => drifted)
    .sort((a, b) => (b.effect_share ?? 0) - (a.effect_share ?? 0))
    .slice(0, FEATURES);
  return [
    ...(errors ? locate("errors", ranks(errors.losses), errors.arrivals) : []),
    ...features.flatMap(({ name }) => {
      const column = rows && columnNamed(rows.table, name);
      return column ? locate(name, course(column), rows.arrivals) : [];
    }),
  ];
}
