/** One tree (CART, Breiman et al. 1984): Gini impurity or variance, limited in depth so that it can be read. */
import { fitForest } from "./forest/forest.ts";
import { forestSettings } from "./forest/forest-settings.ts";
import type { Learner, Parameters } from "./learner.ts";
import { rowWeights } from "./row-weights.ts";

const defaults = { max_depth: 8, min_leaf_rows: 5, class_weight: null } satisfies Parameters;

export const decisionTree: Learner = {
  name: "decision_tree",
  tasks: ["binary", "multiclass", "regression"],
  input: "native",
  defaults,
  portfolio: [
    { max_depth: 6, min_leaf_rows: 20 },
    { max_depth: 4, min_leaf_rows: 10 },
    { max_depth: 12, min_leaf_rows: 50 },
    { max_depth: 3, min_leaf_rows: 5 },
  ],
  fit: (matrix, labels, parameters, context) =>
    fitForest(
      matrix,
      labels,
      {
        ...forestSettings({ ...parameters, trees: 1, max_features: "all" }, matrix, labels),
        bootstrap: false,
        randomCuts: false,
      },
      { ...context, weights: rowWeights(labels, parameters, context) },
    ),
};
