import { gammaln } from "../../shared/index.ts";

const logBeta = (a: number, b: number): number => gammaln(a) + gammaln(b) - gammaln(a + b);

/**
 * The smallest count that is exceeded with probability alpha at most: K rows of `rows` break a rule whose share of
 * broken rows is Beta(a, b). With a = 1 and b = n this is exact for "no row beyond the largest of n" (the coverage of
 * an order statistic is a Beta variable, Wilks 1941).
 * Formula: P(K = k) = C(rows, k) · B(k + a, rows − k + b) ÷ B(a, b).
 * @example countExceededWith(1e-4, 500, 1, 4000) // 4: five of 500 rows come once in ten thousand windows
 */
export function countExceededWith(alpha: number, rows: number, a: number, b: number): number {
  let probability = Math.exp(logBeta(a, rows + b) - logBeta(a, b));
  let upTo = probability;
  let k = 0;
  while (k < rows && 1 - upTo > alpha) {
    probability *= ((rows - k) * (k + a)) / ((k + 1) * (rows - k - 1 + b));
    upTo += probability;
    k++;
  }
  return k;
}
