import { type ContingencyTest, contingency } from "./chi-square.ts";

/**
 * Likelihood-ratio test that two sets of counts come from one distribution, 2 · Σ observed · ln(observed ÷ expected).
 * @param reference rows per bin
 * @param current rows per bin, same bins
 * @returns as `scipy.stats.chi2_contingency([r, c], correction=False, lambda_="log-likelihood")`
 * @example gTest(Float64Array.of(50, 50), Float64Array.of(60, 40)).statistic // 2.0236…
 * Source: Wilks 1938; Sokal & Rohlf, Biometry.
 */
export const gTest = (reference: Float64Array, current: Float64Array): ContingencyTest =>
  contingency(reference, current, (observed, expected) =>
    observed === 0 ? 0 : 2 * observed * Math.log(observed / expected),
  );
