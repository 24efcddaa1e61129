/** How right a version is: realised, estimated, in the user's own unit, by segment. */
import { z } from "zod";
import { Intervals, MetricName, Metrics } from "./names.ts";

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
    /**
     * Classes: from calibrated probabilities (CBPE). Numbers: from a model of the error (DLE). Where rows such as these,
     * kept at training, clearly contradict it: those rows, weighted.
     */
    method: z.enum(["cbpe", "loss_model", "rows_alike"]),
    metric: MetricName,
    value: z.number(),
    /** 95 %: holds the rows' and the outcomes' chance, and what is uncertain about the reference. */
    interval: z.tuple([z.number(), z.number()]),
    /** Of the rows that the version had not seen at training, by the same scores. */
    reference: z.number().nullable(),
    reference_interval: z.tuple([z.number(), z.number()]).nullable(),
    /** Relative loss against these, as in `PerformanceFacts`. */
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

/** Drift of the answers themselves, by the rule for a feature. */
export const AnswersDrift = z.object({
  psi: z.number().nullable(),
  p_value: z.number().nullable(),
  drifted: z.boolean(),
});

/** What was known and estimated when a window closed: one point of the chart over time. */
export const WindowPerformance = z.object({
  realised: PerformanceFacts,
  estimated: Estimate.nullable(),
  /** Drift of the answers of a closed window; absent where that was not kept. */
  answers: AnswersDrift.nullable().optional(),
});
export type WindowPerformance = z.infer<typeof WindowPerformance>;
