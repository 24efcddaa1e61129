/** From facts to a decision: pure and total, so that every decision can be stored and replayed. */
import { type Decision, type DiagnosisReport, type Facts, type Policy, say } from "../contract/index.ts";
import type { DecisionHistory } from "./history.ts";
import { type Case, keep, PLAYBOOK } from "./playbook.ts";

/** Decisions that change what is served or learnt, as a person would say them. */
const ACTS: Partial<Record<Decision["kind"], string>> = {
  quarantine: say("wouldQuarantine"),
  retrain: say("wouldRetrain"),
  reweight: say("wouldReweight"),
  promote: say("wouldPromote"),
  rollback: say("wouldRollBack"),
  fallback: say("wouldFallBack"),
};

/** An observing policy writes down what it would have done; a person who asked is told why nothing happens. */
function onlyObserve(decision: Decision, requested: boolean): Decision {
  const act = ACTS[decision.kind];
  if (!act) return decision;
  const reasons = [say("onlyObserves", { act }), ...decision.reasons];
  return requested ? { kind: "hold", reasons } : { kind: "watch", reasons };
}

/** Nothing that was asked for by a person is dropped without an answer. */
function answerRequest(decision: Decision, requested: boolean): Decision {
  if (!requested || (decision.kind !== "watch" && decision.kind !== "keep")) return decision;
  return { kind: "hold", reasons: decision.reasons };
}

/** The most urgent rule that applies. */
function firstOf(the: Case): Decision | null {
  for (const rule of PLAYBOOK) {
    const found = rule(the);
    if (found) return found;
  }
  return null;
}

/**
 * What to do about a model, with its reasons.
 * @param history what happened before, and what is open
 * @param now epoch ms
 * @example decide(facts, { diagnosis: "data_break", features: ["glucose"], evidence }, history, policy, now).kind // "quarantine"
 */
export function decide(
  facts: Facts,
  diagnosis: DiagnosisReport,
  history: DecisionHistory,
  policy: Policy,
  now: number,
): Decision {
  const the: Case = { facts, diagnosis, history, policy, now };
  const found = firstOf(the) ?? keep(the);
  const allowed = policy.mode === "observe" ? onlyObserve(found, history.requested) : found;
  return answerRequest(allowed, history.requested);
}
