/** Facts: what was observed, without judgement. `decide` reads nothing else. */
import { z } from "zod";
import { DriftReport } from "./drift.ts";
import { Diagnosis, Timestamp } from "./names.ts";
import { CalibrationFacts, CostFacts, Estimate, PerformanceFacts, SegmentFacts } from "./performance.ts";

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

/** The window of predictions that is forming, by running facts; it is judged when it closes. */
export const FormingWindow = z.object({
  rows: z.int(),
  since: Timestamp,
  /** Features that differ so far by more than chance. */
  moved: z.array(z.string()),
});
export type FormingWindow = z.infer<typeof FormingWindow>;

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
  /** Null where no row has come since the last window closed; absent where nobody keeps it. */
  forming: FormingWindow.nullable().optional(),
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
