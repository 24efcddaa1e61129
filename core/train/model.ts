/**
 * A fitted model as plain data: what the learners produce, the reference predictor evaluates, the ONNX exporter
 * translates and `model.json` stores. Nine learners, three shapes, and blends of them.
 */
import type { ClassLabel, LearnerName, ModelKind, Task } from "../contract/index.ts";

/**
 * A binary tree in flat arrays; node 0 is the root, `feature` −1 marks a leaf.
 * A number goes left where x ≤ threshold, in float32; NaN goes where `missingLeft` says. A category code goes
 * left where it is in `leftCodes[node]`; a missing or unseen one (NaN) where `missingLeft` says.
 */
export interface Tree {
  feature: Int32Array;
  threshold: Float32Array;
  left: Int32Array;
  right: Int32Array;
  missingLeft: Uint8Array;
  /** Per node: category codes that go left; null for a numeric split or a leaf. Absent without categories. */
  leftCodes?: (Int32Array | null)[];
  /** nodes × width, float64; read at leaves only. */
  values: Float64Array;
  /** Values per leaf: 1 for boosting, the number of classes for a voting tree. */
  width: number;
  /** The first raw output that this tree adds to. */
  output: number;
  /** Training weight that reached each node: TreeSHAP needs it. */
  cover: Float64Array;
}

export type Link = "identity" | "sigmoid" | "softmax" | "exponential";

/** Raw outputs: 1 for regression (`identity`, or `exponential` for counts) and for a sigmoid, one per class for softmax; voting trees give shares, `identity`. */
export type Predictor =
  | { kind: "constant"; outputs: number[]; link: Link }
  | { kind: "linear"; weights: Float64Array[]; bias: number[]; link: Link }
  | { kind: "trees"; trees: Tree[]; base: number[]; aggregate: "sum" | "mean"; link: Link };

/** value = center + scale × raw, for regression: learners see a standardised target, so that float32 is enough. */
export interface TargetScale {
  center: number;
  scale: number;
}

/**
 * A weighted average of answers: of values for regression, else of probabilities, one per class. All members read the
 * same matrix, each its own columns of it.
 */
export interface Blend {
  kind: "blend";
  /** Weights add up to 1. */
  members: { weight: number; predictor: Predictor; target: TargetScale }[];
  link: "identity";
}

export type CalendarPart = "year" | "month" | "day" | "weekday" | "hour" | "day_of_year" | "days";

export type CyclicPart = Extract<CalendarPart, "month" | "day" | "weekday" | "hour" | "day_of_year">;

/** How one raw feature becomes columns of the design matrix. The list's order is the matrix's. */
export type Encoding =
  /**
   * A number, imputed (null: NaN is kept), bent by Yeo and Johnson's `power` where there is one, centred and scaled,
   * with or without a 0/1 column "was missing" after it.
   */
  | {
      kind: "numeric";
      feature: string;
      impute: number | null;
      power?: number;
      center: number;
      scale: number;
      indicator: boolean;
    }
  /** One 0/1 column per level; a missing or unseen one has zeros throughout. */
  | { kind: "one_hot"; feature: string; levels: string[] }
  /** A category code for learners that split on categories; NaN where missing or unseen. */
  | { kind: "code"; feature: string; levels: string[] }
  /** A number per level, smoothed towards the mean and fitted out of fold. */
  | { kind: "target_mean"; feature: string; levels: string[]; means: Float64Array; fallback: number }
  | {
      kind: "calendar";
      feature: string;
      parts: CalendarPart[];
      /** True: a missing date stands at the training mean of each part; false: NaN is kept. */
      impute: boolean;
      /** Per part; absent: as it is. */
      scaling?: { center: number[]; scale: number[] };
    }
  /** Sine and cosine per part of a date that comes round again; 0 and 0 where it is missing. */
  | { kind: "cyclic"; feature: string; parts: CyclicPart[] };

export interface MatrixColumn {
  name: string;
  /** Raw feature it came from. */
  feature: string;
  /** float32: a threshold learnt here cuts the same rows in ONNX. */
  values: Float32Array;
  /** Number of category codes, where `values` holds codes. */
  levels?: number;
}

export interface Matrix {
  rows: number;
  columns: MatrixColumn[];
}

/**
 * Answered probabilities p′ from a model's p: p′ₖ ∝ exp(offsetₖ + slope × ln(pₖ + smoothing)). With two classes that is
 * Platt scaling of the log odds, with more of them, and no offsets, temperature scaling; with a curve, isotonic
 * regression. The order of two classes' probabilities among rows never changes.
 */
export interface Calibration {
  /** Two classes: what the second one's p stands for, before all else: straight lines between points that rise from 0 to 1. */
  curve?: { said: number; meant: number }[];
  slope: number;
  /** One per class. */
  offsets: number[];
  /** Keeps a share of 0 votes from being a certainty. */
  smoothing: number;
}

export type ParameterValues = Record<string, number | string | boolean | null>;

/** What a refit needs to make a model of the same kind. */
export interface Recipe {
  learner: ModelKind;
  /** Of the learner; none for a blend. */
  parameters: ParameterValues;
  /** Of a blend: what is averaged, with weights that add up to 1. */
  members?: { learner: LearnerName; parameters: ParameterValues; weight: number }[];
  /** Of a classifier, where that makes its probabilities truer; else absent. */
  calibration?: Calibration;
}

/** All that was set, for people: a blend's members, or a learner's parameters. */
export const settingsOf = ({ parameters, members }: Recipe): Record<string, unknown> =>
  members ? { members } : parameters;

export interface FittedModel extends Recipe {
  format: 1;
  task: Task;
  classes: ClassLabel[];
  positive: ClassLabel | null;
  encodings: Encoding[];
  predictor: Predictor | Blend;
  /** 0 and 1 for classes and for blends, whose members have their own. */
  target: TargetScale;
  /** Positive where its probability ≥ threshold (binary); the most probable class otherwise. */
  threshold: number | null;
  /** Half width of the conformal interval, regression only. */
  interval: { radius: number; coverage: number } | null;
}

/** The model of one learner. */
export interface LearnerModel extends FittedModel {
  predictor: Predictor;
}
