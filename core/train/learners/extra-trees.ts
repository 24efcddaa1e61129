/** Extremely randomised trees (Geurts et al. 2006): all rows, one random cut per tried column. */
import { fitForest } from "./forest/forest.ts";
import { forestSettings } from "./forest/forest-settings.ts";
import type { Learner, Parameters } from "./learner.ts";
import { rowWeights } from "./row-weights.ts";

const defaults = {
  trees: 100,
  max_features: null,
  min_leaf_rows: null,
  max_depth: null,
  class_weight: null,
} satisfies Parameters;

export const extraTrees: Learner = {
  name: "extra_trees",
  tasks: ["binary", "multiclass", "regression"],
  input: "native",
  defaults,
  portfolio: [
    { ...defaults, max_features: 0.7, min_leaf_rows: 3 },
    { ...defaults, max_features: "all", min_leaf_rows: 5 },
    { ...defaults, trees: 300, max_features: 0.7, min_leaf_rows: 10 },
  ],
  fit: (matrix, labels, parameters, context) =>
    fitForest(
      matrix,
      labels,
      { ...forestSettings(parameters, matrix, labels), bootstrap: false, randomCuts: true },
      { ...context, weights: rowWeights(labels, parameters, context) },
    ),
};
