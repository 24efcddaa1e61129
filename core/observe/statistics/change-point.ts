export interface ChangePoint {
  /** First value after the change. */
  at: number;
  /** 95 % range of that place, first and last. */
  earliest: number;
  latest: number;
  /** Twice the log likelihood that the change adds; about 10 and more is beyond chance in a thousand values. */
  strength: number;
}

/** P((max of two exponential variables) ≤ c) = 0.95: −2 ln(1 − √0.95), Hansen 2000. */
const RANGE = 7.35;
/** Values on either side; a change among fewer is none that could be told from an outlier. */
const LEAST = 20;

/**
 * Where the mean of a sequence changed, if it changed once: the place at which two means explain it best, and all the
 * places that explain it nearly as well.
 * Formula: S(k) = k (n − k) ÷ n · (mean of the first k − mean of the rest)² ÷ variance around the two; the place is
 * argmax S, the range {k: max S − S(k) ≤ 7.35}. Slow changes are placed where most of the change lies.
 * @returns null for fewer than 40 values, and where the sequence is constant
 * @example changePoint(Float64Array.from({ length: 100 }, (_, i) => (i < 60 ? i % 2 : 5 + (i % 2))))!.at // 60
 * Source: Hinkley 1970, "Inference about the change-point"; Hansen 2000, "Sample splitting and threshold estimation".
 */
export function changePoint(values: Float64Array): ChangePoint | null {
  const n = values.length;
  if (n < 2 * LEAST) return null;
  let total = 0;
  let squares = 0;
  for (const value of values) total += value;
  const mean = total / n;
  for (const value of values) squares += (value - mean) ** 2;
  const between = new Float64Array(n);
  let sum = 0;
  let best = LEAST;
  for (let k = 1; k < n; k++) {
    sum += values[k - 1]! - mean;
    between[k] = (sum * sum * n) / (k * (n - k));
    if (k >= LEAST && k <= n - LEAST && between[k]! > between[best]!) best = k;
  }
  const within = squares - between[best]!;
  if (!(squares > 0)) return null;
  const variance = Math.max(within / (n - 2), 1e-12 * squares);
  const isClose = (k: number) => (between[best]! - between[k]!) / variance <= RANGE;
  let earliest = best;
  let latest = best;
  for (let k = 1; k < n; k++) {
    if (!isClose(k)) continue;
    earliest = Math.min(earliest, k);
    latest = Math.max(latest, k);
  }
  return { at: best, earliest, latest, strength: between[best]! / variance };
}
