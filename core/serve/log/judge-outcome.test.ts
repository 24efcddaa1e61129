import { expect, test } from "vitest";
import { judgeOutcome } from "./judge-outcome.ts";

const binary = { prediction: 1, probabilities: { "0": 0.2, "1": 0.8 } };
const text = { prediction: "UP", probabilities: { UP: 0.6, DOWN: 0.4 } };

test.each([
  ["an answer nobody gave", null, undefined, 1, "unknown"],
  ["a first outcome", binary, undefined, 0, "accepted"],
  ["the same again", binary, 0, 0, "duplicate"],
  ["another than before", binary, 0, 1, "conflict"],
  ["no label of the model", binary, undefined, 2, "invalid"],
  ["a label in another type than the data has", binary, undefined, "1", "invalid"],
  ["a name that every object inherits", text, undefined, "constructor", "invalid"],
  ["a text label", text, undefined, "DOWN", "accepted"],
  ["a number for numbers", { prediction: 3.5 }, undefined, 4, "accepted"],
  ["a text for numbers", { prediction: 3.5 }, undefined, "4", "invalid"],
  ["NaN for numbers", { prediction: 3.5 }, undefined, Number.NaN, "invalid"],
] as const)("%s is %5$s", (_, answer, known, outcome, result) => {
  expect(judgeOutcome(answer, known, outcome)).toBe(result);
});
