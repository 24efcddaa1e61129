/** What training takes and what it says: the public JSON of `train`, `predict`, `evaluate`. */
import { z } from "zod";
import {
  ClassLabel,
  Intervals,
  LearnerName,
  MetricName,
  Metrics,
  ModelKind,
  ModelName,
  Stage,
  Task,
  VersionName,
} from "./names.ts";

/** How a file is to be read, where the detection is overridden. */
export const ReadOptions = z.object({
  delimiter: z.string().length(1).optional(),
  encoding: z.string().optional(),
  decimal: z.enum([".", ","]).optional(),
  header: z.boolean().optional(),
  /** Column → strftime pattern. */
  dates: z.record(z.string(), z.string()).optional(),
  text: z.array(z.string()).optional(),
  group: z.string().optional(),
  /** Column → tokens to be read as missing: `{ "Glucose": ["0"] }`. */
  missing: z.record(z.string(), z.array(z.string())).optional(),
  category: z.array(z.string()).optional(),
  number: z.array(z.string()).optional(),
  /** Sheet of a workbook; the largest one where absent. */
  sheet: z.string().optional(),
});
export type ReadOptions = z.infer<typeof ReadOptions>;

/** Where a table comes from: a path on this machine, or `upload:<id>` from `files.upload`. */
export const Source = z.string().min(1);

export const TrainOptions = z.object({
  source: Source,
  read: ReadOptions.default({}),
  target: z.string().optional(),
  model: ModelName.optional(),
  task: Task.optional(),
  time: z.array(z.string()).optional(),
  exclude: z.array(z.string()).default([]),
  include: z.array(z.string()).default([]),
  /** Column → limits set by the user; strict in serving. */
  ranges: z.record(z.string(), z.tuple([z.number(), z.number()])).default({}),
  /** Seconds for the search. */
  budget: z.number().positive().default(30),
  trials: z.int().positive().optional(),
  metric: MetricName.optional(),
  positive: z.string().optional(),
  cost: z.object({ FP: z.number().nonnegative(), FN: z.number().nonnegative() }).optional(),
  learners: z.array(LearnerName).optional(),
  search: z.boolean().default(true),
  holdout: z.union([z.number().gt(0).lt(1), Source]).default(0.2),
  seed: z.int().nonnegative().default(0),
  threads: z.int().positive().optional(),
  /** Gigabytes for the table and the training; a table that needs more is kept in a file meanwhile. */
  memory: z.number().positive().optional(),
  /** undefined: a first version is promoted, a later one stays a candidate. */
  promote: z.boolean().optional(),
  /** A job id made by the caller, to watch progress and to cancel. */
  job: z.string().optional(),
});
export type TrainOptions = z.infer<typeof TrainOptions>;

export const FileInfo = z.object({
  format: z.enum(["csv", "tsv", "parquet", "json", "excel"]),
  delimiter: z.string().nullable(),
  encoding: z.string(),
  decimal: z.string(),
  header: z.boolean(),
  /** Of a workbook: the sheet that was read, and those that hold anything. */
  sheet: z.string().optional(),
  sheets: z.array(z.string()).optional(),
});
export type FileInfo = z.infer<typeof FileInfo>;

export const ColumnType = z.enum(["number", "category", "boolean", "datetime", "identifier", "text"]);
export type ColumnType = z.infer<typeof ColumnType>;

export const ColumnRole = z.enum(["feature", "target", "time", "excluded"]);
export type ColumnRole = z.infer<typeof ColumnRole>;

export const ColumnReport = z.object({
  name: z.string(),
  type: ColumnType,
  role: ColumnRole,
  /** How its values are written: a date's strftime pattern or `iso`; a number that is more than digits: `$1,234.50`. */
  format: z.string().optional(),
  /** Always there where the role is `excluded`: identifier, leak, constant, free text, by request … and its evidence. */
  reason: z.string().optional(),
});
export type ColumnReport = z.infer<typeof ColumnReport>;

export const MissingReport = z.object({
  column: z.string(),
  token: z.string(),
  count: z.int(),
  source: z.enum(["rule", "user", "token"]),
  reason: z.string(),
});
export type MissingReport = z.infer<typeof MissingReport>;

export const RowCounts = z.object({ read: z.int(), used: z.int(), rejected: z.int() });
export const RejectedRow = z.object({ line: z.int(), reason: z.string() });
export type RejectedRow = z.infer<typeof RejectedRow>;

