/** What boosting descends. The derivatives are a kernel's (kernels/assembly/losses.ts). */
import { HomeostatError } from "../../../contract/index.ts";
import type { Link } from "../../model.ts";
import type { Labels, Parameters } from "../learner.ts";
import { numberSetting, oneOf } from "../settings.ts";
import { classShares, weightedMean, weightedQuantile } from "../weighted.ts";

export interface Loss {
  /** Its number in the kernel, and the number that it takes. */
  kernel: number;
  setting: number;
  link: Link;
  /** Raw scores before the first tree: the best constant. */
  base: number[];
  /** Loss of one row with its raw scores; without what does not depend on them. */
  value(scores: readonly number[], label: number): number;
  /** Set where a leaf is worth a quantile of its rows' residuals instead of a Newton step. */
  quantile: number | null;
}

/** Kept off 0 and 1 so that logarithms are finite. */
const kept = (share: number): number => Math.min(1 - 1e-12, Math.max(1e-12, share));

/** log(1 + exp(x)) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function squared(values: Float64Array, weights: Float64Array | undefined): Loss {
  return {
    kernel: 0,
    setting: 0,
    link: "identity",
    base: [weightedMean(values, weights)],
    value: ([score], label) => (score! - label) ** 2,
    quantile: null,
  };
}

function logistic(values: Int32Array, weights: Float64Array | undefined): Loss {
  const positive = kept(classShares(values, 2, weights)[1]!);
  return {
    kernel: 1,
    setting: 0,
    link: "sigmoid",
    base: [Math.log(positive / (1 - positive))],
    value: ([score], label) => softplus(label === 1 ? -score! : score!),
    quantile: null,
  };
}

function softmax(values: Int32Array, classes: number, weights: Float64Array | undefined): Loss {
  return {
    kernel: 2,
    setting: 0,
    link: "softmax",
    base: classShares(values, classes, weights).map((share) => Math.log(kept(share))),
    value: (scores, label) => {
      const top = Math.max(...scores);
      return top - scores[label]! + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
    },
    quantile: null,
  };
}

/** Added to the raw score in the hessian, as LightGBM's poisson_max_delta_step: shorter, safer steps. */
const POISSON_CAUTION = 0.7;

function poisson(values: Float64Array, weights: Float64Array | undefined): Loss {
  if (values.some((value) => value < 0))
    throw new HomeostatError("WRONG_USE", { reason: "the poisson loss is for targets of 0 and more." });
  return {
    kernel: 3,
    setting: POISSON_CAUTION,
    link: "exponential",
    base: [Math.log(Math.max(weightedMean(values, weights), 1e-12))],
    value: ([score], label) => Math.exp(score!) - label * score!,
    quantile: null,
  };
}

/** Koenker & Bassett 1978. */
function quantile(values: Float64Array, level: number, weights: Float64Array | undefined): Loss {
  return {
    kernel: 4,
    setting: level,
    link: "identity",
    base: [weightedQuantile(values, level, weights)],
    value: ([score], label) => (label >= score! ? level * (label - score!) : (1 - level) * (score! - label)),
    quantile: level,
  };
}

/** Reads `loss` (numbers only) and `quantile`. Throws WRONG_USE. */
export function lossFor(labels: Labels, parameters: Parameters, weights: Float64Array | undefined): Loss {
  const name = oneOf(parameters, "loss", ["default", "poisson", "quantile"]);
  if (name !== "default" && labels.task !== "regression")
    throw new HomeostatError("WRONG_USE", { reason: `the ${name} loss is for numbers, and the target has classes.` });
  if (labels.task === "binary") return logistic(labels.values, weights);
  if (labels.task === "multiclass") return softmax(labels.values, labels.classes, weights);
  const { values } = labels as Extract<Labels, { task: "regression" }>;
  if (name === "poisson") return poisson(values, weights);
  if (name === "quantile") return quantile(values, numberSetting(parameters, "quantile", 0.001, 0.999), weights);
  return squared(values, weights);
}
