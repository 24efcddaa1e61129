/** The vocabulary that every stage, transport and page shares: closed lists of names. */
import { z } from "zod";

export const Task = z.enum(["binary", "multiclass", "regression"]);
export type Task = z.infer<typeof Task>;

export const LearnerName = z.enum([
  "baseline",
  "linear_regression",
  "ridge",
  "logistic_regression",
  "decision_tree",
  "random_forest",
  "extra_trees",
  "gradient_boosting",
  "ml_random_forest",
]);
export type LearnerName = z.infer<typeof LearnerName>;

/** What made a model: a learner, or a blend: the weighted average of several. */
export const ModelKind = z.enum([...LearnerName.options, "blend"]);
export type ModelKind = z.infer<typeof ModelKind>;

/** Metrics as scikit-learn computes them; `ece` uses 15 equal-width bins, `mape` is a fraction over y ≠ 0. */
export const MetricName = z.enum([
  "accuracy",
  "precision",
  "recall",
  "f1",
  "roc_auc",
  "pr_auc",
  "log_loss",
  "brier",
  "ece",
  "mcc",
  "mse",
  "rmse",
  "mae",
  "mape",
  "r2",
]);
export type MetricName = z.infer<typeof MetricName>;

const LOWER_IS_BETTER: ReadonlySet<MetricName> = new Set<MetricName>([
  "log_loss",
  "brier",
  "ece",
  "mse",
  "rmse",
  "mae",
  "mape",
]);

/** True where a larger value of the metric means a better model. */
export const higherIsBetter = (metric: MetricName): boolean => !LOWER_IS_BETTER.has(metric);

/** Metric values; `null` where a metric cannot be known (one class only, no rows). */
export const Metrics = z.partialRecord(MetricName, z.number().nullable());
export type Metrics = z.infer<typeof Metrics>;

/** Confidence intervals, 95 %, low and high. */
export const Intervals = z.partialRecord(MetricName, z.tuple([z.number(), z.number()]));
export type Intervals = z.infer<typeof Intervals>;

/** A class as it stood in the data: `1` a number, `"UP"` a string. */
export const ClassLabel = z.union([z.string(), z.number(), z.boolean()]);
export type ClassLabel = z.infer<typeof ClassLabel>;

export const Stage = z.enum(["candidate", "shadow", "canary", "production", "archived", "rejected", "failed"]);
export type Stage = z.infer<typeof Stage>;

export const Diagnosis = z.enum([
  "none",
  "data_break",
  "outliers",
  "benign_drift",
  "harmful_drift",
  "prior_shift",
  "concept_drift",
  "more_data",
  "service_fault",
  "host_pressure",
  "blind",
]);
export type Diagnosis = z.infer<typeof Diagnosis>;

export const DecisionKind = z.enum([
  "keep",
  "watch",
  "quarantine",
  "retrain",
  "reweight",
  "promote",
  "rollback",
  "hold",
  "defer",
  "fallback",
]);
export type DecisionKind = z.infer<typeof DecisionKind>;

export const PolicyMode = z.enum(["automatic", "approve", "observe"]);
export type PolicyMode = z.infer<typeof PolicyMode>;

/** ISO 8601, UTC. */
export const Timestamp = z.iso.datetime();

export const VersionName = z.string().regex(/^v\d{4,}$/);
export const ModelName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/);
