import { expect, test } from "vitest";
import { LearnerName, Task } from "../../contract/index.ts";
import { describeLearner, type Exceptions } from "../../testing/learner-contract.ts";
import { LEARNERS } from "./index.ts";
import type { Parameters } from "./learner.ts";

const withDefaults = (name: LearnerName, changes: Parameters): Parameters => ({
  ...LEARNERS[name].defaults,
  ...changes,
});

const drawn = { tasks: Task.options, reason: "rows and columns are drawn at random, by position" };
const drawsByPosition: Exceptions = { weights: drawn, columnOrder: drawn };
const tiesByPosition: Exceptions = {
  columnOrder: { tasks: ["binary", "multiclass"], reason: "of two equally good splits the first column's is taken" },
};

test("every name of the contract has a learner of that name", () => {
  expect(Object.values(LEARNERS).map(({ name }) => name)).toEqual(LearnerName.options);
});

describeLearner(LEARNERS.baseline);
describeLearner(LEARNERS.linear_regression);
describeLearner(LEARNERS.ridge);
describeLearner(LEARNERS.logistic_regression);
describeLearner(LEARNERS.decision_tree, LEARNERS.decision_tree.defaults, tiesByPosition);
describeLearner(LEARNERS.random_forest, withDefaults("random_forest", { trees: 20 }), drawsByPosition);
describeLearner(LEARNERS.extra_trees, withDefaults("extra_trees", { trees: 20 }), drawsByPosition);
describeLearner(
  LEARNERS.gradient_boosting,
  withDefaults("gradient_boosting", { trees: 10, learning_rate: 0.3, min_leaf_rows: 5 }),
  {
    ...tiesByPosition,
    weights: {
      tasks: ["binary", "multiclass"],
      reason: "a child's rows are told from its hessians, whose last bits differ",
    },
  },
);
describeLearner(LEARNERS.ml_random_forest, withDefaults("ml_random_forest", { trees: 8 }), drawsByPosition);
