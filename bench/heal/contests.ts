/** Comparisons of models on rows of a matrix, each made once: thousands of plays ask for the same ones. */
import type { PerformanceFacts } from "../../core/contract/index.ts";
import { sliceRows } from "../../core/data/index.ts";
import { beatsByFar } from "../../core/heal/fresh-start.ts";
import { type Contest, type Judgement, judge } from "../../core/heal/gate.ts";
import { type Losses, meanLosses } from "../../core/heal/losses.ts";
import { weightingGains } from "../../core/heal/weighting-race.ts";
import { decideLabels, evaluate, primaryMetric, rowLoss } from "../../core/train/index.ts";
import { answersTo, type Matrix, type Weighed } from "./matrix.ts";

/** A model of a matrix: its recipe, and the half blocks that it knows. */
export interface Model extends Weighed {
  halves: number;
}

/** Version 1. */
export const FIRST: Model = { recipe: "as trained", weighting: null, halves: 0 };

export interface Compared {
  /** With a critical value of 0. */
  judgement: Judgement;
  losses: Losses;
}

export interface Contests {
  compare(champion: Model, challenger: Model, from: number, to: number): Compared;
  /** What the second gained beside the first, as the race of weightings counts it. */
  gains(plain: Model, weighted: Model, from: number, to: number): number[];
  /** Whether the second has by far the smaller loss, beyond a critical value of the paired test. */
  beatenByFar(one: Model, other: Model, from: number, to: number, limit: number): boolean;
  /** As the watch measures it; its interval is computed and not bootstrapped. */
  performance(model: Model, from: number, to: number): PerformanceFacts;
  /** Accuracy or RMSE, and mean loss. */
  score(model: Model, from: number, to: number): { metric: number; loss: number };
  /** Per row. */
  losses(model: Model, from: number, to: number): Float64Array;
}

/** Half width of a 95 % interval in standard errors. */
const WIDTH = 1.96;

const nameOf = ({ recipe, weighting, halves }: Model): string => `${recipe} ${weighting}@${halves}`;

/** @returns `make`, which answers from memory what it was asked before */
function once<A extends unknown[], R>(keyOf: (...args: A) => string, make: (...args: A) => R): (...args: A) => R {
  const known = new Map<string, R>();
  return (...args) => {
    const key = keyOf(...args);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(...args);
    known.set(key, made);
    return made;
  };
}

export function contestsOf(matrix: Matrix): Contests {
  const { task, truth, features, threshold, promised } = matrix;
  const scoresOf = (model: Model, from: number, to: number) => answersTo(matrix, model, from, to);

  const contestOf = (champion: Model, challenger: Model, from: number, to: number): Contest => ({
    task,
    champion: scoresOf(champion, from, to),
    challenger: scoresOf(challenger, from, to),
    truth: truth.slice(from, to),
    features: sliceRows(features, from, to),
  });
  const compare = (champion: Model, challenger: Model, from: number, to: number): Compared => {
    const contest = contestOf(champion, challenger, from, to);
    return { judgement: judge(contest, 0, { protected: [], segment_margin: 0 }), losses: meanLosses(contest) };
  };

  const performance = (model: Model, from: number, to: number): PerformanceFacts => {
    const metric = primaryMetric(task);
    const actual = truth.slice(from, to);
    const scores = scoresOf(model, from, to);
    const all = evaluate(scores, actual, task, { threshold }).metrics;
    const [reference, current] = [promised.metrics[metric] ?? null, all[metric] ?? null];
    const sign = task === "regression" ? 1 : -1;
    const drop = reference === null || current === null ? null : (sign * (current - reference)) / Math.abs(reference);
    const losses = rowLoss(scores, actual, task);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const spread = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0)) / losses.length;
    // Half width of the metric's interval: by the delta method for RMSE, as for a share otherwise.
    const half = WIDTH * (task === "regression" ? spread / (2 * Math.sqrt(mean)) : 0.5 / Math.sqrt(losses.length));
    return {
      ...{ metric, reference, reference_interval: promised.intervals[metric] ?? null, current, drop, all },
      current_interval: current === null ? null : [current - half, current + half],
      ...{ labelled: to - from, coverage: null, intervals: {} },
    };
  };

  const losses = (model: Model, from: number, to: number): Float64Array =>
    rowLoss(scoresOf(model, from, to), truth.slice(from, to), task);

  const score = (model: Model, from: number, to: number): { metric: number; loss: number } => {
    const scores = scoresOf(model, from, to);
    const actual = truth.slice(from, to);
    const loss = rowLoss(scores, actual, task).reduce((sum, each) => sum + each, 0) / actual.length;
    if (task === "regression") return { metric: Math.sqrt(loss), loss };
    const decided = decideLabels({ threshold }, scores);
    return {
      metric: decided.reduce((sum, label, row) => sum + (label === actual[row] ? 1 : 0), 0) / decided.length,
      loss,
    };
  };
  const rowsKey = (model: Model, from: number, to: number) => `${nameOf(model)} ${from} ${to}`;
  return {
    compare: once((a, b, from, to) => `${nameOf(a)} ${nameOf(b)} ${from} ${to}`, compare),
    gains: once(
      (a, b, from, to) => `${nameOf(a)} ${nameOf(b)} ${from} ${to}`,
      (a, b, from, to) => weightingGains(contestOf(a, a, from, to), contestOf(a, b, from, to)),
    ),
    beatenByFar: (one, other, from, to, limit) =>
      beatsByFar(contestOf(one, one, from, to), contestOf(one, other, from, to), limit),
    performance: once(rowsKey, performance),
    score: once(rowsKey, score),
    losses,
  };
}
