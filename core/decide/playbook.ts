/**
 * The playbook: one rule per row of design.md's table, the most urgent first. A rule answers with a decision, or
 * null where it does not apply; where none does, `keep` answers.
 */
import {
  type Decision,
  type Diagnosis,
  type DiagnosisReport,
  type Facts,
  type Policy,
  type Repair,
  say,
} from "../contract/index.ts";
import { hostPressure, isRegression } from "../observe/index.ts";
import { CHANGED } from "./changed.ts";
import type { DecisionHistory } from "./history.ts";
import { type RefitAdvice, refitAdvice } from "./refit-schedule.ts";
import { RELEASE_WATCH_MINUTES, releaseFaults } from "./release.ts";

export interface Case {
  facts: Facts;
  diagnosis: DiagnosisReport;
  history: DecisionHistory;
  policy: Policy;
  now: number;
}
export type Rule = (the: Case) => Decision | null;

const MINUTE = 60_000;
/** How long host pressure puts work off; the next cycle after that looks again. */
const DEFER_MINUTES = 15;

const isOpen = (history: DecisionHistory, cause: Diagnosis): boolean =>
  history.open.some(({ diagnosis }) => diagnosis === cause);
const needsApproval = (policy: Policy): boolean => policy.mode !== "automatic";

/** A bad release goes back first and is studied after. */
export const rollBackBadRelease: Rule = ({ facts, history: { release }, policy, now }) => {
  if (release?.version !== facts.model.version) return null;
  const faults = releaseFaults(release, facts.calls, policy, now);
  if (faults.length === 0) return null;
  const { version, from } = release;
  const before = from === null ? "" : say("wasLiveBefore", { from });
  return {
    kind: "rollback",
    reasons: [...faults, say("liveSince", { version, minutes: RELEASE_WATCH_MINUTES, before })],
  };
};

/** An open incident tries a version beside the live one. */
const triesVersion = ({ open }: DecisionHistory) =>
  open.find(({ state }) => state === "shadow" || state === "canary" || state === "promoting");

/** A canary that a person made and that does harm goes out; those of an incident are in its own hands. */
export const dropBadCanary: Rule = ({ facts: { trial }, history }) => {
  if (trial?.stage !== "canary" || !isRegression(trial) || triesVersion(history)) return null;
  return {
    kind: "rollback",
    version: trial.version,
    reasons: [
      ...trial.evidence,
      say("answeredBeside", { version: trial.version, share: trial.share ?? 0, live: trial.champion }),
    ],
  };
};

/** Serving has fallen back by itself: the incident says so until the live version answers again. */
export const noteFallback: Rule = ({ facts, history }) => {
  if (!facts.service.degraded) return null;
  if (isOpen(history, "service_fault")) return { kind: "watch", reasons: [say("stillFallback")] };
  return {
    kind: "fallback",
    reasons: [say("cannotBeUsed")],
  };
};

/** What the findings say would mend the rows, each once: both of two exchanged columns tell of their exchange. */
const repairsOf = ({ model: { drift } }: Facts): Repair[] => {
  const found = (drift?.quality ?? []).flatMap(({ repair }) => repair ?? []);
  return [...new Map(found.map((repair) => [JSON.stringify(repair), repair])).values()];
};

/** Broken data is set aside and reported, and never learnt from: nothing is trained while a break is open. */
export const isolateDataBreak: Rule = ({ facts, diagnosis, history }) => {
  const open = isOpen(history, "data_break");
  if (diagnosis.diagnosis !== "data_break") {
    if (!open) return null;
    return {
      kind: "watch",
      reasons: [say("breakIsOpen"), ...diagnosis.evidence],
    };
  }
  if (open) return { kind: "watch", reasons: [say("breakGoesOn"), ...diagnosis.evidence] };
  return {
    kind: "quarantine",
    columns: diagnosis.features,
    repairs: repairsOf(facts),
    reasons: [say("brokenNotWorld"), ...diagnosis.evidence],
  };
};

/** Under host pressure serving comes first, whatever is wrong with the model. */
export const deferUnderPressure: Rule = ({ facts, diagnosis }) => {
  const { level, evidence } = hostPressure(facts.host);
  if (level !== "act") return null;
  const others = diagnosis.diagnosis === "host_pressure" ? [] : diagnosis.evidence;
  return {
    kind: "defer",
    minutes: DEFER_MINUTES,
    reasons: [say("trainingWaits"), ...evidence, ...others],
  };
};

/** Enough outcomes to judge by, and such that speak for all answers. */
const hasOutcomes = ({ model: { performance } }: Facts, policy: Policy): boolean =>
  performance.labelled >= policy.min_labelled && performance.coverage?.kind !== "unknown";

type Open = DecisionHistory["open"][number];

