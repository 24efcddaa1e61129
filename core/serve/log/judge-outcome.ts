/** What an outcome is worth, given the answer it is about and the outcome known so far. Pure. */
import type { ClassLabel, FeedbackResult } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";

export interface Answer {
  prediction?: ClassLabel;
  probabilities?: Record<string, number>;
}

/**
 * A class must be one of the labels the answer gave probabilities for, in the type it has in the data (1 is not
 * "1"); a number must be finite.
 */
function suits(answer: Answer, outcome: ClassLabel): boolean {
  if (!answer.probabilities) return typeof outcome === "number" && Number.isFinite(outcome);
  return typeof outcome === typeof answer.prediction && Object.hasOwn(answer.probabilities, labelText(outcome));
}

/**
 * @param answer null where no such prediction was given
 * @param known the outcome accepted before, if any
 */
export function judgeOutcome(
  answer: Answer | null,
  known: ClassLabel | undefined,
  outcome: ClassLabel,
): FeedbackResult {
  if (!answer) return "unknown";
  if (!suits(answer, outcome)) return "invalid";
  if (known === undefined) return "accepted";
  return known === outcome ? "duplicate" : "conflict";
}
