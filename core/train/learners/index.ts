/** The learners by name: each behind one interface, all under one contract suite. */
import type { LearnerName } from "../../contract/index.ts";
import { baseline } from "./baseline.ts";
import { decisionTree } from "./decision-tree.ts";
import { extraTrees } from "./extra-trees.ts";
import { gradientBoosting } from "./gradient-boosting/gradient-boosting.ts";
import type { Learner } from "./learner.ts";
import { linearRegression } from "./linear-regression.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { mlRandomForest } from "./ml-random-forest.ts";
import { randomForest } from "./random-forest.ts";
import { ridge } from "./ridge.ts";

export type { FitContext, Labels, Learner, Parameters } from "./learner.ts";

export const LEARNERS: Record<LearnerName, Learner> = {
  baseline,
  linear_regression: linearRegression,
  ridge,
  logistic_regression: logisticRegression,
  decision_tree: decisionTree,
  random_forest: randomForest,
  extra_trees: extraTrees,
  gradient_boosting: gradientBoosting,
  ml_random_forest: mlRandomForest,
};
