/**
 * Histogram gradient boosting (Friedman 2001; LightGBM, Ke et al. 2017): trees grown leaf by leaf on binned cells,
 * each on the gradients that the trees before it left. Missing cells and categories are understood.
 */
import type { Learner, Parameters } from "../learner.ts";
import { boost } from "./boost.ts";

const defaults = {
  trees: 100,
  leaves: 31,
  learning_rate: 0.1,
  bins: 255,
  min_leaf_rows: 20,
  l2: 0,
  max_depth: null,
  row_share: 1,
  column_share: 1,
  growth: "leaf",
  /** Rounds without progress on the rows that are only watched; null: all trees are grown. */
  early_stopping: null,
  validation_share: 0.1,
  /** Numbers: `poisson` for counts, `quantile` for the quantile below. */
  loss: "default",
  quantile: 0.5,
  /** JSON such as {"age":"increasing"}. */
  monotone: null,
  /** `balanced`, or what a row of the positive class counts. */
  class_weight: null,
} satisfies Parameters;

export const gradientBoosting: Learner = {
  name: "gradient_boosting",
  tasks: ["binary", "multiclass", "regression"],
  input: "native",
  defaults,
  portfolio: [
    { ...defaults, trees: 1000, learning_rate: 0.05, column_share: 0.7 },
    {
      ...defaults,
      trees: 1000,
      learning_rate: 0.05,
      leaves: 8,
      min_leaf_rows: 10,
      l2: 3,
      row_share: 0.8,
      column_share: 0.7,
    },
    { ...defaults, trees: 1500, learning_rate: 0.05, leaves: 63, l2: 1, row_share: 0.8, column_share: 0.7 },
    { ...defaults, trees: 800, learning_rate: 0.05, leaves: 4, min_leaf_rows: 5, l2: 1 },
    { ...defaults, trees: 2000, learning_rate: 0.02, leaves: 15, l2: 5, row_share: 0.7, column_share: 0.5 },
    { ...defaults, trees: 1500, learning_rate: 0.05, leaves: 127, l2: 5, row_share: 0.8, column_share: 0.6 },
  ],
  fit: (matrix, labels, parameters, context) => boost(matrix, labels, { ...defaults, ...parameters }, context),
};
