/**
 * Logistic regression with a penalty on squares (`l2`) or on absolute values (`l1`, which leaves columns out): a sigmoid
 * for two classes, softmax for more; `C` as in scikit-learn.
 */
import { HomeostatError } from "../../contract/index.ts";
import type { Matrix, Predictor } from "../model.ts";
import { throwIfCancelled } from "./cancel.ts";
import type { FitContext, Labels, Learner, Parameters } from "./learner.ts";
import { LogisticLoss, totalWeight } from "./linear/logistic-loss.ts";
import { minimize } from "./linear/newton-cg.ts";
import { minimizeSparse } from "./linear/orthant-newton.ts";
import { rowWeights } from "./row-weights.ts";
import { numberSetting, oneOf } from "./settings.ts";

const defaults = { C: 1, penalty: "l2", class_weight: null } satisfies Parameters;

/** Largest component of the mean loss's gradient at the solution. */
const TOLERANCE = 1e-8;

function fit(matrix: Matrix, labels: Labels, given: Parameters, context: FitContext): Predictor {
  if (labels.task === "regression")
    throw new HomeostatError("TARGET_UNSUITABLE", {
      target: "The target",
      task: labels.task,
      reason: "logistic regression predicts classes",
    });
  // Recipes of older versions say less.
  const parameters = { ...defaults, ...given };
  const outputs = labels.task === "binary" ? 1 : labels.classes;
  const poll = () => throwIfCancelled(context);
  const weights = rowWeights(labels, parameters, context);
  const strength = 1 / numberSetting(parameters, "C", 1e-9, 1e9);
  const isSparse = oneOf(parameters, "penalty", ["l2", "l1"]) === "l1";
  const loss = new LogisticLoss({ matrix, values: labels.values, outputs, weights, l2: isSparse ? 0 : strength, poll });
  const stride = matrix.columns.length + 1;
  const perUnknown = () => {
    const each = strength / totalWeight(matrix, weights);
    return Float64Array.from({ length: loss.size }, (_, at) => ((at + 1) % stride === 0 ? 0 : each));
  };
  const solution = isSparse ? minimizeSparse(loss, perUnknown(), TOLERANCE, poll) : minimize(loss, TOLERANCE, poll);
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

const SETTINGS: readonly Parameters[] = [
  { encoding: "curved" },
  { C: 0.1 },
  { C: 0.1, encoding: "curved" },
  { penalty: "l1" },
  { C: 0.1, penalty: "l1" },
  { C: 10 },
  { C: 0.01 },
  { C: 0.001 },
];

export const logisticRegression: Learner = {
  name: "logistic_regression",
  tasks: ["binary", "multiclass"],
  input: "dense",
  defaults,
  portfolio: SETTINGS.map((setting) => ({ ...defaults, ...setting })),
  fit,
};
