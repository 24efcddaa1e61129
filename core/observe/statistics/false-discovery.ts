/**
 * Benjamini-Hochberg q-values: rejecting every q ≤ α keeps the expected share of false ones among the rejected ≤ α.
 * @param pValues of one family of tests
 * @returns q-values in the same order; as `scipy.stats.false_discovery_control(p, method="bh")`
 * @example falseDiscovery([0.01, 0.04]) // [0.02, 0.04]
 * Source: Benjamini & Hochberg 1995.
 */
export function falseDiscovery(pValues: readonly number[]): number[] {
  const order = pValues.map((_, k) => k).sort((a, b) => pValues[b]! - pValues[a]!);
  const q = new Array<number>(pValues.length);
  let smallest = 1;
  order.forEach((k, place) => {
    smallest = Math.min(smallest, (pValues[k]! * pValues.length) / (pValues.length - place));
    q[k] = smallest;
  });
  return q;
}
