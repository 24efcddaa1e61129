/**
 * The gate of a refit test. Where earlier tests together show that refits pay on this model, it is enough that the
 * challenger is better on the newest slice too; else this one test has to show it beyond doubt.
 */
import type { Policy } from "../contract/index.ts";
import type { GainHistory } from "./gain-history.ts";
import { BETTER, better, type Judgement } from "./gate.ts";
import { type Losses, logGain } from "./losses.ts";

/**
 * @param judged the gate's checks on the newest slice; how much better the challenger must be is set here
 * @param history what earlier tests say together; null before the first
 */
export function judgeRefit(judged: Judgement, losses: Losses, history: GainHistory | null, policy: Policy): Judgement {
  const { paired, checks } = judged;
  const supported = history !== null && history.t > policy.refit_history_t;
  const gain = Number(logGain(losses).toPrecision(6));
  return {
    paired,
    checks: [
      better(paired, supported ? 0 : policy.refit_alone_t),
      ...checks.filter(({ name }) => name !== BETTER),
      { name: "gain worth a change", ok: gain >= policy.refit_gain, value: gain, limit: policy.refit_gain },
    ],
  };
}
