/** The grid that rounded values lie on: the strongest evidence of a conversion, since it moves every value alike. */
import type { NumberSide } from "../drift/sides.ts";
import type { Conversion } from "./conversions.ts";

/** Values that a test needs, and how many of them lie on the reference's values after and before undoing a conversion. */
const LEAST_ROWS = 50;
const ON_GRID = 0.9;
const OFF_GRID = 0.6;
/** A reference whose values hardly repeat has no grid. */
const LEAST_REPEATS = 10;
/** Computed values miss by rounding errors. */
const TOLERANCE = 1e-6;

const distinct = (sorted: Float64Array): Float64Array =>
  sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);

/** Share of the values that, taken back by the conversion, are values of the grid. Both ascending. */
function shareOn(grid: Float64Array, sorted: Float64Array, { factor, offset }: Conversion): number {
  let on = 0;
  let at = 0;
  for (const value of sorted) {
    const back = (value - offset) / factor;
    const allowed = TOLERANCE * Math.max(1e-9, Math.abs(back));
    while (at < grid.length && grid[at]! < back - allowed) at++;
    if (at < grid.length && grid[at]! <= back + allowed) on++;
  }
  return on / sorted.length;
}

const NONE: Conversion = { name: "", factor: 1, offset: 0 };

/**
 * True where the sample lies on the reference's values only after the conversion is undone: weights in tenths of a
 * kilogram that came as pounds are tenths of a kilogram again. Says nothing (false) of values that are not rounded, or
 * were rounded anew.
 * @param sample ascending
 */
export function fitsGrid(reference: NumberSide, sample: Float64Array, conversion: Conversion): boolean {
  if (!reference.exact || sample.length < LEAST_ROWS) return false;
  const grid = distinct(reference.sorted);
  if (grid.length * LEAST_REPEATS > reference.sorted.length) return false;
  return shareOn(grid, sample, NONE) <= OFF_GRID && shareOn(grid, sample, conversion) >= ON_GRID;
}
