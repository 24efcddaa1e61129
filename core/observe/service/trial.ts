/**
 * Does a version on trial serve as well as the live one beside it, on the same traffic? Sequential tests answer, so that
 * one may look as often as one likes and stop at the first answer.
 */
import type { TrialFacts, TrialVerdict } from "../../contract/index.ts";
import { shareSequence } from "../statistics/share-sequence.ts";
import { figure, percent, plural, say } from "../words.ts";

/** What one side did; see serve's tally. */
export interface Side {
  version: string;
  requests: number;
  failed: number;
  timed: number;
  percentile(share: number): number | null;
  slowerThan(ms: number): number;
}

export interface Judged {
  verdict: TrialVerdict;
  /** A plain sentence, where there is something to say. */
  evidence: string | null;
}

/** Chance that a trial is ever judged wrongly by one of the tests. */
const ALPHA = 0.01;
/** A slower answer that nobody would notice is none, ms. */
const LEAST_DELAY_MS = 1;
/** Timed answers of the live version from which its 95th percentile is known. */
const ENOUGH_TIMED = 100;

const VERDICT = { above: "bad", below: "good", open: "open" } as const;

/** The live version itself fails more often than a canary may: what both suffer from is not the canary's. */
const isSick = ({ requests, failed }: Side, limit: number): boolean => requests > 0 && failed / requests > limit;

/**
 * @param champion null for a shadow, which is given every row that was answered
 * @param limit share of failures allowed
 */
export function judgeErrors(trial: Side, champion: Side | null, limit: number): Judged {
  const { version, requests, failed } = trial;
  if (champion && isSick(champion, limit))
    return {
      verdict: "open",
      evidence: say("bothFail", {
        ...{ live: champion.version, failed: champion.failed, requests: champion.requests, trial: version },
      }),
    };
  const verdict = VERDICT[shareSequence(failed, requests, limit, ALPHA)];
  const told = { version, failed, requests: plural(requests, "request"), limit: percent(limit) };
  if (verdict === "bad") return { verdict, evidence: say("failedBeyondDoubt", told) };
  return { verdict, evidence: requests > 0 ? say("failedOf", told) : null };
}

/**
 * The 95th percentile is worse where more than a twentieth of the answers are slower than it may be.
 * @param rise how much slower the slowest twentieth may be, as a share
 */
export function judgeLatency(trial: Side, champion: Side, rise: number): Judged {
  const usual = champion.percentile(0.95);
  if (usual === null || champion.timed < ENOUGH_TIMED) return { verdict: "open", evidence: null };
  const limit = Math.max(usual * (1 + rise), usual + LEAST_DELAY_MS);
  const slow = trial.slowerThan(limit);
  const verdict = VERDICT[shareSequence(slow, trial.timed, 0.05, ALPHA)];
  const evidence = say("slowBeside", {
    ...{ slow, answers: plural(trial.timed, "answer"), version: trial.version, limit: figure(limit) },
    ...{ live: champion.version, usual: figure(usual) },
  });
  return { verdict, evidence: trial.timed > 0 ? evidence : null };
}

/** It does harm beyond doubt, in one way at least. */
export const isRegression = ({ errors, latency, loss }: Pick<TrialFacts, "errors" | "latency" | "loss">): boolean =>
  [errors, latency, loss].includes("bad");
