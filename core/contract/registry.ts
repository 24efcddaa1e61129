/** Models, versions, lineage and the audit trail as the outside sees them. */
import { z } from "zod";
import { StatusLevel, TrialFacts, TrialVerdict } from "./facts.ts";
import { ModelSchema } from "./model-schema.ts";
import { Intervals, MetricName, Metrics, ModelKind, ModelName, Stage, Task, Timestamp, VersionName } from "./names.ts";
import { GateVerdict, LeaderboardEntry, Parity } from "./train.ts";

export const Trigger = z.enum([
  "train",
  "retrain",
  "drift",
  "performance",
  "more_data",
  "schedule",
  "expected_gain",
  "request",
  "threshold",
  "import",
]);
export type Trigger = z.infer<typeof Trigger>;

export const ModelSummary = z.object({
  name: ModelName,
  task: Task,
  target: z.string(),
  production: VersionName.nullable(),
  versions: z.int(),
  status: StatusLevel,
});
export type ModelSummary = z.infer<typeof ModelSummary>;

export const VersionSummary = z.object({
  version: VersionName,
  stage: Stage,
  learner: ModelKind,
  metrics: Metrics,
  created_at: Timestamp,
  trigger: Trigger,
  parent: VersionName.nullable(),
  dataset_sha256: z.string(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;

export const VersionDetail = VersionSummary.extend({
  model: ModelName,
  schema: ModelSchema,
  /** Held per-feature statistics of the training rows. */
  statistics: z.record(z.string(), z.unknown()),
  primary_metric: MetricName,
  /** Two classes: positive is answered from this probability on; null: the more probable one. Absent where not recorded. */
  threshold: z.number().nullable().optional(),
  intervals: Intervals,
  leaderboard: z.array(LeaderboardEntry),
  importance: z.array(z.object({ feature: z.string(), importance: z.number() })),
  parity: Parity,
  lineage: z.object({
    dataset_sha256: z.string(),
    rows: z.int(),
    from: Timestamp.nullable(),
    to: Timestamp.nullable(),
    code_version: z.string(),
    seed: z.int(),
    parameters: z.record(z.string(), z.unknown()),
    parent: VersionName.nullable(),
    trigger: Trigger,
    author: z.string(),
  }),
  artifacts: z.array(z.object({ name: z.string(), sha256: z.string(), bytes: z.int() })),
});
export type VersionDetail = z.infer<typeof VersionDetail>;

/** A version without what is held of its training rows: of 1,500 columns that is more than a megabyte. */
export const VersionOutline = VersionDetail.omit({ statistics: true }).extend({
  /** Of each column the median of the training rows, or the commonest category; null where it held nothing. */
  typical: z.record(z.string(), z.number().or(z.string()).nullable()),
});
export type VersionOutline = z.infer<typeof VersionOutline>;

export const MoveReport = z.object({
  model: ModelName,
  from: VersionName.nullable(),
  /** null where the gate refused. */
  to: VersionName.nullable(),
  effective_ms: z.number(),
  gate: GateVerdict.nullable(),
  /** What `to` is now; absent where nothing moved. */
  stage: Stage.optional(),
  /** Percent of the requests that `to` answers, where it is a canary. */
  share: z.number().optional(),
});
export type MoveReport = z.infer<typeof MoveReport>;

/** Versions side by side on live traffic: how often each answered, how, and what became of its answers. */
export const TrafficReport = z.object({
  model: ModelName,
  versions: z.array(
    z.object({
      version: VersionName,
      stage: z.enum(["production", "canary", "shadow"]),
      share: z.number(),
      since: Timestamp,
      /** Rows answered (a shadow: scored) since then; the newest at most. */
      predictions: z.int(),
      labelled: z.int(),
      /** On the outcomes of its own answers. */
      metrics: Metrics,
      intervals: Intervals,
    }),
  ),
  /** Every version beside production against it. */
  trials: z.array(TrialFacts),
  /**
   * The canary and production by the outcomes of their own answers, which is what counts where an answer changes what
   * happens: mean loss of production's less that of the canary's. One may look at any time: the interval holds always.
   * null without a canary, or while either side has too few outcomes.
   */
  own: z
    .object({
      version: VersionName,
      champion: VersionName,
      rows: z.int(),
      champion_rows: z.int(),
      gain: z.number(),
      low: z.number(),
      high: z.number(),
      verdict: TrialVerdict,
    })
    .nullable()
    .default(null),
});
export type TrafficReport = z.infer<typeof TrafficReport>;

export const AuditEntry = z.object({
  seq: z.int(),
  at: Timestamp,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditVerdict = z.object({ ok: z.boolean(), entries: z.int(), first_bad: z.int().nullable() });
export type AuditVerdict = z.infer<typeof AuditVerdict>;