export const LeaderboardEntry = z.object({
  rank: z.int(),
  learner: ModelKind,
  status: z.enum(["ok", "skipped", "failed"]),
  reason: z.string().optional(),
  /** On the holdout. */
  metrics: Metrics.optional(),
  /** The primary metric on the inner folds of the training part: what ranks a search. Absent without one. */
  validation: z.number().nullable().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  fit_seconds: z.number().optional(),
  predict_us_per_row: z.number().optional(),
});
export type LeaderboardEntry = z.infer<typeof LeaderboardEntry>;

export const GateCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  value: z.union([z.number(), z.string()]).nullable(),
  limit: z.union([z.number(), z.string()]).nullable(),
});
export const GateVerdict = z.object({ passed: z.boolean(), checks: z.array(GateCheck) });
export type GateVerdict = z.infer<typeof GateVerdict>;

/** What the gate would say of a version in the place of the live one. */
export const GateReport = z.object({
  model: ModelName,
  version: VersionName,
  champion: VersionName.nullable(),
  gate: GateVerdict,
});
export type GateReport = z.infer<typeof GateReport>;

export const Parity = z.object({ rows: z.int(), max_abs_error: z.number(), max_rel_error: z.number() });
export type Parity = z.infer<typeof Parity>;

export const Split = z.enum(["stratified", "random", "time", "group", "file"]);

export const TrainReport = z.object({
  model: ModelName,
  version: VersionName,
  stage: Stage,
  task: Task,
  target: z.string(),
  positive: ClassLabel.nullable(),
  file: FileInfo,
  rows: RowCounts,
  columns: z.array(ColumnReport),
  missing: z.array(MissingReport),
  learner: ModelKind,
  primary_metric: MetricName,
  holdout: z.object({ rows: z.int(), split: Split }),
  metrics: Metrics,
  intervals: Intervals,
  leaderboard: z.array(LeaderboardEntry),
  parity: Parity,
  fitted_on: z.enum(["all", "train"]),
  /** False where no learner is better than guessing: the version then stays a candidate. */
  beats_baseline: z.boolean(),
  gate: GateVerdict.nullable(),
  warnings: z.array(z.string()),
  seconds: z.object({ read: z.number(), train: z.number(), export: z.number(), total: z.number() }),
});
export type TrainReport = z.infer<typeof TrainReport>;

/** What was found in a file before anything is trained: the preview of the Train page. */
export const InspectReport = z.object({
  file: FileInfo,
  rows: z.int(),
  rejected: z.array(RejectedRow),
  columns: z.array(
    ColumnReport.extend({
      missing_share: z.number(),
      distinct: z.int(),
      /** A small histogram: labels with counts (numbers: about ten bins; categories: the commonest). */
      histogram: z.array(z.object({ label: z.string(), count: z.int() })),
    }),
  ),
  missing: z.array(MissingReport),
  /** Likely targets, best first, each with its reason. */
  targets: z.array(z.object({ column: z.string(), task: Task, reason: z.string() })),
  time: z.array(z.string()),
  preview: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
  warnings: z.array(z.string()),
});
export type InspectReport = z.infer<typeof InspectReport>;

export const Progress = z.object({
  stage: z.string(),
  /** Share done, 0 to 1. */
  done: z.number().min(0).max(1),
  detail: z.string().optional(),
  /** Entries finished so far, while training. */
  leaderboard: z.array(LeaderboardEntry).optional(),
});
export type Progress = z.infer<typeof Progress>;

export const PredictFileReport = z.object({
  rows: z.int(),
  rejected: z.int(),
  imputed: z.int(),
  /** The path that was asked for; null where the result waits to be fetched from `result`. */
  out: z.string().nullable(),
  /** For `files.download`; null where it was written to a path. */
  result: Source.nullable().default(null),
  seconds: z.number(),
});
export type PredictFileReport = z.infer<typeof PredictFileReport>;

export const EvaluateReport = z.object({
  model: ModelName,
  version: VersionName,
  rows: z.int(),
  rejected: z.int(),
  metrics: Metrics,
  intervals: Intervals,
  segments: z.array(z.object({ column: z.string(), value: z.string(), rows: z.int(), metrics: Metrics })),
});
export type EvaluateReport = z.infer<typeof EvaluateReport>;
