/** What unseen rows show about a model beyond its metrics: curves, confusions, residuals, segments, limits. */
import { z } from "zod";
import { ClassLabel, ModelName, VersionName } from "./names.ts";

const Point = z.tuple([z.number(), z.number()]);

export const ClassCurves = z.object({
  /** The class that counts as positive. */
  label: ClassLabel,
  /** [false positive rate, true positive rate], from [0, 0] to [1, 1]. */
  roc: z.array(Point),
  /** [recall, precision], by rising recall. */
  precision_recall: z.array(Point),
});
export type ClassCurves = z.infer<typeof ClassCurves>;

export const ReliabilityBin = z.object({
  /** The bin's lower edge; each is a tenth wide. */
  from: z.number(),
  count: z.int(),
  /** Mean probability said, and the share that came true; null where the bin is empty. */
  said: z.number().nullable(),
  came_true: z.number().nullable(),
});
export type ReliabilityBin = z.infer<typeof ReliabilityBin>;

/** Truth less prediction, in units of the target. */
export const Residuals = z.object({
  mean: z.number(),
  /** At 5, 25, 50, 75 and 95 %. */
  quantiles: z.array(z.number()),
  /** Between the first and the last percentile; what lies outside is in the end bins. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.int()) }),
  /** Rows in tenths by what was predicted: mean prediction and mean residual. */
  by_prediction: z.array(z.object({ predicted: z.number(), residual: z.number(), rows: z.int() })),
});
export type Residuals = z.infer<typeof Residuals>;

export const Segment = z.object({
  feature: z.string(),
  /** A level, a range, or "missing". */
  value: z.string(),
  rows: z.int(),
  /** Mean loss (log loss or squared error) here ÷ that of all other rows. */
  loss_ratio: z.number(),
  /** Accuracy, or the root of the mean squared error. */
  metric: z.number(),
  /** Worse than the others beyond what chance explains among all segments that were looked at. */
  worse: z.boolean(),
});
export type Segment = z.infer<typeof Segment>;

export const Inspection = z.object({
  rows: z.int(),
  confusion: z.object({ labels: z.array(ClassLabel), counts: z.array(z.array(z.int())) }).nullable(),
  curves: z.array(ClassCurves),
  reliability: z.array(ReliabilityBin),
  residuals: Residuals.nullable(),
  /** The worst first. */
  segments: z.array(Segment),
  /** What it cannot do, in sentences. */
  limits: z.array(z.string()),
});
export type Inspection = z.infer<typeof Inspection>;

export const InspectionReport = z.object({
  model: ModelName,
  version: VersionName,
  inspection: Inspection.nullable(),
});
export type InspectionReport = z.infer<typeof InspectionReport>;
