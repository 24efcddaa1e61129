/** Ordinary least squares: the coefficients that minimise the squared error, of least norm where several do. */
import { HomeostatError } from "../../contract/index.ts";
import type { Matrix, Predictor } from "../model.ts";
import type { FitContext, Labels, Learner, Parameters } from "./learner.ts";
import { leastSquares } from "./linear/least-squares.ts";

/** Throws TARGET_UNSUITABLE on class labels. */
export function fitLeastSquares(matrix: Matrix, labels: Labels, penalty: number, context: FitContext): Predictor {
  if (labels.task !== "regression")
    throw new HomeostatError("TARGET_UNSUITABLE", {
      target: "The target",
      task: labels.task,
      reason: "least squares predicts numbers",
    });
  const { coefficients, bias } = leastSquares(matrix, labels.values, penalty, context);
  return { kind: "linear", weights: [coefficients], bias: [bias], link: "identity" };
}

export const linearRegression: Learner = {
  name: "linear_regression",
  tasks: ["regression"],
  input: "dense",
  defaults: {},
  fit: (matrix: Matrix, labels: Labels, _parameters: Parameters, context: FitContext) =>
    fitLeastSquares(matrix, labels, 0, context),
};
