/**
 * A boosted model holds every shorter model: one fit tells what each number of trees would have reached. Other
 * learners have one stage, the model as it is.
 */
import { rowLoss } from "../evaluate/index.ts";
import type { FittedModel, LearnerModel, Matrix, Predictor, Tree } from "../model.ts";
import { rawScores, type Scores, scoresOf } from "../reference/index.ts";

type Boosted = Extract<Predictor, { kind: "trees" }>;

export interface Stage {
  /** Rounds of boosting; null for learners without stages. */
  rounds: number | null;
  /** Mean log loss or squared error. */
  loss: number;
  scores: Scores;
}

/** Numbers of rounds that are looked at: each a fifth more than the one before. */
const FIRST = 10;
const STEP = 1.2;

export const isBoosted = (predictor: Predictor): predictor is Boosted =>
  predictor.kind === "trees" && predictor.aggregate === "sum";

/** @example checkpoints(20) // [10, 12, 14, 17, 20] */
export function checkpoints(most: number): number[] {
  const rounds: number[] = [];
  for (let at = FIRST; Math.round(at) < most; at *= STEP) rounds.push(Math.round(at));
  return [...rounds, most];
}

/** Index of the first tree of each round: a round has at most one tree per output, in order. */
function roundStarts(trees: readonly Tree[]): number[] {
  const starts: number[] = [];
  trees.forEach(({ output }, at) => {
    if (at === 0 || output <= trees[at - 1]!.output) starts.push(at);
  });
  return starts;
}

const meanLoss = (scores: Scores, truth: Float64Array, task: FittedModel["task"]): number =>
  rowLoss(scores, truth, task).reduce((sum, loss) => sum + loss, 0) / truth.length;

/**
 * @param matrix rows that the model has not seen, encoded
 * @param most rounds that the model was to have; it has fewer where nothing was left to learn
 */
export function stagesOf(model: LearnerModel, matrix: Matrix, truth: Float64Array, most: number | null): Stage[] {
  const { predictor, task } = model;
  const stage = (raw: Float64Array, rounds: number | null): Stage => {
    const scores = scoresOf([raw], model);
    return { rounds, loss: meanLoss(scores, truth, task), scores };
  };
  if (most === null || !isBoosted(predictor)) {
    const raw = rawScores(predictor, matrix);
    return (most === null ? [null] : checkpoints(most)).map((rounds) => stage(raw, rounds));
  }
  const starts = roundStarts(predictor.trees);
  const stages: Stage[] = [];
  let from = 0;
  let raw: Float64Array | null = null;
  for (const rounds of checkpoints(most)) {
    const to = starts[rounds] ?? predictor.trees.length;
    const added = { ...predictor, base: raw ? predictor.base.map(() => 0) : predictor.base };
    const more = rawScores({ ...added, trees: predictor.trees.slice(from, to) }, matrix);
    const before: Float64Array | null = raw;
    raw = before ? more.map((value, at) => value + before[at]!) : more;
    stages.push(stage(raw, rounds));
    from = to;
  }
  return stages;
}

type Folds = readonly (readonly Stage[])[];

const lossAt = (folds: Folds, rounds: number | null): number =>
  folds.reduce((sum, stages) => sum + (stages.find((stage) => stage.rounds === rounds)?.loss ?? Number.NaN), 0);

/**
 * The number of rounds with the smallest loss on the mean over the folds; the smaller of equals. Null for learners
 * without rounds.
 * @param among only rounds that all of these have, too, are chosen
 */
export function bestRounds(folds: Folds, among: Folds = folds): number | null {
  const shared = (among[0] ?? []).map(({ rounds }) => rounds).filter((rounds) => !Number.isNaN(lossAt(among, rounds)));
  return shared.reduce(
    (best, rounds) => (lossAt(folds, rounds) < lossAt(folds, best) ? rounds : best),
    shared[0] ?? null,
  );
}
