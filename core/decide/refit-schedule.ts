/**
 * When a refit test is worth its cost. The test decides whether a new model is better; this says when to ask.
 * Evidence that is newer than the last test (a drift, a drop, a loss that has risen since) asks at once; what earlier
 * tests gained says when the next one should pay; and growth of the labelled rows asks from time to time.
 */
import {
  type Diagnosis,
  type Facts,
  inSentence,
  metricWords,
  type PerformanceFacts,
  type Policy,
  say,
} from "../contract/index.ts";
import { CHANGED } from "./changed.ts";
import type { DecisionHistory } from "./history.ts";

export type RefitReason = "drift" | "performance" | "expected_gain" | "more_data" | "schedule" | "request";
export type RefitAdvice = { due: true; why: RefitReason; reason: string } | { due: false; reason: string };

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** Labelled rows that have to arrive between two tests where nothing but growth asks for one. */
export const growthNeeded = (trainedRows: number, policy: Policy): number =>
  Math.max(policy.min_labelled, Math.ceil(policy.refit_growth * trainedRows));

/** Unseen rows that a refit test needs: those that judge, and half as many to learn from; else it changes nothing. */
export const rowsForTest = ({ min_labelled }: Policy): number => Math.ceil(1.5 * min_labelled);

/** A mean loss of so many rows is off by about this share through chance alone (squared errors scatter most). */
const lossNoise = (rows: number): number => 1.5 / Math.sqrt(Math.max(1, rows));

interface Yardstick {
  value: number;
  /** Above this the loss is larger beyond chance. */
  high: number;
}

/** The loss the live version was last judged by: in the newest refit test, else at registration. */
const yardstick = ({ lastRefit, promisedLoss }: DecisionHistory): Yardstick | null =>
  lastRefit ? { value: lastRefit.loss, high: lastRefit.loss } : promisedLoss;

/** How much larger the loss is than it was, as a share; null where either is unknown, or chance explains it. */
function lossRise({ all, labelled }: PerformanceFacts, before: Yardstick | null): number | null {
  const now = all.log_loss ?? all.mse ?? null;
  if (now === null || before === null || before.value <= 0) return null;
  return now > before.high * (1 + lossNoise(labelled)) ? now / before.value - 1 : null;
}

const halfWidth = (interval: [number, number] | null): number => (interval ? (interval[1] - interval[0]) / 2 : 0);

/** How far the watched metric has fallen, as a share; null where it is unknown or inside what both intervals allow. */
function clearDrop({ drop, reference, reference_interval, current_interval }: PerformanceFacts): number | null {
  if (drop === null || reference === null) return null;
  const noise = Math.hypot(halfWidth(reference_interval), halfWidth(current_interval));
  return drop * Math.abs(reference) > noise ? drop : null;
}

/** True where the live version has been through a refit test, or came out of one: what it lacks has been weighed. */
const wasJudged = ({ lastRefit, release }: DecisionHistory): boolean =>
  lastRefit !== null && (lastRefit.won || release === null || lastRefit.at > release.at);

/** The watched metric or the loss is this much worse than when it was last judged, as a sentence; null where neither is. */
function deterioration(performance: PerformanceFacts, history: DecisionHistory, limit: number): string | null {
  const drop = clearDrop(performance);
  if (drop !== null && drop >= limit && !wasJudged(history))
    return say("worseThanPromised", {
      ...{ metric: metricWords(performance.metric), drop: percent(drop), limit: percent(limit) },
    });
  const rise = lossRise(performance, yardstick(history));
  if (rise !== null && rise >= limit) {
    const since = history.lastRefit ? say("atLastTest") : say("atRegistration");
    return say("lossIsLarger", { rise: percent(rise), since, limit: percent(limit) });
  }
  return null;
}

/** What a refit should gain by now, after earlier tests, as a sentence; null where that is too little to ask. */
function expectedGain(unseen: number, trained: number, gainRate: number | null, policy: Policy): string | null {
  if (unseen < policy.refit_rest * trained) return null;
  const expected = (gainRate ?? 0) * unseen;
  if (expected < policy.refit_expected) return null;
  return say("hasPaidBefore", { outcomes: unseen, gain: percent(1 - Math.exp(-expected)) });
}

/** Whether a refit test is due, and why, as a sentence. */
export function refitAdvice(facts: Facts, diagnosis: Diagnosis, history: DecisionHistory, policy: Policy): RefitAdvice {
  const { new_labelled, trained_rows, performance } = facts.model;
  const { min_labelled, metric_drop } = policy;
  // What is reported then says more about who is reported than about what happens; a person may know better.
  if (performance.coverage?.kind === "unknown" && !history.requested)
    return { due: false, reason: say("nothingLearnt") };
  const needed = rowsForTest(policy);
  if (new_labelled < needed)
    return {
      due: false,
      reason: say("comparisonNeeds", { outcomes: new_labelled, needed }),
    };
  const fresh = history.labelled - (history.lastRefit?.labelledThen ?? history.labelled - new_labelled);
  if (history.requested) return { due: true, why: "request", reason: say("personAsked") };
  if (fresh < min_labelled)
    return {
      due: false,
      reason: say("nextNeeds", { outcomes: fresh, needed: min_labelled }),
    };
  if (history.scheduled)
    return { due: true, why: "schedule", reason: say("scheduleDue", { schedule: policy.schedule ?? "" }) };
  const worse = deterioration(performance, history, metric_drop);
  if (worse) return { due: true, why: "performance", reason: worse };
  if (CHANGED.includes(diagnosis) && !CHANGED.includes(history.lastRefit?.diagnosis ?? "none"))
    return {
      due: true,
      why: "drift",
      reason: say("seenAsks", { diagnosis: inSentence(diagnosis) }),
    };
  const expected = expectedGain(new_labelled, trained_rows, history.gainRate, policy);
  if (expected) return { due: true, why: "expected_gain", reason: expected };
  const growth = growthNeeded(trained_rows, policy);
  if (fresh >= growth)
    return {
      due: true,
      why: "more_data",
      reason: say("growthReached", { outcomes: fresh, growth }),
    };
  return { due: false, reason: say("growthWaits", { outcomes: fresh, growth }) };
}
