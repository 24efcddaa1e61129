import { describe, expect, test } from "vitest";
import type { ModelSchema } from "../contract/index.ts";
import type { Column } from "./table.ts";
import { countLabels, encodeTarget, labelText } from "./target.ts";

const text = (levels: string[], codes: number[]): Column => ({
  name: "y",
  kind: "text",
  levels,
  codes: Int32Array.from(codes),
});
const numbers = (...values: number[]): Column => ({ name: "y", kind: "number", values: Float64Array.from(values) });
const schema = (classes: ModelSchema["classes"], task: ModelSchema["task"] = "multiclass"): ModelSchema => ({
  task,
  target: "y",
  classes,
  positive: null,
  features: [],
  time: [],
});
const labels = (column: Column) => countLabels(column).map(({ label }) => label);

describe("labels", () => {
  test("stand as they stood in the data", () => {
    expect(labels(numbers(2, 0, 2, Number.NaN))).toEqual([0, 2]);
    expect(labels(text(["UP", "DOWN", "unused"], [0, 1, -1]))).toEqual(["DOWN", "UP"]);
    expect(labels(text(["1", "2"], [0, 1]))).toEqual([1, 2]);
    expect(labels(text(["001", "2"], [0, 1]))).toEqual(["001", "2"]);
    expect(labels(text(["TRUE", "FALSE"], [0, 1]))).toEqual([false, true]);
    expect([1, "UP", true].map(labelText)).toEqual(["1", "UP", "true"]);
  });
});

describe("encodeTarget", () => {
  test("gives class indices, NaN for missing and unknown", () => {
    expect([...encodeTarget(text(["UP", "DOWN", "?"], [0, 1, 2, -1]), schema(["DOWN", "UP"]))]).toEqual([
      1,
      0,
      Number.NaN,
      Number.NaN,
    ]);
    expect([...encodeTarget(numbers(5, 3, 4, Number.NaN), schema([3, 5]))]).toEqual([1, 0, Number.NaN, Number.NaN]);
    expect([...encodeTarget(text(["True", "FALSE"], [0, 1]), schema([false, true]))]).toEqual([1, 0]);
  });

  test("gives the numbers themselves for regression", () => {
    expect([...encodeTarget(numbers(1.5, Number.NaN), schema([], "regression"))]).toEqual([1.5, Number.NaN]);
  });
});
