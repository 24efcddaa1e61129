/** The data plane: predictions and outcomes. */
import { z } from "zod";
import { ErrorBody } from "./errors.ts";
import { ClassLabel, Timestamp } from "./names.ts";

export const Flag = z.enum(["imputed", "outlier", "degraded", "unknown_category", "extra_columns", "repaired"]);
export type Flag = z.infer<typeof Flag>;

export const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const Row = z.record(z.string(), Cell);
export type Row = z.infer<typeof Row>;

export const Contribution = z.object({ feature: z.string(), value: Cell, contribution: z.number() });

/**
 * What contributions and base value add up to, before calibration: the answer itself, or the logarithm of it (counts);
 * a class's log odds, its probability (blends) or share of votes, or its score among those of more than two classes.
 */
export const ExplainedScale = z.enum(["value", "log_value", "log_odds", "probability", "score"]);
export type ExplainedScale = z.infer<typeof ExplainedScale>;

/** One answer; `predicted_<target>` is added to single-row replies. */
export const Prediction = z
  .object({
    /** Null where the answer could not be logged: it takes no outcome, and its flags hold `degraded`. */
    prediction_id: z.string().nullable(),
    model: z.string(),
    version: z.string(),
    prediction: ClassLabel,
    probability: z.number().optional(),
    probabilities: z.record(z.string(), z.number()).optional(),
    interval: z.object({ low: z.number(), high: z.number(), coverage: z.number() }).optional(),
    flags: z.array(Flag),
    contributions: z.array(Contribution).optional(),
    base_value: z.number().optional(),
    /** The class whose score is explained; absent for numbers. */
    explained_class: ClassLabel.optional(),
    explained_scale: ExplainedScale.optional(),
  })
  .catchall(z.unknown());
export type Prediction = z.infer<typeof Prediction>;

/** What would be answered, with its reasons: nobody was told, so it has no id and is logged nowhere. */
export const WhatIf = Prediction.omit({ prediction_id: true }).extend({
  contributions: z.array(Contribution),
  base_value: z.number(),
  explained_scale: ExplainedScale,
  /**
   * The answer as one feature changes and the others stay: the value, or the probability of `explained_class`; null
   * where none was asked for.
   */
  curve: z.object({ feature: z.string(), points: z.array(z.object({ value: Cell, y: z.number() })) }).nullable(),
});
export type WhatIf = z.infer<typeof WhatIf>;

export const BatchReply = z.object({
  model: z.string(),
  version: z.string(),
  predictions: z.array(
    z.discriminatedUnion("status", [
      Prediction.extend({ status: z.literal("ok") }),
      z.object({ status: z.literal("rejected"), error: ErrorBody }),
    ]),
  ),
  counts: z.object({ ok: z.int(), rejected: z.int() }),
});
export type BatchReply = z.infer<typeof BatchReply>;

export const Outcome = z.object({
  prediction_id: z.string(),
  outcome: ClassLabel,
  observed_at: Timestamp.optional(),
});
export type Outcome = z.infer<typeof Outcome>;

export const FeedbackResult = z.enum(["accepted", "duplicate", "conflict", "unknown", "invalid"]);
export type FeedbackResult = z.infer<typeof FeedbackResult>;

export const FeedbackReply = z.object({
  accepted: z.int(),
  duplicate: z.int(),
  conflict: z.int(),
  unknown: z.int(),
  invalid: z.int(),
  results: z.array(z.object({ prediction_id: z.string(), result: FeedbackResult })),
});
export type FeedbackReply = z.infer<typeof FeedbackReply>;

/** Who stands beside the live version: a canary that answers `share` percent of the requests, shadows that answer none. */
export const TrafficSplit = z.object({
  canary: z.object({ version: z.string(), share: z.number() }).nullable(),
  shadows: z.array(z.string()),
});
export type TrafficSplit = z.infer<typeof TrafficSplit>;

/** Whether answers are logged: `full` and `failing` name what the disk does instead. */
export const LogState = z.enum(["ok", "full", "failing"]);
export type LogState = z.infer<typeof LogState>;

export const Health = z.object({
  status: z.enum(["ok", "degraded", "no_model"]),
  model_loaded: z.boolean(),
  /** `canary` and `shadows` only where there are any; `degraded` and `reason` only where something is amiss. */
  models: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      degraded: z.boolean().optional(),
      reason: z.string().nullable().optional(),
      ...TrafficSplit.partial().shape,
    }),
  ),
  uptime_seconds: z.number(),
  durability: z.enum(["process", "power"]),
  log: LogState,
});
export type Health = z.infer<typeof Health>;
