/** The reference predictor: what a fitted model means. Slow and obvious beside ONNX, and the judge of it. */
import type { Task } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { Blend, FittedModel, Matrix, Predictor, TargetScale } from "../model.ts";
import { encode } from "../preprocess/index.ts";
import { calibrated, numbers, probabilities } from "./link.ts";
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

/** @param raws of the members, each rows × its width @returns their answers' weighted average */
function blendAnswers({ members }: Blend, raws: readonly Float64Array[], task: Task): Float64Array {
  const answers = members.map(({ predictor, target }, at) => answersOf(raws[at]!, predictor, task, target));
  const mean = new Float64Array(answers[0]!.length);
  answers.forEach((answer, at) => {
    const { weight } = members[at]!;
    for (let i = 0; i < mean.length; i++) mean[i]! += weight * answer[i]!;
  });
  return mean;
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

/** Raw outputs → values (`target` undoes the standardised one), or probabilities. */
function answersOf(raw: Float64Array, predictor: Predictor, task: Task, target: TargetScale): Float64Array {
  if (task === "regression") return numbers(raw, predictor.link).map((x) => target.center + target.scale * x);
  return probabilities(raw, rawWidth(predictor), predictor.link);
}

/** What a model's answers depend on, besides its raw outputs. */
export type Answering = Pick<FittedModel, "predictor" | "task" | "target" | "classes" | "calibration">;

/** @param raws of the predictor, or of each member of a blend → what is answered */
export function scoresOf(raws: readonly Float64Array[], model: Answering): Scores {
  const { predictor, task, target, classes, calibration } = model;
  const values =
    predictor.kind === "blend" ? blendAnswers(predictor, raws, task) : answersOf(raws[0]!, predictor, task, target);
  const outputs = task === "regression" ? 1 : classes.length;
  return { outputs, values: calibration ? calibrated(values, calibration) : values };
}

/** The predictors that a model's answer is made of. */
export const predictorsOf = (predictor: Predictor | Blend): Predictor[] =>
  predictor.kind === "blend" ? predictor.members.map((member) => member.predictor) : [predictor];

/** Scores an encoded matrix. */
export const scoreMatrix = (model: Answering, matrix: Matrix): Scores =>
  scoresOf(
    predictorsOf(model.predictor).map((predictor) => rawScores(predictor, matrix)),
    model,
  );

/**
 * @param table holds every feature of the model, in any order; other columns are ignored
 * @example score(model, table).values[0] // the first row's value, or the probability of its first class
 */
export const score = (model: FittedModel, table: Table): Scores => scoreMatrix(model, encode(model.encodings, table));
