/** The effects of one feature: how far apart two windows are, in every measure the report gives. */

import type { FeatureDrift } from "../../../contract/index.ts";
import { isoTime } from "../../../data/index.ts";
import { hellinger, jensenShannon, kl, ksStatistic, psi, wasserstein } from "../../statistics/index.ts";
import { figure, percent, say } from "../../words.ts";
import { distributionOf } from "./distribution.ts";
import { psiTail } from "./null.ts";
import type { Pair } from "./pair.ts";
import { type CategorySide, cutsOf, levelCounts, type NumberSide, present, rowsPerBin } from "./sides.ts";

/** A feature's figures before the family of p-values is judged together. */
export type Measured = Omit<FeatureDrift, "drifted" | "severity" | "q_value">;

const NO_EFFECT: FeatureDrift["effect"] = {
  psi: null,
  js: null,
  wasserstein_std: null,
  ks: null,
  hellinger: null,
  kl: null,
};

const ofCounts = (r: Float64Array, c: Float64Array) => ({
  psi: psi(r, c),
  js: jensenShannon(r, c),
  hellinger: hellinger(r, c),
  kl: kl(r, c),
});

function standardised(reference: NumberSide, current: NumberSide): number | null {
  const distance = wasserstein(reference.sorted, current.sorted);
  // Numbers near the largest there are overflow: no distance is better than an infinite one.
  if (reference.sd > 0) return Number.isFinite(distance / reference.sd) ? distance / reference.sd : null;
  return distance === 0 ? 0 : null;
}

function numberReason(reference: NumberSide, current: NumberSide, type: Pair["type"]): string {
  if (type === "datetime") {
    const day = (ms: number) => isoTime(ms).slice(0, 10);
    return say("datesMoved", {
      ...{ from: day(reference.min), to: day(reference.max), nowFrom: day(current.min), nowTo: day(current.max) },
    });
  }
  const constant = reference.min === reference.max ? say("wasConstant") : "";
  return say("numberMoved", { before: figure(reference.mean), now: figure(current.mean), constant });
}

function categoryReason(
  levels: string[],
  r: Float64Array,
  c: Float64Array,
  reference: CategorySide,
  current: CategorySide,
) {
  const change = (k: number) => c[k]! / present(current) - r[k]! / present(reference);
  const most = levels.reduce((best, _, k) => (Math.abs(change(k)) > Math.abs(change(best)) ? k : best), 0);
  return say("categoryMoved", {
    level: levels[most]!,
    ...{ before: percent(r[most]! / present(reference)), now: percent(c[most]! / present(current)) },
  });
}

const missingShares = (reference: { rows: number; missing: number }, current: { rows: number; missing: number }) => ({
  reference: reference.rows > 0 ? reference.missing / reference.rows : 0,
  current: current.rows > 0 ? current.missing / current.rows : 0,
});

/**
 * Effects and p-value of one feature; where it cannot be judged, nulls and the reason.
 * @param pair both windows' columns
 * @param seed of the permutation null
 * @param judge false where the window is too small for a verdict: effects are given, the p-value is not
 */
export function measure(pair: Pair, seed: number, judge: boolean): Measured {
  const { name, type } = pair;
  const unjudged = (missing: Measured["missing"], reason: string): Measured => ({
    name,
    type,
    effect: NO_EFFECT,
    p_value: null,
    null: "none",
    missing,
    reason,
  });
  if (pair.kind === "none") return unjudged(pair.missing, pair.reason);
  const missing = missingShares(pair.reference, pair.current);
  if (present(pair.reference) === 0) return unjudged(missing, say("referenceEmpty"));
  if (present(pair.current) === 0) return unjudged(missing, say("currentEmpty"));

  let effect: FeatureDrift["effect"];
  let r: Float64Array;
  let c: Float64Array;
  let reason: string;
  if (pair.kind === "number") {
    const cuts = cutsOf(pair.reference);
    r = rowsPerBin(pair.reference, cuts);
    c = rowsPerBin(pair.current, cuts);
    const ks = ksStatistic(pair.reference.sorted, pair.current.sorted);
    effect = { ...ofCounts(r, c), ks, wasserstein_std: standardised(pair.reference, pair.current) };
    reason = numberReason(pair.reference, pair.current, type);
  } else {
    const counted = levelCounts(pair.reference, pair.current);
    ({ r, c } = counted);
    effect = { ...ofCounts(r, c), ks: null, wasserstein_std: null };
    reason = categoryReason(counted.levels, r, c, pair.reference, pair.current);
  }
  const distribution = distributionOf(pair);
  if (!judge)
    return {
      name,
      type,
      effect,
      p_value: null,
      null: "none",
      missing,
      reason: say("tooFewToJudge", { reason }),
      distribution,
    };
  const tail = psiTail(r, c, seed);
  return { name, type, effect, p_value: tail.p_value, null: tail.method, missing, reason, distribution };
}
