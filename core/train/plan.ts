/** What training is asked for and what it gives. */
import type {
  Inspection,
  Intervals,
  LeaderboardEntry,
  LearnerName,
  MetricName,
  Metrics,
  ModelSchema,
  Parity,
  Progress,
  ReliabilityBin,
} from "../contract/index.ts";
import type { FeatureStatistics, Table } from "../data/index.ts";
import type { FittedModel } from "./model.ts";
import type { HeldOut } from "./unseen/index.ts";

export interface TrainPlan {
  schema: ModelSchema;
  /** What learners are ranked by; the task's primary metric where absent. */
  metric?: MetricName | undefined;
  /** All that suit the task where absent; the baseline always runs along. */
  learners?: LearnerName[] | undefined;
  /** false: each learner once with its plain defaults, no cross-validation; the holdout ranks them. */
  search: boolean;
  /** Seconds for the search; decides how many trials run, nothing else. */
  budget: number;
  /** Most trials (learner and settings), the baseline not counted. */
  trials?: number | undefined;
  /** Share of the rows, or rows of their own with features and target. */
  holdout: number | Table;
  /** Columns that order the rows: all splits are then by time. */
  time: string[];
  group?: string | undefined;
  /** What a false positive and a false negative cost: sets the decision threshold of a binary model. */
  cost?: { FP: number; FN: number } | undefined;
  seed: number;
  threads: number;
}

/** How well probabilities came true. */
export interface ProbabilityQuality {
  brier: number | null;
  log_loss: number | null;
  ece: number | null;
  /** Ten equal ranges of probability: how many were said, what was said on the mean, and the share that came true. */
  bins: ReliabilityBin[];
}

/** What calibration changed, measured on rows that neither model nor calibration had seen. */
export interface CalibrationReport {
  rows: number;
  before: ProbabilityQuality;
  after: ProbabilityQuality;
}

/** The ONNX file. */
export interface GraphFacts {
  bytes: number;
  /** Median of single rows in onnxruntime, on this machine, feeds included. */
  us_per_row: number;
}

export interface TrainContext {
  onProgress?(progress: Progress): void;
  cancelled?(): boolean;
  /** Whether the search is to end with the best so far, whatever is left of its budget. */
  enough?(): boolean;
  /** Milliseconds, for the budget and the seconds that are reported. */
  now?(): number;
}

export interface TrainedModel {
  model: FittedModel;
  onnx: Uint8Array;
  parity: Parity;
  graph: GraphFacts;
  /** On the holdout, of the winner fitted on the training part alone. */
  metrics: Metrics;
  intervals: Intervals;
  primary_metric: MetricName;
  leaderboard: LeaderboardEntry[];
  holdout: { rows: number; split: "stratified" | "random" | "time" | "group" | "file" };
  importance: { feature: string; importance: number }[];
  /** Of the rows that the metrics come from. */
  inspection: Inspection;
  /** Rows, of many so many, with what the recipe said of them where it had not been fitted on them. */
  held_out: HeldOut;
  /** Of all rows that the model was fitted on. */
  statistics: Record<string, FeatureStatistics>;
  fitted_on: "all" | "train";
  beats_baseline: boolean;
  /** Null where probabilities are the learner's own, or were calibrated in an earlier version. */
  calibration: CalibrationReport | null;
  warnings: string[];
  seconds: { train: number; export: number };
}
