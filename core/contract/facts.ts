/** Facts: what was observed, without judgement. `decide` reads nothing else. */
import { z } from "zod";
import { DriftReport } from "./drift.ts";
import { Diagnosis, MetricName, Timestamp } from "./names.ts";
import { AnswersDrift, CalibrationFacts, CostFacts, Estimate, PerformanceFacts, SegmentFacts } from "./performance.ts";

export const ServiceFacts = z.object({
  requests: z.int(),
  /** Share of requests answered 5xx in the window. */
  error_share: z.number(),
  latency_p50_ms: z.number().nullable(),
  latency_p95_ms: z.number().nullable(),
  latency_p99_ms: z.number().nullable(),
  queue_depth: z.int(),
  event_loop_lag_ms: z.number(),
  /** Share of the last minute in which memory was cleared and nothing else was done. */
  gc_share: z.number().optional(),
  /** Serving fell back on an older version, the reference predictor or the baseline. */
  degraded: z.boolean(),
  uptime_seconds: z.number(),
});
export type ServiceFacts = z.infer<typeof ServiceFacts>;

/** What a machine can be short of. */
export const HostResource = z.enum(["memory", "disk", "disk_io", "load", "temperature", "battery"]);
export type HostResource = z.infer<typeof HostResource>;

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
  /** Share of the time that the busiest disk was working; null where the system does not say. */
  disk_busy_share: z.number().nullable().optional(),
  /** What this process takes of the whole processor, and of the memory. */
  own_cpu_share: z.number().nullable().optional(),
  own_memory_bytes: z.number().optional(),
  /** Who else uses the most; only looked for under pressure. */
  heaviest: z
    .object({
      cpu: z.object({ name: z.string(), share: z.number() }).nullable(),
      memory: z.object({ name: z.string(), bytes: z.number() }).nullable(),
    })
    .optional(),
  /** Since when it has been short of what. */
  pressed_since: z.partialRecord(HostResource, Timestamp).optional(),
});
export type HostFacts = z.infer<typeof HostFacts>;

/** When rows came, and whether they still do. */
export const FeedFacts = z.object({
  arrivals: z.int(),
  last_at: Timestamp.nullable(),
  silent_seconds: z.number(),
  longest_gap_seconds: z.number().nullable(),
  /** null while too few rows, or for too short a time, have come to know the feed's habits. */
  stopped: z.boolean().nullable(),
});
export type FeedFacts = z.infer<typeof FeedFacts>;

/** A stretch of time up to now: what the windows that closed in it said, and how right the answers given in it were. */
export const SpanFacts = z.object({
  hours: z.int(),
  windows: z.int(),
  rows: z.int(),
  /** Windows that drifted, and that were broken. */
  drifted: z.int(),
  broken: z.int(),
  /** Mean share of drifted features. */
  share: z.number().nullable(),
  /** Outcomes known of the live version's answers, the newest 5,000 at most. */
  labelled: z.int(),
  metric: MetricName,
  value: z.number().nullable(),
});
export type SpanFacts = z.infer<typeof SpanFacts>;
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
  prediction_drift: AnswersDrift.nullable(),
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
  /** The same on rows that look as in training, where features drifted: tells other rows from another meaning of the rows. */
  familiar: PerformanceFacts.nullable().optional(),
  /** The last 24 hours, 7 and 30 days. */
  spans: z.array(SpanFacts).optional(),
  /** Change detectors on the error stream that have fired since the version went live. */
  error_alarms: z.array(z.string()),
  /** Labelled rows that the live version has not been trained on. */
  new_labelled: z.int(),
  /** Rows it was trained on. */
  trained_rows: z.int(),
  hours_since_outcome: z.number().nullable(),
  rejected_share: z.number(),
  outlier_share: z.number(),
  feed: FeedFacts.nullable().optional(),
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

/** What runs, where it is found, and where it keeps what it knows. */
export const About = z.object({
  version: z.string(),
  data_dir: z.string(),
  /** null where nothing listens. */
  url: z.string().nullable(),
  /** Programs must send the token with predictions too; the control plane always asks for it. */
  token_required: z.boolean(),
  /** `power`: an answer is told only once a power cut cannot lose it. */
  durability: z.enum(["process", "power"]),
  /** Bytes of everything in the data folder. */
  data_bytes: z.int(),
});
export type About = z.infer<typeof About>;

export const DiagnosisReport = z.object({
  diagnosis: Diagnosis,
  /** Features responsible, the most responsible first. */
  features: z.array(z.string()),
  evidence: z.array(z.string()),
});
export type DiagnosisReport = z.infer<typeof DiagnosisReport>;
