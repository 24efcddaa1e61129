import { kolmogorovTail } from "./tails.ts";

export interface KsTest {
  /** sup |F_reference − F_current|, 0 to 1. */
  statistic: number;
  p_value: number;
  method: "exact" | "asymptotic";
}

/** First index in [from, to] whose value is ≥ `value`; everything before `from` is known to be smaller. */
function lowerBound(sorted: Float64Array, value: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Distances at some thousand places: a first bound that lets the exact walk skip most of the rest. */
function coarseDistance(reference: Float64Array, current: Float64Array): number {
  const n = reference.length;
  const m = current.length;
  const step = Math.max(1, n >> 10);
  let largest = 0;
  let j = 0;
  for (let i = step - 1; i < n; i += step) {
    if (i + 1 < n && reference[i + 1] === reference[i]) continue;
    const value = reference[i]!;
    j = lowerBound(current, value, j, m);
    while (j < m && current[j] === value) j++;
    largest = Math.max(largest, Math.abs((i + 1) / n - j / m));
  }
  return largest;
}

/**
 * sup |F_reference − F_current|, ties stepping together. While both functions rise by less than what is missing to the
 * largest distance so far, no larger one can occur: such stretches are skipped by bisection, and nothing is lost.
 */
export function ksStatistic(reference: Float64Array, current: Float64Array): number {
  const n = reference.length;
  const m = current.length;
  let largest = coarseDistance(reference, current);
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    const slack = largest - Math.abs(i / n - j / m);
    const skipReference = Math.floor(slack * n) - 1;
    const skipCurrent = Math.floor(slack * m) - 1;
    if (skipReference > 8 && skipCurrent > 8) {
      const toReference = Math.min(n - 1, i + skipReference);
      const toCurrent = Math.min(m - 1, j + skipCurrent);
      const value = Math.min(reference[toReference]!, current[toCurrent]!);
      i = lowerBound(reference, value, i, toReference);
      j = lowerBound(current, value, j, toCurrent);
    }
    const value = Math.min(reference[i]!, current[j]!);
    while (i < n && reference[i]! === value) i++;
    while (j < m && current[j]! === value) j++;
    largest = Math.max(largest, Math.abs(i / n - j / m));
  }
  return largest;
}

/**
 * P(D ≥ d) without ties, exactly: the share of lattice paths from (0, 0) to (n, m) that leave the band |i/n − j/m| < d.
 * All terms are positive, so that small probabilities keep their digits. O(n · m).
 * Source: Hodges 1958; Schröer & Trenkler 1995.
 */
export function ksExactTail(n: number, m: number, statistic: number): number {
  // d is a multiple of 1/(n·m): half a step of slack keeps rounding from moving the band.
  const limit = (Math.round(statistic * n * m) - 0.5) / (n * m);
  const left = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i / n - j / m) > limit) left[j] = 1;
      else if (i + j > 0) left[j] = (i * left[j]! + (j > 0 ? j * left[j - 1]! : 0)) / (i + j);
    }
  }
  return left[m]!;
}

/**
 * Two-sample Kolmogorov-Smirnov test.
 * @param reference ascending, no NaN, at least one value
 * @param current the same
 * @param method `exact` counts lattice paths; `asymptotic` uses Kolmogorov's limit at √(n·m ÷ (n+m)) · D;
 *   by default exact up to n · m = 10⁶
 * @returns statistic and exact p as `scipy.stats.ks_2samp(method="exact")`. With ties the p-value is conservative.
 * @example ks(Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)) // statistic 1, p_value 0.1
 * Source: Smirnov 1939.
 */
export function ks(
  reference: Float64Array,
  current: Float64Array,
  method: "exact" | "asymptotic" = reference.length * current.length <= 1e6 ? "exact" : "asymptotic",
): KsTest {
  const n = reference.length;
  const m = current.length;
  const statistic = ksStatistic(reference, current);
  const p_value =
    method === "exact" ? ksExactTail(n, m, statistic) : kolmogorovTail(Math.sqrt((n * m) / (n + m)) * statistic);
  return { statistic, p_value: Math.min(1, p_value), method };
}
