/** Logistic regression with an L2 penalty: a sigmoid for two classes, softmax for more; `C` as in scikit-learn. */
import { HomeostatError } from "../../contract/index.ts";
import type { Matrix, Predictor } from "../model.ts";
import { throwIfCancelled } from "./cancel.ts";
import type { FitContext, Labels, Learner, Parameters } from "./learner.ts";
import { LogisticLoss } from "./linear/logistic-loss.ts";
import { minimize } from "./linear/newton-cg.ts";
import { rowWeights } from "./row-weights.ts";
import { numberSetting } from "./settings.ts";

/** Largest component of the mean loss's gradient at the solution. */
const TOLERANCE = 1e-8;

function fit(matrix: Matrix, labels: Labels, parameters: Parameters, context: FitContext): Predictor {
  if (labels.task === "regression")
    throw new HomeostatError("TARGET_UNSUITABLE", {
      target: "The target",
      task: labels.task,
      reason: "logistic regression predicts classes",
    });
  const outputs = labels.task === "binary" ? 1 : labels.classes;
  const poll = () => throwIfCancelled(context);
  const loss = new LogisticLoss({
    matrix,
    values: labels.values,
    outputs,
    weights: rowWeights(labels, parameters, context),
    c: numberSetting(parameters, "C", 1e-9, 1e9),
    poll,
  });
  const solution = minimize(loss, TOLERANCE, poll);
  const stride = matrix.columns.length + 1;
  const starts = Array.from({ length: outputs }, (_, k) => k * stride);
  const bias = starts.map((start) => solution[start + stride - 1]!);
  // Softmax does not see a number added to every intercept; without a penalty on them, they are made to sum to 0.
  const middle = outputs === 1 ? 0 : bias.reduce((sum, one) => sum + one, 0) / outputs;
  return {
    kind: "linear",
    weights: starts.map((start) => solution.slice(start, start + stride - 1)),
    bias: bias.map((one) => one - middle),
    link: outputs === 1 ? "sigmoid" : "softmax",
  };
}

const defaults = { C: 1, class_weight: null } satisfies Parameters;

export const logisticRegression: Learner = {
  name: "logistic_regression",
  tasks: ["binary", "multiclass"],
  input: "dense",
  defaults,
  portfolio: [{ encoding: "curved" }, { C: 0.1 }, { C: 0.1, encoding: "curved" }, { C: 10 }, { C: 0.01 }, { C: 0.001 }],
  fit,
};
