/** What every model must beat: the mean, or the share of each class, whatever the row. */
import type { Predictor } from "../model.ts";
import { throwIfCancelled } from "./cancel.ts";
import type { FitContext, Labels, Learner, Parameters } from "./learner.ts";
import { classShares, weightedMean } from "./weighted.ts";

function fit(_matrix: unknown, labels: Labels, _parameters: Parameters, context: FitContext): Predictor {
  throwIfCancelled(context);
  const { weights } = context;
  const outputs =
    labels.task === "regression"
      ? [weightedMean(labels.values, weights)]
      : classShares(labels.values, labels.classes, weights);
  return { kind: "constant", outputs, link: "identity" };
}

export const baseline: Learner = {
  name: "baseline",
  tasks: ["binary", "multiclass", "regression"],
  input: "native",
  defaults: {},
  fit,
};
