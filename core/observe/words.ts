/** Numbers as a reader wants them in a sentence. */
import type { MetricName } from "../contract/index.ts";

/** Four significant digits, no needless zeros. @example figure(51.23456) // "51.23" */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e7) return String(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** @example percent(0.0312) // "3.1 %" */
export function percent(share: number): string {
  const value = share * 100;
  const size = Math.abs(value);
  if (size > 0 && size < 0.1) return "under 0.1 %";
  return `${Number(value.toFixed(size >= 10 ? 0 : 1))} %`;
}

/** @example list(["a", "b", "c"], 2) // "a, b and 1 more" */
export function list(names: readonly string[], most = 5): string {
  if (names.length <= most) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** @example plural(1, "row") // "1 row" */
export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

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

const UNITS: readonly [string, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** A span of time in its largest unit that is reached. @example duration(7_200_000) // "2 hours" */
export function duration(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS.at(-1)!;
  const count = Number((ms / size).toFixed(ms / size >= 10 ? 0 : 1));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
