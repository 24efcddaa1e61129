/** A trial: one learner with one setting, scored on the inner folds. */
import { higherIsBetter, type MetricName, type ModelSchema } from "../../contract/index.ts";
import { measure } from "../evaluate/index.ts";
import type { Learner, Parameters } from "../learners/index.ts";
import type { Recipe } from "../model.ts";
import { encode, type InputKind } from "../preprocess/index.ts";
import { type FitOptions, fitPrepared, inputOf, type Prepared, preparedOnce } from "./fit-model.ts";
import type { Fold } from "./folds.ts";
import { chunkOf, type Held } from "./held.ts";
import { type LabelledRows, takeLabelled } from "./rows.ts";
import { bestRounds, checkpoints, type Stage, stagesOf } from "./stages.ts";

export interface Trial {
  learner: Learner;
  /** Boosting: `trees` is the most it may grow; the folds choose how many it keeps. */
  parameters: Parameters;
  /** Per fold, as far as the trial got. */
  folds: { stages: Stage[]; truth: Float64Array }[];
  /** The rounds of boosting that the folds chose; null for other learners. */
  rounds: number | null;
  /** What the model said about each fold's rows. */
  held: Held[];
  /** The metric per fold, `oriented`; NaN where a fold cannot tell. */
  scores: number[];
  /** The same over parts of each fold: enough of them for a test. */
  cells: number[][];
  /** Of all its fits. */
  seconds: number;
}

export const newTrial = (learner: Learner, parameters: Parameters): Trial => ({
  learner,
  parameters,
  folds: [],
  rounds: null,
  held: [],
  scores: [],
  cells: [],
  seconds: 0,
});

/** The recipe that the trial speaks for. */
export const chosenParameters = ({ parameters, rounds }: Trial): Parameters =>
  rounds === null ? parameters : { ...parameters, trees: rounds };

export const recipeOfTrial = (trial: Trial): Recipe => ({
  learner: trial.learner.name,
  parameters: chosenParameters(trial),
});

/** A fold's rows, encoded once per input kind and shared by all trials. */
export interface FoldRows {
  rows: number;
  test: LabelledRows;
  prepared(input: InputKind): Prepared;
}

export function foldRows(rows: LabelledRows, fold: Fold, schema: ModelSchema, seed: number): FoldRows {
  return {
    rows: fold.train.length,
    test: takeLabelled(rows, fold.test),
    prepared: preparedOnce(takeLabelled(rows, fold.train), schema, seed),
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

/** The inverse of `oriented`; null where nothing is known. */
export function fromOriented(metric: MetricName, value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return higherIsBetter(metric) ? value : Math.exp(-value);
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

/** Standard errors that a trial must lie behind to be given up. */
const HOPELESS = 2.5;

/** Whether further folds can hardly make it the best: it is worse on the rows that both have seen, beyond noise. */
export function isHopeless(trial: Trial, best: Trial): boolean {
  const both = trial.cells.slice(0, best.cells.length);
  const gains = known(both.flatMap((cells, fold) => cells.map((cell, at) => cell - best.cells[fold]![at]!)));
  if (gains.length < 3) return false;
  const mean = meanOf(gains);
  const variance = gains.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (gains.length - 1);
  return mean < 0 && -mean > HOPELESS * Math.sqrt(variance / gains.length);
}

export interface TrialSetting {
  schema: ModelSchema;
  metric: MetricName;
  threshold: number | null;
  fit: FitOptions;
}

/** Rows of a part of a fold, at least; and how many parts, at most. */
const ROWS_PER_CELL = 400;
const MOST_CELLS = 10;

function cellsOf(held: Held, { metric, threshold, schema }: TrialSetting): number[] {
  const count = Math.min(MOST_CELLS, Math.max(1, Math.floor(held.truth.length / ROWS_PER_CELL)));
  return Array.from({ length: count }, (_, k) => {
    const { scores, truth } = count === 1 ? held : chunkOf(held, k, count);
    return oriented(metric, measure(metric, scores, truth, schema.task, threshold));
  });
}

/**
 * Chooses the rounds, and with them what the trial said. For a fold's own score the other folds choose, so that no
 * row helps to choose what it judges.
 */
function settle(trial: Trial, setting: TrialSetting): void {
  const { folds } = trial;
  const { metric, threshold, schema } = setting;
  const all = folds.map(({ stages }) => stages);
  trial.rounds = bestRounds(all);
  trial.held = folds.map(({ stages, truth }, fold) => {
    const others = all.filter((_, other) => other !== fold);
    const rounds = others.length > 0 ? bestRounds(others, all) : trial.rounds;
    return { scores: stages.find((stage) => stage.rounds === rounds)!.scores, truth };
  });
  trial.scores = trial.held.map(({ scores, truth }) =>
    oriented(metric, measure(metric, scores, truth, schema.task, threshold)),
  );
  trial.cells = trial.held.map((held) => cellsOf(held, setting));
}

/** Rounds beyond those chosen so far that further folds may still want. */
const HEADROOM = 1.5;

/** The first fold grows all rounds; the later ones not many more than were of use. */
function mostRounds({ learner, parameters, rounds }: Trial): number | null {
  if (learner.name !== "gradient_boosting" || typeof parameters.trees !== "number") return null;
  if (rounds === null) return parameters.trees;
  return checkpoints(parameters.trees).find((at) => at >= HEADROOM * rounds) ?? parameters.trees;
}

/**
 * Runs the folds that the trial does not have yet.
 * @param best the trial to beat: a hopeless one stops early (racing, Maron & Moore 1994)
 */
export function runTrial(trial: Trial, folds: readonly FoldRows[], best: Trial | null, setting: TrialSetting): void {
  const { learner } = trial;
  for (const fold of folds.slice(trial.folds.length)) {
    if (best && best !== trial && isHopeless(trial, best)) return;
    const most = mostRounds(trial);
    const parameters = most === null ? trial.parameters : { ...trial.parameters, trees: most };
    const { model, seconds } = fitPrepared(
      learner,
      parameters,
      fold.prepared(inputOf(learner, parameters)),
      setting.schema,
      setting.fit,
    );
    const { table, target } = fold.test;
    trial.folds.push({ stages: stagesOf(model, encode(model.encodings, table), target, most), truth: target });
    trial.seconds += seconds;
    settle(trial, setting);
  }
}

/** Forgets the stages that were not chosen: for a trial that gets no further folds. */
export function forgetStages(trial: Trial): void {
  trial.folds.forEach((fold, at) => {
    fold.stages = fold.stages.filter(({ scores }) => scores === trial.held[at]!.scores);
  });
}
