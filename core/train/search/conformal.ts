/** Split-conformal intervals (Vovk et al. 2005; Lei et al. 2018): a width that holds without any assumption on errors. */
import type { FittedModel } from "../model.ts";
import type { Held } from "./held.ts";

const COVERAGE = 0.9;

/**
 * Half width: the ⌈(n + 1) × 0.9⌉-th smallest absolute error on rows that the model had not seen; the largest one
 * where there are fewer than 9 rows.
 */
export function conformalInterval({ scores, truth }: Held): FittedModel["interval"] {
  const residuals = truth.map((actual, row) => Math.abs(actual - scores.values[row]!)).sort();
  if (residuals.length === 0) return null;
  const rank = Math.min(residuals.length, Math.ceil((residuals.length + 1) * COVERAGE));
  return { radius: residuals[rank - 1]!, coverage: COVERAGE };
}
