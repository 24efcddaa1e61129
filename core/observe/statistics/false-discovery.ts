/**
 * q-values: rejecting every q ≤ α keeps the expected share of false ones among the rejected ≤ α.
 * @param pValues of one family of tests
 * @param dependence `positive` (Benjamini-Hochberg) where large statistics come together; `any` (Benjamini-Yekutieli)
 *   where nothing is known, at the price of a factor 1 + ½ + … + 1/m
 * @returns q-values in the same order; as `scipy.stats.false_discovery_control(p, method="bh")` or `"by"`
 * @example falseDiscovery([0.01, 0.04]) // [0.02, 0.04]
 * Source: Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001.
 */
export function falseDiscovery(pValues: readonly number[], dependence: "positive" | "any" = "positive"): number[] {
  const tests = pValues.length;
  const factor = dependence === "positive" ? 1 : pValues.reduce((sum, _, k) => sum + 1 / (k + 1), 0);
  const order = pValues.map((_, k) => k).sort((a, b) => pValues[b]! - pValues[a]!);
  const q = new Array<number>(tests);
  let smallest = 1;
  order.forEach((k, place) => {
    smallest = Math.min(smallest, (pValues[k]! * tests * factor) / (tests - place));
    q[k] = smallest;
  });
  return q;
}
