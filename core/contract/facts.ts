/** Facts: what was observed, without judgement. `decide` reads nothing else. */
import { z } from "zod";
import { DriftReport } from "./drift.ts";
import { Diagnosis, Intervals, MetricName, Metrics, Timestamp } from "./names.ts";

export const ServiceFacts = z.object({
  requests: z.int(),
  /** Share of requests answered 5xx in the window. */
  error_share: z.number(),
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
  latency_p99_ms: z.number().nullable(),
  queue_depth: z.int(),
  event_loop_lag_ms: z.number(),
  /** Serving fell back on an older version, the reference predictor or the baseline. */
  degraded: z.boolean(),
  uptime_seconds: z.number(),
});
export type ServiceFacts = z.infer<typeof ServiceFacts>;

export const HostFacts = z.object({
  cpu_share: z.number().nullable(),
  load_1m: z.number().nullable(),
  cores: z.int(),
  memory_total_bytes: z.number(),
  memory_available_bytes: z.number(),
  disk_free_bytes: z.number().nullable(),
  disk_total_bytes: z.number().nullable(),
  temperature_c: z.number().nullable(),
  battery_share: z.number().nullable(),
});
export type HostFacts = z.infer<typeof HostFacts>;

/** Whether the outcomes that are known speak for all answers. */
export const OutcomeCoverage = z.object({
  /**
   * `complete`: next to none is missing. `settled`: only rows old enough to have theirs count. `random`: those missing do
   * not depend on the answer. `weighted`: they do, and the known ones are weighted for it. `unknown`: they may be of
   * another kind, and no metric is told.
   */
  kind: z.enum(["complete", "settled", "random", "weighted", "unknown"]),
  /** Share of the answers whose outcome is known. */
  known: z.number(),
  evidence: z.string(),
});
export type OutcomeCoverage = z.infer<typeof OutcomeCoverage>;

/** The metric of recent labelled predictions beside what was promised at registration. */
export const PerformanceFacts = z.object({
  metric: MetricName,
  reference: z.number().nullable(),
  reference_interval: z.tuple([z.number(), z.number()]).nullable(),
  current: z.number().nullable(),
  current_interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Labelled rows that `current` was computed on. */
  labelled: z.int(),
  /** Relative loss, positive when worse than the reference: 0.15 = 15 % worse. */
  drop: z.number().nullable(),
  all: Metrics,
  /** 95 %, of `all`. */
  intervals: Intervals.default({}),
  /** null where nothing is known of the answers without outcomes. */
  coverage: OutcomeCoverage.nullable().default(null),
});
export type PerformanceFacts = z.infer<typeof PerformanceFacts>;

const Beside = z.object({
  reference: z.number().nullable(),
  reference_interval: z.tuple([z.number(), z.number()]).nullable(),
  current: z.number().nullable(),
  current_interval: z.tuple([z.number(), z.number()]).nullable(),
});

/** Whether probabilities come true: live, and at training. */
export const CalibrationFacts = z.object({
  /** Expected calibration error; of few rows it is large by chance alone. */
  ece: Beside,
  brier: Beside,
  labelled: z.int(),
  /** How far probabilities are off on average, less what chance lets expect, and how improbable that is. */
  gap: z.number(),
  p_value: z.number(),
  /** Off beyond chance, and by enough to matter. */
  off: z.boolean(),
});
export type CalibrationFacts = z.infer<typeof CalibrationFacts>;

/** One segment of the labelled rows: accuracy, or the root of the mean squared error. */
export const SegmentFacts = z.object({
  feature: z.string(),
  /** A level, a range, or "missing". */
  value: z.string(),
  rows: z.int(),
  /** The same segment of rows that the version had not seen at training. */
  reference: z.number(),
  current: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  /** Worse than at training by more than chance among all segments that were looked at. */
  worse: z.boolean(),
});
export type SegmentFacts = z.infer<typeof SegmentFacts>;

/** What an answer costs on average, by the policy's `cost`. */
export const CostFacts = z.object({
  unit: z.string(),
  /** Of rows that the version had not seen at training. */
  reference: z.number().nullable(),
  reference_interval: z.tuple([z.number(), z.number()]).nullable(),
  current: z.number().nullable(),
  current_interval: z.tuple([z.number(), z.number()]).nullable(),
  labelled: z.int(),
  /** Without outcomes; classes only. */
  estimated: z.object({ value: z.number(), interval: z.tuple([z.number(), z.number()]) }).nullable(),
  /** Rise against the reference as a share of it (of the usual size of costs, where that is larger); positive when worse. */
  drop: z.number().nullable(),
});
export type CostFacts = z.infer<typeof CostFacts>;

/** Performance without outcomes: a figure that can be relied on within its interval, or why there is none. */
export const Estimate = z.discriminatedUnion("known", [
  z.object({
    known: z.literal(true),
    /** Classes: from calibrated probabilities (CBPE). Numbers: from a model of the error (DLE). */
    method: z.enum(["cbpe", "loss_model"]),
    metric: MetricName,
    value: z.number(),
    /** 95 %: holds the rows' and the outcomes' chance, and what is uncertain about the reference. */
    interval: z.tuple([z.number(), z.number()]),
    /** Relative loss against what was promised, as in `PerformanceFacts`. */
    drop: z.number().nullable(),
    /** Answered rows that it is about. */
    rows: z.int(),
    metrics: Metrics,
    intervals: Intervals,
  }),
  z.object({
    known: z.literal(false),
    because: z.enum([
      "no_held_out",
      "too_few_rows",
      "not_calibrated",
      "outcomes_disagree",
      "outside_training",
      "broken_data",
    ]),
    /** One sentence. */
    reason: z.string(),
  }),
]);
export type Estimate = z.infer<typeof Estimate>;

