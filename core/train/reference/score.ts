/** The reference predictor: what a fitted model means. Slow and obvious beside ONNX, and the judge of it. */
import type { Task } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { FittedModel, Matrix, Predictor } from "../model.ts";
import { encode } from "../preprocess/index.ts";
import { numbers, probabilities } from "./link.ts";
import { sumTrees } from "./trees.ts";

export interface Scores {
  /** 1 for regression, else the number of classes. */
  outputs: number;
  /** rows × outputs: the value, or a probability per class. */
  values: Float64Array;
}

function linear({ weights, bias }: Extract<Predictor, { kind: "linear" }>, matrix: Matrix): Float64Array {
  const outputs = weights.length;
  const raw = new Float64Array(matrix.rows * outputs);
  weights.forEach((weight, k) => {
    for (let row = 0; row < matrix.rows; row++) raw[row * outputs + k] = bias[k]!;
    matrix.columns.forEach(({ values }, column) => {
      const slope = weight[column]!;
      if (slope === 0) return;
      for (let row = 0; row < matrix.rows; row++) raw[row * outputs + k]! += slope * values[row]!;
    });
  });
  return raw;
}

function constant({ outputs }: Extract<Predictor, { kind: "constant" }>, rows: number): Float64Array {
  return Float64Array.from({ length: rows * outputs.length }, (_, i) => outputs[i % outputs.length]!);
}

/** Raw outputs before the link, rows × outputs. */
export function rawScores(predictor: Predictor, matrix: Matrix): Float64Array {
  if (predictor.kind === "trees") return sumTrees(predictor, matrix);
  return predictor.kind === "linear" ? linear(predictor, matrix) : constant(predictor, matrix.rows);
}

/** Raw outputs per row. */
export const rawWidth = (predictor: Predictor): number => {
  if (predictor.kind === "trees") return predictor.base.length;
  return predictor.kind === "linear" ? predictor.weights.length : predictor.outputs.length;
};

/** Raw outputs → what is answered; `target` undoes the standardised target of a regression. */
export function scoresOf(
  raw: Float64Array,
  predictor: Predictor,
  task: Task,
  target: { center: number; scale: number },
): Scores {
  if (task === "regression")
    return { outputs: 1, values: numbers(raw, predictor.link).map((x) => target.center + target.scale * x) };
  const width = rawWidth(predictor);
  return { outputs: predictor.link === "sigmoid" ? 2 : width, values: probabilities(raw, width, predictor.link) };
}

/** Scores an encoded matrix. */
export const scoreMatrix = (
  predictor: Predictor,
  matrix: Matrix,
  task: Task,
  target: { center: number; scale: number },
): Scores => scoresOf(rawScores(predictor, matrix), predictor, task, target);

/**
 * @param table holds every feature of the model, in any order; other columns are ignored
 * @example score(model, table).values[0] // the first row's value, or the probability of its first class
 */
export const score = (model: FittedModel, table: Table): Scores =>
  scoreMatrix(model.predictor, encode(model.encodings, table), model.task, model.target);
