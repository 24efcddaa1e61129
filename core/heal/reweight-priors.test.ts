import { describe, expect, test } from "vitest";
import { type FittedModel, type Predictor, scoreMatrix } from "../train/index.ts";
import { withPriors } from "./reweight-priors.ts";

const model = (predictor: Predictor, task: FittedModel["task"] = "binary"): FittedModel => ({
  ...{ format: 1, task, classes: [0, 1], positive: 1, learner: "logistic_regression", parameters: {} },
  ...{ encodings: [], predictor, target: { center: 0, scale: 1 }, threshold: null, interval: null },
});

describe("prior odds", () => {
  test("a sigmoid's bias moves by the change of the log odds: Bayes' rule exactly", () => {
    const fitted = model({ kind: "linear", weights: [Float64Array.of(1)], bias: [0.3], link: "sigmoid" });
    const corrected = withPriors(fitted, [0.5, 0.5], [0.1, 0.9])!.predictor;
    if (corrected.kind !== "linear") throw new Error("the kind of predictor has changed");
    expect(corrected.bias[0]).toBeCloseTo(0.3 + Math.log(9), 12);
    const p = 1 / (1 + Math.exp(-0.3));
    const bayes = (p * 0.9) / (p * 0.9 + (1 - p) * 0.1);
    expect(1 / (1 + Math.exp(-(0.3 + Math.log(9))))).toBeCloseTo(bayes, 12);
  });

  test("a softmax moves class by class; the model before is left as it was", () => {
    const fitted = model({ kind: "constant", outputs: [0, 0, 0], link: "softmax" }, "multiclass");
    const corrected = withPriors(fitted, [0.2, 0.3, 0.5], [0.4, 0.3, 0.3])!.predictor;
    expect(corrected).toMatchObject({ outputs: [Math.log(2), 0, Math.log(0.6)] });
    expect(fitted.predictor).toMatchObject({ outputs: [0, 0, 0] });
  });

  test("calibrated probabilities are moved after their calibration, whatever the predictor: Bayes' rule exactly", () => {
    const voting: Predictor = { kind: "constant", outputs: [0.4, 0.6], link: "identity" };
    const fitted = { ...model(voting), calibration: { slope: 0.5, offsets: [0, 0.2], smoothing: 0.01 } };
    const answer = (one: FittedModel): number => scoreMatrix(one, { rows: 1, columns: [] }).values[1]!;
    const p = answer(fitted);
    const bayes = (p * 0.9) / (p * 0.9 + (1 - p) * 0.1);
    expect(answer(withPriors(fitted, [0.5, 0.5], [0.1, 0.9])!)).toBeCloseTo(bayes, 12);
  });

  test("shares that vote, and numbers, cannot be corrected this way", () => {
    const voting = model({ kind: "trees", trees: [], base: [0, 0], aggregate: "mean", link: "identity" });
    expect(withPriors(voting, [0.5, 0.5], [0.1, 0.9])).toBeNull();
    const number = model({ kind: "constant", outputs: [1], link: "identity" }, "regression");
    expect(withPriors(number, [1], [1])).toBeNull();
  });
});
