/** Between what and what the values of a column lie. */

export interface Extent {
  /** Infinity where there is no value; `high` is then −Infinity. */
  low: number;
  high: number;
  missing: number;
  /** True where every value is a whole number. */
  whole: boolean;
}

/** @example extentOf(Float64Array.of(3, NaN, 1)) // { low: 1, high: 3, missing: 1, whole: true } */
export function extentOf(values: Float64Array): Extent {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let missing = 0;
  let whole = true;
  // By index: a typed array's iterator makes an object for each value.
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value !== Math.floor(value)) {
      if (Number.isNaN(value)) missing++;
      else whole = false;
    }
  }
  return { low, high, missing, whole };
}
