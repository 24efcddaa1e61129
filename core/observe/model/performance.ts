/** The metric of recent outcomes beside what was promised at registration. */
import { higherIsBetter, type Intervals, type MetricName, type PerformanceFacts } from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";
import { evaluate, type Scores } from "../../train/index.ts";
import type { ModelWindow } from "./window.ts";

/** Rows that the interval is bootstrapped on; it is then narrowed to all rows by the square root of their number. */
const BOOTSTRAP_ROWS = 1000;

/**
 * Relative loss against the reference, positive where worse: (reference − current) ÷ |reference| where more is better,
 * (current − reference) ÷ |reference| where less is. Null where either is unknown or the reference is 0.
 * @example relativeDrop("rmse", 10, 12) // 0.2
 */
export function relativeDrop(metric: MetricName, reference: number | null, current: number | null): number | null {
  if (reference === null || current === null || reference === 0) return null;
  return (higherIsBetter(metric) ? reference - current : current - reference) / Math.abs(reference);
}

function takeRows({ outputs, values }: Scores, rows: ArrayLike<number>): Scores {
  const taken = new Float64Array(rows.length * outputs);
  for (let i = 0; i < rows.length; i++)
    for (let k = 0; k < outputs; k++) taken[i * outputs + k] = values[rows[i]! * outputs + k]!;
  return { outputs, values: taken };
}

/** The interval of one metric, centred on the estimate from all rows. */
function intervalOf(window: ModelWindow, scores: Scores, truth: Float64Array, estimate: number, seed: number) {
  const known = Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]!));
  const rows = createRng(seed).shuffle(known.slice()).slice(0, BOOTSTRAP_ROWS);
  const { task } = window.schema;
  const { metric } = window.reference;
  const sample = evaluate(
    takeRows(scores, rows),
    Float64Array.from(rows, (row) => truth[row]!),
    task,
    {
      intervals: true,
      seed,
      threshold: window.threshold ?? null,
    },
  );
  const interval = sample.intervals[metric];
  const middle = sample.metrics[metric];
  if (!interval || middle === null || middle === undefined) return null;
  const shrink = Math.sqrt(rows.length / known.length);
  return interval.map((limit) => estimate + (limit - middle) * shrink) as [number, number];
}

/** Metrics of the labelled rows, and how far the watched one has fallen. */
export function performanceFacts(window: ModelWindow, seed: number): PerformanceFacts {
  const { metric, metrics, intervals } = window.reference;
  const { scores, truth: outcomes } = window.labelled ?? { scores: window.predictions, truth: window.truth };
  // A row that was refused has an outcome perhaps, and no answer to judge.
  const truth = outcomes.map((value, row) => (Number.isNaN(scores.values[row * scores.outputs]!) ? Number.NaN : value));
  const labelled = truth.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const reference = metrics[metric] ?? null;
  const held = (intervals as Intervals)[metric] ?? null;
  const base = { metric, reference, reference_interval: held, labelled };
  if (labelled === 0) return { ...base, current: null, current_interval: null, drop: null, all: {} };
  const all = evaluate(scores, truth, window.schema.task, { threshold: window.threshold ?? null }).metrics;
  const current = all[metric] ?? null;
  const current_interval = current === null ? null : intervalOf(window, scores, truth, current, seed);
  return { ...base, current, current_interval, drop: relativeDrop(metric, reference, current), all };
}
