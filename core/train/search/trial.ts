/** A trial: one learner with one setting, scored on the inner folds. */
import { higherIsBetter, type MetricName, type ModelSchema } from "../../contract/index.ts";
import { evaluate } from "../evaluate/index.ts";
import type { Learner, Parameters } from "../learners/index.ts";
import { type Scores, score } from "../reference/index.ts";
import { type FitOptions, fitPrepared, type Prepared, prepare } from "./fit-model.ts";
import type { Fold } from "./folds.ts";
import { type LabelledRows, takeLabelled } from "./rows.ts";

export interface Trial {
  learner: Learner;
  parameters: Parameters;
  /** The metric per fold, `oriented`, as far as the trial got; NaN where a fold cannot tell. */
  scores: number[];
  /** What the model said about the rows of each fold that it had not seen. */
  held: { scores: Scores; truth: Float64Array }[];
}

/** A fold's rows, encoded once per input kind and shared by all trials. */
export interface FoldRows {
  test: LabelledRows;
  prepared(input: Learner["input"]): Prepared;
}

export function foldRows(rows: LabelledRows, fold: Fold, schema: ModelSchema, seed: number): FoldRows {
  const made = new Map<Learner["input"], Prepared>();
  return {
    test: takeLabelled(rows, fold.test),
    prepared(input) {
      const prepared = made.get(input) ?? prepare(takeLabelled(rows, fold.train), schema, input, seed);
      made.set(input, prepared);
      return prepared;
    },
  };
}

/**
 * Larger is better, whatever the metric. Errors count by their logarithm, so that folds are compared by ratios: else
 * the one fold with the wildest rows would decide alone.
 */
export function oriented(metric: MetricName, value: number | null | undefined): number {
  if (value == null) return Number.NaN;
  return higherIsBetter(metric) ? value : -Math.log(Math.max(value, Number.MIN_VALUE));
}

const known = (values: readonly number[]): number[] => values.filter((value) => !Number.isNaN(value));
const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Mean over the folds; −∞ where none can tell. */
export function meanScore(trial: Trial): number {
  const scores = known(trial.scores);
  return scores.length > 0 ? meanOf(scores) : Number.NEGATIVE_INFINITY;
}

/** Fold by fold, how much better `trial` is than `other`, over the folds that both have. */
export const advantages = (trial: Trial, other: Trial): number[] =>
  known(trial.scores.slice(0, other.scores.length).map((score, k) => score - other.scores[k]!));

/** Whether further folds can hardly make it the best: worse on average by more than twice the standard error. */
export function isHopeless(trial: Trial, best: Trial): boolean {
  const gains = advantages(trial, best);
  if (gains.length < 3) return false;
  const mean = meanOf(gains);
  const variance = gains.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (gains.length - 1);
  return mean < 0 && -mean > 2 * Math.sqrt(variance / gains.length);
}

export interface TrialSetting {
  schema: ModelSchema;
  metric: MetricName;
  threshold: number | null;
  fit: FitOptions;
}

/**
 * Adds the scores of the folds that the trial does not have yet.
 * @param best the trial to beat: a hopeless one stops early (racing, Maron & Moore 1994)
 */
export function runTrial(trial: Trial, folds: readonly FoldRows[], best: Trial | null, setting: TrialSetting): void {
  const { schema, metric, threshold, fit } = setting;
  for (const fold of folds.slice(trial.scores.length)) {
    if (best && best !== trial && isHopeless(trial, best)) return;
    const { model } = fitPrepared(trial.learner, trial.parameters, fold.prepared(trial.learner.input), schema, fit);
    const scores = score(model, fold.test.table);
    const { metrics } = evaluate(scores, fold.test.target, schema.task, { threshold });
    trial.scores.push(oriented(metric, metrics[metric]));
    trial.held.push({ scores, truth: fold.test.target });
  }
}
