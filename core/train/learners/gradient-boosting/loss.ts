/** What boosting descends: first and second derivative of each row's loss in its raw scores. */
import type { Link } from "../../model.ts";
import type { Labels } from "../learner.ts";
import { classShares, weightedMean } from "../weighted.ts";

export interface Loss {
  link: Link;
  /** Raw scores before the first tree: the best constant. */
  base: number[];
  /** Fills one gradient and one hessian array per output; `scores` likewise one per output. */
  derive(scores: readonly Float64Array[], gradients: readonly Float64Array[], hessians: readonly Float64Array[]): void;
}

function applyWeights(arrays: readonly Float64Array[], weights: Float64Array | undefined): void {
  if (weights === undefined) return;
  for (const array of arrays) for (let row = 0; row < array.length; row++) array[row] = array[row]! * weights[row]!;
}

function squaredError(values: Float64Array, weights: Float64Array | undefined): Loss {
  return {
    link: "identity",
    base: [weightedMean(values, weights)],
    derive([score], [gradient], [hessian]) {
      for (let row = 0; row < values.length; row++) gradient![row] = score![row]! - values[row]!;
      hessian!.fill(1);
      applyWeights([gradient!, hessian!], weights);
    },
  };
}

/** Kept off 0 and 1 so that logarithms are finite. */
const kept = (share: number): number => Math.min(1 - 1e-12, Math.max(1e-12, share));

function logistic(values: Int32Array, weights: Float64Array | undefined): Loss {
  const positive = kept(classShares(values, 2, weights)[1]!);
  return {
    link: "sigmoid",
    base: [Math.log(positive / (1 - positive))],
    derive([score], [gradient], [hessian]) {
      for (let row = 0; row < values.length; row++) {
        const p = 1 / (1 + Math.exp(-score![row]!));
        gradient![row] = p - values[row]!;
        hessian![row] = p * (1 - p);
      }
      applyWeights([gradient!, hessian!], weights);
    },
  };
}

/** One output per class; the hessian is scaled by K / (K − 1) as LightGBM does (Friedman 2001). */
function softmax(values: Int32Array, classes: number, weights: Float64Array | undefined): Loss {
  const factor = classes / (classes - 1);
  const p = new Float64Array(classes);
  return {
    link: "softmax",
    base: classShares(values, classes, weights).map((share) => Math.log(kept(share))),
    derive(scores, gradients, hessians) {
      for (let row = 0; row < values.length; row++) {
        let top = Number.NEGATIVE_INFINITY;
        for (let k = 0; k < classes; k++) top = Math.max(top, scores[k]![row]!);
        let total = 0;
        for (let k = 0; k < classes; k++) total += p[k] = Math.exp(scores[k]![row]! - top);
        for (let k = 0; k < classes; k++) {
          const share = p[k]! / total;
          gradients[k]![row] = share - (values[row] === k ? 1 : 0);
          hessians[k]![row] = factor * share * (1 - share);
        }
      }
      applyWeights([...gradients, ...hessians], weights);
    },
  };
}

export function lossFor(labels: Labels, weights: Float64Array | undefined): Loss {
  if (labels.task === "regression") return squaredError(labels.values, weights);
  if (labels.task === "binary") return logistic(labels.values, weights);
  return softmax(labels.values, labels.classes, weights);
}
