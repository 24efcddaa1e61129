/** Random forest (Breiman 2001): trees on bootstrap samples, each split the best of a few random columns. */
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

export const randomForest: Learner = {
  name: "random_forest",
  tasks: ["binary", "multiclass", "regression"],
  input: "native",
  defaults,
  portfolio: [
    { ...defaults, min_leaf_rows: 5 },
    { ...defaults, max_features: 0.5, min_leaf_rows: 3 },
    { ...defaults, trees: 300, min_leaf_rows: 10 },
    { ...defaults, max_features: 0.7, min_leaf_rows: 20 },
  ],
  fit: (matrix, labels, parameters, context) =>
    fitForest(
      matrix,
      labels,
      { ...forestSettings(parameters, matrix, labels), bootstrap: true, randomCuts: false },
      { ...context, weights: rowWeights(labels, parameters, context) },
    ),
};
