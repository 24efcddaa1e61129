/** Which metrics a task has, and its primary one. */
import type { MetricName, Metrics, Task } from "../../contract/index.ts";
import { accuracy, f1, mcc, precision, recall } from "./decisions.ts";
import { mae, mape, mse, r2, rmse } from "./errors.ts";
import { brier, ece, logLoss } from "./probabilities.ts";
import { prAuc, rocAuc } from "./ranking.ts";
import type { ClassSample, NumberSample } from "./sample.ts";

type Of<S> = Partial<Record<MetricName, (sample: S) => number | null>>;

const CLASS_METRICS: Of<ClassSample> = {
  accuracy,
  precision,
  recall,
  f1,
  roc_auc: rocAuc,
  pr_auc: prAuc,
  log_loss: logLoss,
  brier,
  ece,
  mcc,
};

const NUMBER_METRICS: Of<NumberSample> = { mse, rmse, mae, mape, r2 };

const computeAll = <S>(metrics: Of<S>, sample: S): Metrics =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => {
      const value = metric(sample);
      return [name, value !== null && Number.isFinite(value) ? value : null];
    }),
  );

export const classMetrics = (sample: ClassSample): Metrics => computeAll(CLASS_METRICS, sample);
export const numberMetrics = (sample: NumberSample): Metrics => computeAll(NUMBER_METRICS, sample);

/** One metric of the task, or null where it cannot be known. */
export function classMetric(name: MetricName, sample: ClassSample): number | null {
  return CLASS_METRICS[name]?.(sample) ?? null;
}
export function numberMetric(name: MetricName, sample: NumberSample): number | null {
  return NUMBER_METRICS[name]?.(sample) ?? null;
}

/** What learners are ranked by unless the user says otherwise. */
export const primaryMetric = (task: Task): MetricName => (task === "regression" ? "rmse" : "roc_auc");

export const metricsOf = (task: Task): MetricName[] =>
  Object.keys(task === "regression" ? NUMBER_METRICS : CLASS_METRICS) as MetricName[];
