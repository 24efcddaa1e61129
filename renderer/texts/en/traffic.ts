import type { TrialVerdict } from "../../../core/contract/facts.ts";

const verdicts: Record<TrialVerdict, (version: string) => string> = {
  good: (version) => `By the outcomes of its own answers ${version} is better, beyond chance.`,
  bad: (version) => `By the outcomes of its own answers ${version} is worse, beyond chance.`,
  open: (version) => `The outcomes do not tell yet whether ${version} is better.`,
};

/** A version that is tried beside the live one. */
export const traffic = {
  title: "Who answers now",
  version: "Version",
  share: "Of the requests",
  answers: "Answered",
  outcomes: "Outcomes known",
  since: "Since",
  percent: (share: string) => `${share}%`,
  verdicts,
  nextShare: (share: string) => `next ${share}% of the requests, once there is enough evidence and nothing is worse.`,
  nextAll: "next all requests, once there is enough evidence and nothing is worse.",
  byHand: "put there by hand; it stays so until it is promoted or taken out.",
};
