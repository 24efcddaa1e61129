/** What modelFacts looks at: the live window of one model, and what its version looked like at registration. */
import type {
  DriftReport,
  FeedFacts,
  Intervals,
  MetricName,
  Metrics,
  ModelSchema,
  SpanFacts,
} from "../../contract/index.ts";
import type { FeatureStatistics, Table } from "../../data/index.ts";
import type { Estimator, HeldOut, Scores } from "../../train/index.ts";
import type { ErrorCourse, FeatureCourse } from "./changes.ts";
import type { AnsweredRows } from "./labelling/judge-outcomes.ts";
import type { TimedColumn } from "./quality/index.ts";

export interface ReferenceWindow {
  /** The training rows, with the target column where outcomes are to be compared; null where only statistics are kept. */
  table: Table | null;
  statistics: Record<string, FeatureStatistics>;
  /** As measured on untouched rows at registration. */
  metrics: Metrics;
  intervals: Intervals;
  /** The metric that is watched. */
  metric: MetricName;
  /** Rows trained on. */
  rows: number;
  /** Shares of the classes that the version was corrected for, where it was; else those of the training rows hold. */
  priors?: readonly number[];
  /** The version's scores of rows it had not been fitted on; without them the answers' own drift stays unknown. */
  scores?: Scores;
  /** Those rows, with what was true. */
  unseen?: HeldOut;
  /** The same of the version whose metrics were promised, where that is another. */
  promised?: HeldOut;
  /** What was learnt from them about how far the answers can be trusted. */
  estimator?: Estimator;
}

export interface ModelWindow {
  model: string;
  version: string;
  /** ISO 8601. */
  at: string;
  reference: ReferenceWindow;
  schema: ModelSchema;
  importance: readonly { feature: string; importance: number }[];
  /** Rows in the order in which they came, with the values that came: one that serving refused stays in, or it would look missing. */
  current: Table;
  /** Scores of the same rows. */
  predictions: Scores;
  /** Encoded outcomes of the same rows, NaN where not known. */
  truth: Float64Array;
  /**
   * The newest labelled rows that the live version answered, where they reach further back than `current`. Their
   * features tell a prior shift from other drift; without them only the labelled rows of `current` can.
   */
  labelled?: { scores: Scores; truth: Float64Array; table?: Table; delays?: Float64Array; ages?: Float64Array };
  /**
   * All answers between the oldest and the newest of `labelled`, or every so manieth: whether those with outcomes speak
   * for the others. Without them that is not asked.
   */
  answered?: AnsweredRows;
  /** The last verdict on the data, where no window has closed since: `current` then has no rows. */
  standing?: DriftReport | null;
  /** Decision threshold of a binary model. */
  threshold?: number | null;
  /** Rows of the window that serving refused, and that it flagged as outliers. */
  rejected: number;
  outliers: number;
  /** Labelled rows that the live version was not trained on. */
  newLabelled: number;
  hoursSinceOutcome: number | null;
  /** When the rows came, and rows that came before them: a clock that jumped shows in the distance between the two. */
  timed?: readonly TimedColumn[];
  /** The newest rows and outcomes, further back than the window: where a change lies is looked for there. */
  courses?: { rows?: FeatureCourse; errors?: ErrorCourse };
  /** The last day, week and month. */
  spans?: SpanFacts[];
  /** Whether rows still come. */
  feed?: FeedFacts;
  /** Detectors of createErrorMonitor that have fired since the version went live. */
  errorAlarms?: readonly string[];
}
