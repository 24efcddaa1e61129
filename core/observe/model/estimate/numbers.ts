/**
 * Direct loss estimation: a model of the error, fitted on rows that the version had not seen, says how large the errors
 * on other rows are. Source: NannyML's DLE; the ratio estimator is Cochran 1977, ch. 6.
 */
import type { Intervals, Metrics, ModelSchema } from "../../../contract/index.ts";
import type { Table } from "../../../data/index.ts";
import { type Estimator, type LossModel, type Scores, score, withAnswer } from "../../../train/index.ts";
import { calibrationGap, type Gap } from "./calibration-gap.ts";

type NumberEstimator = Extract<Estimator, { kind: "numbers" }>;

const WIDTH = 1.96;
const sum = (values: Float64Array): number => values.reduce((total, x) => total + x, 0);

/** Groups of held-out rows by the loss said, so that a window of costly rows is as uncertain as costly rows are. */
const GROUPS = 8;

interface Fit {
  /** Mean actual loss ÷ mean loss said, of rows that the loss model had not seen. */
  ratio: number;
  /** Variance of a row's loss ÷ the square of the loss said. */
  noise: number;
  /** Losses said that end a group, and per group the relative error of its mean. */
  cuts: number[];
  errors: number[];
}

function fitOf({ said, actual }: LossModel): Fit {
  const ratio = sum(actual) / sum(said);
  const order = Int32Array.from(said.keys()).sort((a, b) => said[a]! - said[b]! || a - b);
  const [cuts, errors]: [number[], number[]] = [[], []];
  let squares = 0;
  let saidSquares = 0;
  for (let group = 0; group < GROUPS; group++) {
    const [from, to] = [group, group + 1].map((at) => Math.floor((at * order.length) / GROUPS)) as [number, number];
    let own = 0;
    let expected = 0;
    for (const row of order.subarray(from, to)) {
      own += (actual[row]! - ratio * said[row]!) ** 2;
      expected += ratio * said[row]!;
      saidSquares += (ratio * said[row]!) ** 2;
    }
    squares += own;
    cuts.push(ratio * said[order[to - 1]!]!);
    errors.push(expected > 0 ? Math.sqrt(own) / expected : 0);
  }
  return { ratio, noise: squares / saidSquares, cuts, errors };
}

/** What the loss model says of rows with their answers, made right on average. */
export function lossesSaid(loss: LossModel, table: Table, scores: Scores, schema: ModelSchema): Float64Array {
  const { ratio } = fitOf(loss);
  return score(loss.model, withAnswer(table, scores, schema)).values.map((x) => ratio * Math.max(0, x));
}

/** Do losses come as large as the loss model says? Relative to the mean loss. */
export function lossGap(loss: LossModel, said: Float64Array, actual: Float64Array): Gap {
  const { noise } = fitOf(loss);
  const gap = calibrationGap(said, actual, (row) => noise * said[row]! ** 2);
  const mean = sum(actual) / Math.max(1, actual.length);
  return { ...gap, size: mean > 0 ? gap.size / mean : 0 };
}

function meanLoss(loss: LossModel, said: Float64Array): { mean: number; low: number; high: number } {
  const { noise, cuts, errors } = fitOf(loss);
  const rows = said.length;
  const mean = sum(said) / rows;
  const spread = said.reduce((total, x) => total + (x - mean) ** 2, 0) / rows;
  const chance = (noise * said.reduce((total, x) => total + x * x, 0)) / rows;
  const ofGroup = new Float64Array(GROUPS);
  for (const x of said) {
    const group = cuts.findIndex((cut) => x <= cut);
    ofGroup[group < 0 ? GROUPS - 1 : group]! += x;
  }
  const learnt = ofGroup.reduce((total, x, group) => total + (x * errors[group]!) ** 2, 0) / rows ** 2;
  const half = WIDTH * Math.sqrt(learnt + (spread + chance) / rows);
  return { mean, low: Math.max(0, mean - half), high: mean + half };
}

/** @param scores of answered rows, none NaN */
export function estimateNumbers(
  { absolute, squared }: NumberEstimator,
  table: Table,
  scores: Scores,
  schema: ModelSchema,
): { metrics: Metrics; intervals: Intervals } {
  const mae = meanLoss(absolute, lossesSaid(absolute, table, scores, schema));
  const mse = meanLoss(squared, lossesSaid(squared, table, scores, schema));
  return {
    metrics: { mae: mae.mean, mse: mse.mean, rmse: Math.sqrt(mse.mean) },
    intervals: {
      mae: [mae.low, mae.high],
      mse: [mse.low, mse.high],
      rmse: [Math.sqrt(mse.low), Math.sqrt(mse.high)],
    },
  };
}

/** The gap of the held-out losses, by models that were fitted on other rows. */
export function heldOutLossGap({ absolute }: NumberEstimator): Gap {
  const { ratio } = fitOf(absolute);
  return lossGap(
    absolute,
    absolute.said.map((x) => ratio * x),
    absolute.actual,
  );
}
