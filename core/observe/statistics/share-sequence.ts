import { gammaln } from "../../shared/index.ts";

const logBeta = (a: number, b: number): number => gammaln(a) + gammaln(b) - gammaln(a + b);

/** How strongly the prior sits on the limit: half an event's worth. */
const WEIGHT = 0.5;

/**
 * Is the share of events above or below a limit, however often one looks? A confidence sequence: the truth lies in all
 * of its intervals at once with probability 1 − alpha, so that one may stop as soon as it leaves the limit behind.
 * Formula: M = ∫ Lₙ(p) dBeta(p; a, b) ÷ Lₙ(limit), a martingale where p = limit, with a prior around the limit; the
 * limit is left once M ≥ 1 ÷ alpha (Ville 1939; Robbins 1970).
 * @param events of `trials`, independent of each other
 * @param limit a share, 0 to 1
 * @param alpha chance of a wrong answer, ever
 * @example shareSequence(0, 300, 0.02, 0.01) // "below"
 * Source: Howard, Ramdas, McAuliffe & Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences".
 */
export function shareSequence(
  events: number,
  trials: number,
  limit: number,
  alpha: number,
): "above" | "below" | "open" {
  if (trials === 0) return "open";
  const p = Math.min(1 - 1e-9, Math.max(1e-9, limit));
  const [a, b] = [WEIGHT, (WEIGHT * (1 - p)) / p];
  const misses = trials - events;
  const logWealth = logBeta(a + events, b + misses) - logBeta(a, b) - events * Math.log(p) - misses * Math.log1p(-p);
  if (logWealth < -Math.log(alpha)) return "open";
  return events > p * trials ? "above" : "below";
}
