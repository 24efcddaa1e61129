/** What estimated performance says where nobody has said what really happened. */
import { higherIsBetter, type ModelFacts, type Policy } from "../contract/index.ts";
import { relativeDrop } from "./model/performance.ts";
import { LIKELY, standardErrorsWorse } from "./significance.ts";
import { figure, metricWords, percent, plural, say } from "./words.ts";

/** In a sentence, or none before the first window. */
export function estimateEvidence({ estimated }: ModelFacts): string[] {
  if (!estimated) return [];
  if (!estimated.known) return [say("notEstimatedEither", { reason: estimated.reason })];
  const { method, metric, value, interval, rows, drop, reference } = estimated;
  const by = method === "rows_alike" ? say("byRowsAlike") : "";
  const change = drop === null || drop <= 0 ? say("noWorse") : say("worse", { drop: percent(drop) });
  const beside = reference === null ? "" : say("besideUnseen", { change, reference: figure(reference) });
  return [
    say("estimated", {
      ...{ metric: metricWords(metric), by, value: figure(value), low: figure(interval[0]), high: figure(interval[1]) },
      ...{ answers: plural(rows, "answer"), beside },
    }),
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
