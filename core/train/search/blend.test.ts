import { describe, expect, test } from "vitest";
import type { LearnerName } from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";
import { LEARNERS } from "../learners/index.ts";
import { score } from "../reference/index.ts";
import { parseModel, serializeModel } from "../serialize.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { findBlend, greedyWeights, recipeOf } from "./blend.ts";
import { fitRecipe, preparedOnce } from "./fit-model.ts";
import type { Held } from "./held.ts";
import { refit } from "./refit.ts";
import { labelledRows } from "./rows.ts";
import { newTrial, oriented, type Trial } from "./trial.ts";

const setting = {
  schema: randomSchema("regression"),
  metric: "rmse" as const,
  threshold: null,
  fit: { seed: 1, threads: 1, cancelled: () => false, now: () => 0 },
};
const FOLDS = 3;
const ROWS = 200;
const truths = Array.from({ length: FOLDS }, (_, fold) => {
  const rng = createRng(fold);
  return Float64Array.from({ length: ROWS }, () => rng.normal());
});

/** A trial whose errors are its own, plus a share of those that all have. */
function trialOf(learner: LearnerName, seed: number, own: number, shared: number): Trial {
  const rng = createRng(1000 + seed);
  const common = createRng(999);
  const held = truths.map((truth): Held => {
    const values = truth.map((x) => x + own * rng.normal() + shared * common.normal());
    return { scores: { outputs: 1, values }, truth };
  });
  const rmse = ({ scores, truth }: Held): number =>
    Math.sqrt(truth.reduce((sum, x, row) => sum + (x - scores.values[row]!) ** 2, 0) / truth.length);
  return {
    ...newTrial(LEARNERS[learner], { made: seed }),
    held,
    scores: held.map((part) => oriented("rmse", rmse(part))),
  };
}

describe("a blend", () => {
  const [one, two, weak] = [trialOf("ridge", 1, 1, 0), trialOf("extra_trees", 2, 1, 0), trialOf("ridge", 3, 5, 0)];

  test("of two that err apart wins, by about what the average must gain", () => {
    const { members, gain, held } = findBlend([one, two, weak], one, FOLDS, setting)!;
    expect(members.map(({ trial }) => trial).slice(0, 2)).toEqual([one, two]);
    expect(members[0]!.weight).toBeCloseTo(0.5, 0);
    expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(gain).toBeCloseTo(Math.log(Math.SQRT2), 1);
    expect(held.map(({ truth }) => truth)).toEqual(truths);
  });

  test("of trials that make the same errors, or of one good and one bad, is none", () => {
    expect(findBlend([one, trialOf("extra_trees", 1, 1, 0)], one, FOLDS, setting)).toBeNull();
    expect(findBlend([one, trialOf("extra_trees", 4, 40, 0)], one, FOLDS, setting)).toBeNull();
  });

  test("what is no gain beyond noise is none, hardly ever", () => {
    const found = Array.from({ length: 30 }, (_, seed) => {
      const best = trialOf("ridge", 50 + seed, 0.02, 1);
      return findBlend([best, trialOf("extra_trees", 90 + seed, 0.4, 1)], best, FOLDS, setting);
    }).filter(Boolean);
    expect(found.length).toBeLessThanOrEqual(3);
  });

  test("takes at most four members, and a single validation part will do", () => {
    const many = Array.from({ length: 8 }, (_, seed) => trialOf("ridge", 10 + seed, 1, 0));
    const { members, held } = findBlend(many, many[0]!, 1, setting)!;
    expect(members.length).toBeLessThanOrEqual(4);
    expect(held.map(({ truth }) => truth)).toEqual(truths.slice(0, 1));
  });

  test("weights follow the probability of the truth for classes", () => {
    const sure = (p: number): Held => ({
      scores: { outputs: 2, values: Float64Array.of(1 - p, p, 1 - p, p) },
      truth: Float64Array.of(1, 1),
    });
    expect(greedyWeights([[sure(0.2)], [sure(0.9)]], false)).toEqual([0, 1]);
  });
});

describe.each(["binary", "regression"] as const)("a blend's recipe, %s", (task) => {
  const schema = randomSchema(task);
  const table = randomTable(task, 200, 1);
  const few = { ...LEARNERS.extra_trees.defaults, trees: 8 };
  const calibration = { slope: 0.8, offsets: [0, 0.3], smoothing: 0.01 };
  const linear = task === "binary" ? "logistic_regression" : "ridge";
  const recipe = {
    ...recipeOf({
      members: [
        { trial: newTrial(LEARNERS[linear], LEARNERS[linear].defaults), weight: 0.25 },
        { trial: newTrial(LEARNERS.extra_trees, few), weight: 0.75 },
      ],
      gain: 1,
      held: [],
    }),
    ...(task === "binary" ? { calibration } : {}),
  };
  const prepared = preparedOnce(labelledRows(table, schema), schema, 1);
  const { model } = fitRecipe(recipe, prepared, schema, setting.fit);

  test("answers the weighted average of its members", () => {
    const { calibration: _, ...plain } = model;
    const parts = recipe.members!.map(({ learner, parameters }) =>
      score(fitRecipe({ learner, parameters }, prepared, schema, setting.fit).model, table),
    );
    const blended = score(plain, table);
    blended.values.forEach((value, i) => {
      expect(value).toBeCloseTo(0.25 * parts[0]!.values[i]! + 0.75 * parts[1]!.values[i]!, 9);
    });
  });

  test("is refitted whole, with its calibration, and stored without loss", () => {
    const again = refit(model, table, schema, { seed: 1, threads: 1 });
    expect(serializeModel(again)).toBe(serializeModel(model));
    expect(parseModel(serializeModel(model))).toEqual(model);
    const other = refit(model, randomTable(task, 150, 2), schema, { seed: 1, threads: 1 });
    expect(other).toMatchObject({ learner: "blend", members: recipe.members! });
    expect(other.calibration).toEqual(task === "binary" ? calibration : undefined);
  });

  test("without members is refused", () => {
    expect(() => fitRecipe({ learner: "blend", parameters: {} }, prepared, schema, setting.fit)).toThrow("no members");
  });
});
