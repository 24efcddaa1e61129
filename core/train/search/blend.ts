/**
 * Greedy ensemble selection (Caruana et al. 2004): trials are added to an average, one at a time and as often as it
 * helps, by what they said about rows that they had not seen.
 */
import { measure, rowLoss, surprise } from "../evaluate/index.ts";
import type { Recipe } from "../model.ts";
import { foldsOf, type Held, partsOf, pool } from "./held.ts";
import { isBeyondNoise } from "./noise.ts";
import { chosenParameters, oriented, type Trial, type TrialSetting } from "./trial.ts";

/** Additions, and different trials among them: each costs a fit and time in serving. */
const STEPS = 20;
const MOST_MEMBERS = 4;

export interface Blend {
  members: { trial: Trial; weight: number }[];
  /** How much better than the best trial alone, in the oriented metric. */
  gain: number;
  /** What it said about each fold's rows, with weights that other rows had found. */
  held: Held[];
}

/** What a row's loss is a function of: its truth's probability, or its value. */
function essence({ scores, truth }: Held, isRegression: boolean): Float64Array {
  if (isRegression) return scores.values;
  return truth.map((label, row) => scores.values[row * scores.outputs + label]!);
}

function meanLoss(sum: Float64Array, more: Float64Array, count: number, truth: Float64Array, isRegression: boolean) {
  let loss = 0;
  for (let row = 0; row < truth.length; row++) {
    const answer = (sum[row]! + more[row]!) / count;
    loss += isRegression ? (answer - truth[row]!) ** 2 : surprise(answer);
  }
  return loss / truth.length;
}

/** @param parts per trial the same parts of rows @returns weights, one per trial, adding up to 1 */
export function greedyWeights(parts: readonly (readonly Held[])[], isRegression: boolean): number[] {
  const joined = (lists: Float64Array[]): Float64Array => Float64Array.from(lists.flatMap((list) => [...list]));
  const answers = parts.map((held) => joined(held.map((part) => essence(part, isRegression))));
  const truth = joined(parts[0]!.map((part) => part.truth));
  const sum = new Float64Array(truth.length);
  const counts = parts.map(() => 0);
  let best = { loss: Number.POSITIVE_INFINITY, counts };
  for (let step = 1; step <= STEPS; step++) {
    const isFull = counts.filter((count) => count > 0).length >= MOST_MEMBERS;
    let next = { loss: Number.POSITIVE_INFINITY, at: 0 };
    answers.forEach((answer, at) => {
      if (isFull && counts[at] === 0) return;
      const loss = meanLoss(sum, answer, step, truth, isRegression);
      if (loss < next.loss) next = { loss, at };
    });
    counts[next.at]!++;
    const added = answers[next.at]!;
    for (let row = 0; row < sum.length; row++) sum[row]! += added[row]!;
    if (next.loss < best.loss) best = { loss: next.loss, counts: [...counts] };
  }
  const total = best.counts.reduce((all, count) => all + count, 0);
  return best.counts.map((count) => count / total);
}

function average(parts: readonly Held[], weights: readonly number[]): Held {
  const { scores, truth } = parts[0]!;
  const values = new Float64Array(scores.values.length);
  parts.forEach((part, at) => {
    if (weights[at] === 0) return;
    for (let i = 0; i < values.length; i++) values[i]! += weights[at]! * part.scores.values[i]!;
  });
  return { scores: { ...scores, values }, truth };
}

/** What a refit needs. */
export const recipeOf = ({ members }: Blend): Recipe => ({
  learner: "blend",
  parameters: {},
  members: members.map(({ trial, weight }) => ({
    learner: trial.learner.name,
    parameters: chosenParameters(trial),
    weight,
  })),
});

/**
 * Both ways of choosing, the average and the one trial with the smallest loss, choose on the other parts and are
 * judged on each part's rows: the best trial of many looks better than it is on the rows that made it the best.
 * @param trials that got through the first `folds` folds
 * @param best the best of them
 * @returns null unless the average is the better choice, beyond noise, by the loss, and better than `best` by the
 * metric on the mean
 */
export function findBlend(trials: readonly Trial[], best: Trial, folds: number, setting: TrialSetting): Blend | null {
  const { schema, metric, threshold } = setting;
  const isRegression = schema.task === "regression";
  const parts = trials.map(({ held }) => partsOf(held.slice(0, folds)));
  const losses = (held: readonly Held[]): Float64Array => {
    const { scores, truth } = pool(held);
    return rowLoss(scores, truth, schema.task);
  };
  const smallestLoss = (candidates: readonly (readonly Held[])[]): number => {
    const sums = candidates.map((held) => losses(held).reduce((sum, loss) => sum + loss, 0));
    return sums.indexOf(Math.min(...sums));
  };
  const alone = partsOf(best.held.slice(0, folds));
  const choices = alone.map((_, at) => {
    const others = parts.map((own) => own.filter((_part, other) => other !== at));
    const these = parts.map((own) => own[at]!);
    return { average: average(these, greedyWeights(others, isRegression)), one: these[smallestLoss(others)]! };
  });
  const crossed = choices.map((choice) => choice.average);
  const ours = losses(crossed);
  const lossGains = losses(choices.map(({ one }) => one)).map((loss, row) => loss - ours[row]!);
  const value = ({ scores, truth }: Held) => oriented(metric, measure(metric, scores, truth, schema.task, threshold));
  const metricGains = crossed.map((part, at) => value(part) - value(alone[at]!)).filter((gain) => !Number.isNaN(gain));
  const gain = metricGains.reduce((sum, x) => sum + x, 0) / metricGains.length;
  if (!isBeyondNoise(lossGains) || !(gain > 0)) return null;
  const weights = greedyWeights(parts, isRegression);
  const members = trials.map((trial, at) => ({ trial, weight: weights[at]! })).filter(({ weight }) => weight > 0);
  return members.length > 1 ? { members, gain, held: foldsOf(crossed, folds) } : null;
}
