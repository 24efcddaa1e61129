import { describe, expect, test } from "vitest";
import type { FittedModel } from "../train/index.ts";
import { leader, recipesOf } from "./recipes.ts";

const fitted = (learner: FittedModel["learner"], parameters: FittedModel["parameters"]): FittedModel => ({
  ...{ format: 1, task: "binary", classes: [0, 1], positive: 1, learner, parameters, encodings: [] },
  predictor: { kind: "constant", outputs: [0], link: "sigmoid" },
  ...{ target: { center: 0, scale: 1 }, threshold: null, interval: null },
});

describe("the race of recipes", () => {
  test("boosting has a calmer form; what it does not name stays", () => {
    const [own, calmer] = recipesOf(
      fitted("gradient_boosting", { trees: 100, bins: 255, min_leaf_rows: 20, l2: 0, leaves: 31 }),
    );
    expect(own).toMatchObject({ name: "as trained", fitted: { parameters: { trees: 100 } } });
    expect(calmer!.fitted.parameters).toEqual({ trees: 40, bins: 31, min_leaf_rows: 100, l2: 20, leaves: 31 });
  });

  test("other learners race alone", () => {
    expect(recipesOf(fitted("ridge", { alpha: 1 })).map(({ name }) => name)).toEqual(["as trained"]);
  });

  test("the smaller losses lead, each test counting alike", () => {
    expect(leader([])).toBe("as trained");
    expect(leader([{ "as trained": 0.6, calmer: 0.5 }])).toBe("calmer");
    expect(
      leader([
        { "as trained": 0.6, calmer: 0.5 },
        { "as trained": 100, calmer: 120 },
      ]),
    ).toBe("as trained");
    expect(leader([{ "as trained": 0.6 }])).toBe("as trained");
  });
});