/** What was known and estimated when a window closed: one point of the chart over time. */
export const WindowPerformance = z.object({ realised: PerformanceFacts, estimated: Estimate.nullable() });
export type WindowPerformance = z.infer<typeof WindowPerformance>;

export const ModelFacts = z.object({
  model: z.string(),
  version: z.string(),
  at: Timestamp,
  /** Predictions in the current window. */
  window: z.int(),
  drift: DriftReport.nullable(),
  /** Drift of the answers themselves, same rule as for a feature. */
  prediction_drift: z
    .object({ psi: z.number().nullable(), p_value: z.number().nullable(), drifted: z.boolean() })
    .nullable(),
  /** Change of the share of classes, or of the target's mean, among the outcomes. */
  outcome_drift: z
    .object({
      psi: z.number().nullable(),
      p_value: z.number().nullable(),
      drifted: z.boolean(),
      /** Classes only: share of features that drifted among the rows of one class; small where nothing but the classes' shares moved. */
      within_class_share: z.number().nullable().optional(),
    })
    .nullable(),
  performance: PerformanceFacts,
  /** Of the last window that closed; null before the first. */
  estimated: Estimate.nullable().default(null),
  /** Classes with enough outcomes. */
  calibration: CalibrationFacts.nullable().default(null),
  /** The most clearly worse first; null where there are no rows to compare. */
  segments: z.array(SegmentFacts).nullable().default(null),
  /** null where the policy names no cost. */
  cost: CostFacts.nullable().default(null),
  /** Change detectors on the error stream that have fired since the version went live. */
  error_alarms: z.array(z.string()),
  /** Labelled rows that the live version has not been trained on. */
  new_labelled: z.int(),
  /** Rows it was trained on. */
  trained_rows: z.int(),
  hours_since_outcome: z.number().nullable(),
  rejected_share: z.number(),
  outlier_share: z.number(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

/** Calls of one version in the last five minutes, whatever happens elsewhere in the service. */
export const CallFacts = z.object({
  version: z.string(),
  requests: z.int(),
  /** Share of calls that the version could not serve. */
  error_share: z.number(),
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
});
export type CallFacts = z.infer<typeof CallFacts>;

/** `open`: the evidence does not say yet. */
export const TrialVerdict = z.enum(["good", "bad", "open"]);
export type TrialVerdict = z.infer<typeof TrialVerdict>;

/** A canary or a shadow beside the live version: what each did with its part of the traffic since the share last changed. */
export const TrialFacts = z.object({
  version: z.string(),
  champion: z.string(),
  stage: z.enum(["shadow", "canary"]),
  /** Percent of the requests that it answers; 0 for a shadow. */
  share: z.number(),
  since: Timestamp,
  requests: z.int(),
  failed: z.int(),
  /** Shadows: rows that were left out, so as not to slow the answers. */
  skipped: z.int(),
  latency_p95_ms: z.number().nullable(),
  champion_requests: z.int(),
  champion_failed: z.int(),
  champion_latency_p95_ms: z.number().nullable(),
  errors: TrialVerdict,
  /** null where the times say nothing: a shadow's. */
  latency: TrialVerdict.nullable(),
  /** null while too few outcomes are known. */
  loss: TrialVerdict.nullable(),
  /** Both versions on the labelled rows since the trial began: mean loss of the champion less that of the other. */
  paired: z
    .object({ rows: z.int(), gain: z.number(), low: z.number(), high: z.number(), champion_loss: z.number() })
    .nullable(),
  evidence: z.array(z.string()),
});
export type TrialFacts = z.infer<typeof TrialFacts>;

export const Facts = z.object({
  service: ServiceFacts,
  host: HostFacts,
  model: ModelFacts,
  /** Calls of the live version. */
  calls: CallFacts.nullable().default(null),
  /** The canary, where there is one. */
  trial: TrialFacts.nullable().default(null),
});
export type Facts = z.infer<typeof Facts>;

export const StatusLevel = z.enum(["ok", "watch", "act", "unknown"]);
export type StatusLevel = z.infer<typeof StatusLevel>;

/** One of the three questions, answered. */
export const Answer = z.object({ status: StatusLevel, evidence: z.array(z.string()) });
export type Answer = z.infer<typeof Answer>;

export const StatusReport = z.object({ service: Answer, host: Answer, model: Answer, blind: z.boolean() });
export type StatusReport = z.infer<typeof StatusReport>;

export const DiagnosisReport = z.object({
  diagnosis: Diagnosis,
  /** Features responsible, the most responsible first. */
  features: z.array(z.string()),
  evidence: z.array(z.string()),
});
export type DiagnosisReport = z.infer<typeof DiagnosisReport>;
