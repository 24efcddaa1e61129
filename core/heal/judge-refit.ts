/**
 * The gate of a refit test. Where earlier tests together show that refits pay on this model, it is enough that the
 * challenger is better on the newest slice too; else this one test has to show it beyond doubt.
 */
import type { Policy } from "../contract/index.ts";
import type { GainHistory } from "./gain-history.ts";
import { type Contest, type Judgement, judge } from "./gate.ts";
import { type Losses, logGain } from "./losses.ts";

/** @param history what earlier tests say together; null before the first */
export function judgeRefit(contest: Contest, losses: Losses, history: GainHistory | null, policy: Policy): Judgement {
  const supported = history !== null && history.t > policy.refit_history_t;
  const { paired, checks } = judge(contest, supported ? 0 : policy.refit_alone_t, policy);
  const gain = Number(logGain(losses).toPrecision(6));
  return {
    paired,
    checks: [
      ...checks,
      { name: "gain worth a change", ok: gain >= policy.refit_gain, value: gain, limit: policy.refit_gain },
    ],
  };
}
