/** What estimated performance says where nobody has said what really happened. */
import { higherIsBetter, type ModelFacts, type Policy } from "../contract/index.ts";
import { relativeDrop } from "./model/performance.ts";
import { LIKELY, standardErrorsWorse } from "./significance.ts";
import { figure, metricWords, percent, plural } from "./words.ts";

/** In a sentence, or none before the first window. */
export function estimateEvidence({ estimated }: ModelFacts): string[] {
  if (!estimated) return [];
  if (!estimated.known) return [`It cannot be estimated either. ${estimated.reason}`];
  const { method, metric, value, interval, rows, drop, reference } = estimated;
  const by = method === "rows_alike" ? " by what rows such as these came to at training" : "";
  const change = drop === null || drop <= 0 ? "no worse" : `${percent(drop)} worse`;
  const beside = reference === null ? "" : `, ${change} than the ${figure(reference)} of unseen rows at training`;
  return [
    `As far as only the inputs have changed, ${metricWords(metric)} is estimated${by} at ${figure(value)} (95 % interval ${figure(interval[0])} to ${figure(interval[1])}) on ${plural(rows, "answer")}${beside}.`,
  ];
}

/** Whether the estimate alone says that the model suffers; null where it cannot tell. */
export function estimatedHarm({ estimated }: ModelFacts, policy: Policy): boolean | null {
  if (!estimated?.known) return null;
  const { metric, value, interval, reference } = estimated;
  const worse = standardErrorsWorse({ ...estimated, current: value, current_interval: interval });
  if (worse === null) return null;
  if (worse >= LIKELY) return true;
  const worstEnd = higherIsBetter(metric) ? interval[0] : interval[1];
  const most = relativeDrop(metric, reference, worstEnd);
  return most !== null && most < policy.metric_drop ? false : null;
}
