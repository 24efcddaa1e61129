/** Words and numbers as the engine writes them in sentences, so that they can be read there again. */
import type { MetricName } from "../names.ts";

const METRIC_WORDS: Record<MetricName, string> = {
  accuracy: "Accuracy",
  precision: "Precision",
  recall: "Recall",
  f1: "F1",
  roc_auc: "ROC-AUC",
  pr_auc: "Average precision",
  log_loss: "Log loss",
  brier: "The Brier score",
  ece: "The calibration error",
  mcc: "Matthews correlation",
  mse: "The mean squared error",
  rmse: "The root mean squared error",
  mae: "The mean absolute error",
  mape: "The mean absolute percentage error",
  r2: "R²",
};

/** A metric at the start of a sentence. @example metricWords("roc_auc") // "ROC-AUC" */
export const metricWords = (metric: MetricName): string => METRIC_WORDS[metric];

/** Every way in which a sentence names a metric. */
export const METRICS_BY_WORDS: ReadonlyMap<string, MetricName> = new Map(
  (Object.entries(METRIC_WORDS) as [MetricName, string][]).flatMap(([name, words]) => [
    [words, name],
    [name, name],
  ]),
);

/** What sentences count. */
export const NOUNS = [
  ...["answer", "cell", "column", "level", "outcome", "request", "row", "training row", "trial", "value", "window"],
  ...["day", "hour", "minute", "second"],
] as const;
export type Noun = (typeof NOUNS)[number];

/** @example plural(1, "row") // "1 row" */
export const plural = (count: number, noun: Noun): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** @example list(["a", "b", "c"], 2) // "a, b and 1 more" */
export function list(names: readonly string[], most = 5): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
