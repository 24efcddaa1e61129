/** The metric of recent outcomes beside what was promised at registration. */
import { higherIsBetter, type Intervals, type MetricName, type PerformanceFacts } from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";
import { evaluate, type Scores, takeScores } from "../../train/index.ts";
import { contradictsUnseen } from "./labelling/contradiction.ts";
import { type JudgedOutcomes, judgeOutcomes } from "./labelling/judge-outcomes.ts";
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

/** The interval of one metric, centred on the estimate from all rows. */
function intervalOf(
  window: ModelWindow,
  scores: Scores,
  truth: Float64Array,
  weights: Float64Array | null,
  estimate: number,
  seed: number,
) {
  const known = Int32Array.from(truth.keys()).filter(
    (row) => !Number.isNaN(truth[row]!) && (weights === null || weights[row]! > 0),
  );
  const rows = createRng(seed).shuffle(known.slice()).slice(0, BOOTSTRAP_ROWS);
  const { task } = window.schema;
  const { metric } = window.reference;
  const sample = evaluate(
    takeScores(scores, rows),
    Float64Array.from(rows, (row) => truth[row]!),
    task,
    {
      intervals: true,
      seed,
      threshold: window.threshold ?? null,
      weights: weights && Float64Array.from(rows, (row) => weights[row]!),
    },
  );
  const interval = sample.intervals[metric];
  const middle = sample.metrics[metric];
  if (!interval || middle === null || middle === undefined) return null;
  const shrink = Math.sqrt(rows.length / known.length);
  return interval.map((limit) => estimate + (limit - middle) * shrink) as [number, number];
}

/** A row that was refused has an outcome perhaps, and no answer to judge. */
export const ofAnswered = ({ outputs, values }: Scores, outcomes: Float64Array): Float64Array =>
  outcomes.map((value, row) => (Number.isNaN(values[row * outputs]!) ? Number.NaN : value));

/** Whether the labelled rows speak for all; null where that is not asked. @param truth NaN for rows that do not count */
export function outcomesOf(window: ModelWindow, truth: Float64Array): JudgedOutcomes | null {
  const { answered, labelled, schema } = window;
  if (!answered || !labelled?.delays || !labelled.ages) return null;
  const { scores, delays, ages } = labelled;
  return judgeOutcomes(answered, { scores, truth, delays, ages }, schema.task, (rows) =>
    contradictsUnseen(window, scores, truth, rows),
  );
}

/** Metrics of the labelled rows, and how far the watched one has fallen. */
export function performanceFacts(window: ModelWindow, seed: number): PerformanceFacts {
  const { metric, metrics, intervals } = window.reference;
  const { scores, truth: outcomes } = window.labelled ?? { scores: window.predictions, truth: window.truth };
  const truth = ofAnswered(scores, outcomes);
  const { coverage, weights } = outcomesOf(window, truth) ?? { coverage: null, weights: null };
  const isCounted = (value: number, row: number) => !Number.isNaN(value) && (weights === null || weights[row]! > 0);
  const labelled = truth.reduce((count, value, row) => count + (isCounted(value, row) ? 1 : 0), 0);
  const reference = metrics[metric] ?? null;
  const held = (intervals as Intervals)[metric] ?? null;
  const base = { metric, reference, reference_interval: held, labelled, coverage };
  if (labelled === 0 || coverage?.kind === "unknown")
    return { ...base, current: null, current_interval: null, drop: null, all: {} };
  const all = evaluate(scores, truth, window.schema.task, { threshold: window.threshold ?? null, weights }).metrics;
  const current = all[metric] ?? null;
  const current_interval = current === null ? null : intervalOf(window, scores, truth, weights, current, seed);
  return { ...base, current, current_interval, drop: relativeDrop(metric, reference, current), all };
}
