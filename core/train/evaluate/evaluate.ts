/** Scores against the truth: every metric of the task, each with its interval. */
import type { Intervals, MetricName, Metrics, Task } from "../../contract/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { Scores } from "../reference/index.ts";
import { bootstrapIntervals } from "./bootstrap.ts";
import { classMetric, classMetrics, numberMetric, numberMetrics } from "./metrics.ts";
import { surprise } from "./probabilities.ts";
import { classSample, numberSample, takeScores } from "./sample.ts";

export interface Evaluation {
  metrics: Metrics;
  intervals: Intervals;
}

export interface EvaluateOptions {
  /** Also compute 95 % intervals (default false: it costs 200 evaluations of up to 10,000 rows). */
  intervals?: boolean;
  seed?: number;
  /** Decision threshold of a binary model; null or absent: the most probable class. */
  threshold?: number | null;
  /** Per row, how much it counts; all the same where absent. */
  weights?: Float64Array | null;
}

/** Rows of the bootstrap's sample; fewer with many classes. */
const mostBootstrapRows = (outputs: number): number => Math.max(500, Math.floor(20_000 / Math.max(2, outputs)));

function prepare(scores: Scores, truth: Float64Array, task: Task, threshold: number | null) {
  if (task === "regression") {
    const sample = numberSample(scores, truth);
    return { weights: sample.weights, compute: () => numberMetrics(sample) };
  }
  const sample = classSample(scores, truth, threshold);
  return { weights: sample.weights, compute: () => classMetrics(sample) };
}

/**
 * @param truth as `encodeTarget`: numbers, or class indices; rows with NaN are left out
 * @returns metrics as scikit-learn computes them, null where one cannot be known; intervals where asked for
 * @example evaluate(score(model, table), encodeTarget(column, schema), "binary").metrics.roc_auc
 */
export function evaluate(
  scores: Scores,
  truth: Float64Array,
  task: Task,
  { intervals = false, seed = 0, threshold = null, weights: given = null }: EvaluateOptions = {},
): Evaluation {
  const known = Int32Array.from(truth.keys()).filter(
    (row) => !Number.isNaN(truth[row]!) && (given === null || given[row]! > 0),
  );
  const take = (rows: Int32Array) => {
    const prepared = prepare(
      takeScores(scores, rows),
      Float64Array.from(rows, (row) => truth[row]!),
      task,
      threshold,
    );
    if (given) prepared.weights.set(Float64Array.from(rows, (row) => given[row]!));
    return prepared;
  };
  const metrics = take(known).compute();
  if (!intervals || known.length === 0) return { metrics, intervals: {} };
  const most = mostBootstrapRows(scores.outputs);
  const sampled = createRng(deriveSeed(seed, "interval rows")).shuffle(known.slice()).slice(0, most);
  const { weights, compute } = take(sampled);
  const shrink = Math.sqrt(sampled.length / known.length);
  return { metrics, intervals: bootstrapIntervals(weights, compute, metrics, shrink, deriveSeed(seed, "bootstrap")) };
}

/**
 * One metric alone, where many are needed quickly.
 * @param truth known for every row
 */
export function measure(
  metric: MetricName,
  scores: Scores,
  truth: Float64Array,
  task: Task,
  threshold: number | null,
): number | null {
  const value =
    task === "regression"
      ? numberMetric(metric, numberSample(scores, truth))
      : classMetric(metric, classSample(scores, truth, threshold));
  return value !== null && Number.isFinite(value) ? value : null;
}

/** Per row: −ln of the truth's probability, or the squared error; NaN where the truth is unknown. */
export function rowLoss({ outputs, values }: Scores, truth: Float64Array, task: Task): Float64Array {
  return truth.map((actual, row) => {
    if (Number.isNaN(actual)) return Number.NaN;
    return task === "regression" ? (values[row]! - actual) ** 2 : surprise(values[row * outputs + actual]!);
  });
}
