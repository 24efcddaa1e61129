/** The public JSON of `drift`. Definitions of every figure stand in docs/statistics.md. */
import { z } from "zod";
import { ExpectationResult } from "./expectations.ts";
import { Timestamp } from "./names.ts";
import { WindowPerformance } from "./performance.ts";
import { Repair } from "./repairs.ts";

const share = z.number().min(0).max(1);

export const Severity = z.enum(["none", "warn", "alert"]);

export const DriftEffect = z.object({
  psi: z.number().nullable(),
  js: z.number().nullable(),
  wasserstein_std: z.number().nullable(),
  ks: z.number().nullable(),
  hellinger: z.number().nullable(),
  kl: z.number().nullable(),
});

export const FeatureDrift = z.object({
  name: z.string(),
  type: z.enum(["number", "category", "boolean", "datetime"]),
  drifted: z.boolean(),
  severity: Severity,
  effect: DriftEffect,
  p_value: z.number().nullable(),
  q_value: z.number().nullable(),
  null: z.string(),
  missing: z.object({ reference: share, current: share }),
  reason: z.string(),
  /** Its part of the effect of all drifted features: PSI times importance to the model. */
  effect_share: share.optional(),
  /** For charts: share of the rows per bin; equally wide bins for numbers, the commonest levels for categories. */
  distribution: z.array(z.object({ label: z.string(), reference: share, current: share })).optional(),
});
export type FeatureDrift = z.infer<typeof FeatureDrift>;

export const QualityKind = z.enum([
  "unit_change",
  "sentinel",
  "missing",
  "type",
  "out_of_range",
  "new_category",
  "vanished_category",
  "constant",
  "stopped",
  "swapped",
  "duplicate",
  "skew",
  "mean_jump",
]);

export const QualityFinding = z.object({
  column: z.string(),
  kind: QualityKind,
  evidence: z.string(),
  share,
  /** The feed is broken, not the world changed: the verdict is `data_break`. */
  breaking: z.boolean().optional(),
  /** What would make the rows right again, where that can be known. */
  repair: Repair.optional(),
});
export type QualityFinding = z.infer<typeof QualityFinding>;

/** A rule that the window breaks: which rows, and how many. */
export const BrokenExpectation = ExpectationResult.extend({ id: z.string(), words: z.string() });
export type BrokenExpectation = z.infer<typeof BrokenExpectation>;

/** When something changed, with the 95 % range of that time. */
export const Change = z.object({
  /** `errors`, or a feature. */
  of: z.string(),
  at: Timestamp,
  earliest: Timestamp,
  latest: Timestamp,
});
export type Change = z.infer<typeof Change>;

export const DriftVerdict = z.enum(["data_break", "drift", "no_drift", "too_few_rows"]);

export const DriftReport = z.object({
  drifted: z.boolean(),
  share,
  /** Share weighted by the features' importance to the model; null without a model. */
  weighted_share: share.nullable(),
  threshold: share,
  rows: z.object({ reference: z.int(), current: z.int() }),
  features: z.array(FeatureDrift),
  quality: z.array(QualityFinding),
  /** Of a live window: rules of the model's suite that it breaks. */
  expectations: z.array(BrokenExpectation).optional(),
  /** Of a live window: when the errors and the features that carry most of the effect changed. */
  changes: z.array(Change).optional(),
  reference_kind: z.enum(["exact", "sketch"]),
  verdict: DriftVerdict,
  /** Where the live window of a model was compared: how right its answers are, as far as that is known. */
  performance: WindowPerformance.optional(),
  seconds: z.object({ read: z.number(), compute: z.number(), total: z.number() }),
});
export type DriftReport = z.infer<typeof DriftReport>;

/** A drift report that was kept as a file, `reports/<name>.html` and `.json` in the data folder. */
export const KeptReport = z.object({
  /** data_drift_<timestamp> */
  name: z.string(),
  model: z.string(),
  version: z.string(),
  at: z.string(),
  /** What it was written for. */
  occasion: z.enum(["schedule", "incident"]),
  incident: z.string().nullable(),
  verdict: DriftVerdict,
  /** Columns that drifted. */
  drifted: z.int(),
  columns: z.int(),
});
export type KeptReport = z.infer<typeof KeptReport>;