/** True where a challenger that waits was made before a change was seen, or before outcomes could judge: its question is out of date. */
export function isOutdated({ diagnosis, weighted }: Open, now: Diagnosis, facts: Facts, policy: Policy): boolean {
  if (diagnosis === "data_break") return false;
  return (CHANGED.includes(now) && !CHANGED.includes(diagnosis)) || (weighted && hasOutcomes(facts, policy));
}

/** A challenger waits for a person; a second one would only blur the question, unless the world has changed since. */
export const waitForApproval: Rule = ({ facts, history, diagnosis, policy }) => {
  const waiting = history.open.find(
    (incident) => incident.waiting && !isOutdated(incident, diagnosis.diagnosis, facts, policy),
  );
  return waiting ? { kind: "watch", reasons: [say("incidentWaits", { incident: waiting.id })] } : null;
};

/** One challenger at a time: while one is tried beside the live version, no other is made. */
export const waitForTrial: Rule = ({ history }) => {
  const trying = triesVersion(history);
  return trying ? { kind: "watch", reasons: [say("incidentTries", { incident: trying.id })] } : null;
};

/** Why no training may start now, or null. A person's request overrides the cooldown, not the rest. */
function restraint({ history, policy, now }: Case): string | null {
  const { lastActionAt, trainingsToday, requested } = history;
  if (requested) return null;
  if (trainingsToday >= policy.daily_budget) return say("budgetUsed", { trainings: policy.daily_budget });
  if (lastActionAt !== null && now - lastActionAt < policy.cooldown_minutes * MINUTE)
    return say("tooSoon", { minutes: policy.cooldown_minutes });
  return null;
}

/** Classes became more or less frequent: their prior odds are corrected, nothing is trained. */
export const reweightPriors: Rule = (the) => {
  const { diagnosis, history, policy, facts } = the;
  if (diagnosis.diagnosis !== "prior_shift" || history.reweightRefused || history.requested) return null;
  if (facts.model.new_labelled < policy.min_labelled) return null;
  const held = restraint(the);
  if (held) return { kind: "watch", reasons: [held, ...diagnosis.evidence] };
  return { kind: "reweight", reasons: [say("sharesChanged"), ...diagnosis.evidence] };
};

/** Drift that may harm, and no outcomes to judge by: the training rows are weighted to look like the live ones. */
export const weightByImportance: Rule = (the) => {
  const { facts, diagnosis, history, policy } = the;
  if (diagnosis.diagnosis !== "harmful_drift" || hasOutcomes(facts, policy)) return null;
  if (history.weightedTried || history.requested) return null;
  const held = restraint(the);
  if (held) return { kind: "watch", reasons: [held, ...diagnosis.evidence] };
  return {
    ...{ kind: "retrain", why: "drift", weighted: true },
    approval: needsApproval(policy) || policy.without_outcomes === "ask",
    reasons: [say("weightedSince"), ...diagnosis.evidence],
  };
};

const retrain = (advice: RefitAdvice & { due: true }, { diagnosis, policy }: Case): Decision => ({
  kind: "retrain",
  why: advice.why,
  weighted: false,
  approval: needsApproval(policy),
  reasons: [advice.reason, ...diagnosis.evidence],
});

/** A refit test, where it is due: drift, performance, growth and schedule say when, the test decides. */
export const testRefit: Rule = (the) => {
  const { facts, diagnosis, history, policy } = the;
  const advice = refitAdvice(facts, diagnosis.diagnosis, history, policy);
  if (!advice.due) return history.requested ? { kind: "hold", reasons: [advice.reason] } : null;
  const held = restraint(the);
  return held ? { kind: "watch", reasons: [held, advice.reason] } : retrain(advice, the);
};

const WATCHED: Partial<Record<Diagnosis, string>> = {
  blind: say("watchedBlind"),
  service_fault: say("watchedService"),
  outliers: say("watchedOutliers"),
  benign_drift: say("watchedBenign"),
  harmful_drift: say("watchedHarmful"),
  prior_shift: say("watchedPriorShift"),
  concept_drift: say("watchedConcept"),
  more_data: say("watchedMoreData"),
};

/** Everything else that is worth an eye. */
export const watchOn: Rule = (the) => {
  const { diagnosis, facts, history, policy } = the;
  const text = WATCHED[diagnosis.diagnosis];
  if (!text) return null;
  const advice = refitAdvice(facts, diagnosis.diagnosis, history, policy);
  return { kind: "watch", reasons: [text, ...diagnosis.evidence, advice.reason] };
};

/** Where no rule applies. */
export const keep = ({ facts, diagnosis, history, policy }: Case): Decision => ({
  kind: "keep",
  reasons: [say("nothingSpeaksAgainst"), refitAdvice(facts, diagnosis.diagnosis, history, policy).reason],
});

export const PLAYBOOK: readonly Rule[] = [
  rollBackBadRelease,
  dropBadCanary,
  noteFallback,
  isolateDataBreak,
  deferUnderPressure,
  waitForApproval,
  waitForTrial,
  reweightPriors,
  weightByImportance,
  testRefit,
  watchOn,
];
