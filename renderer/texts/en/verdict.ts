/** What a model's figures mean, in sentences a clinician can repeat. */
export const verdict = {
  noError: "Its error could not be measured.",
  error: (target: string, amount: string) => `Off by ${amount} on average when it predicts ${target}.`,
  explains: (share: string) => `It explains ${share} of the differences.`,
  noAccuracy: "How often it is right could not be measured.",
  right: (n: string) => `Right for ${n} of 100 cases it had never seen.`,
  finds: (label: string, found: string, right: string) =>
    `It finds ${found} of 100 that are “${label}”; when it says “${label}” it is right in ${right} of 100.`,
  ranking: (n: string, auc: string) =>
    `Of one positive and one negative case it puts the right one first in ${n} of 100 pairs (ROC-AUC ${auc}).`,
};
