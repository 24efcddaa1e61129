import { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { takeRows } from "../../data/index.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { outputNames, readOutputs, toFeeds } from "./index.ts";

describe("feeds", () => {
  test("one tensor [N, 1] per feature, missing cells as NaN or an empty text", () => {
    const table = takeRows(randomTable("binary", 200, 1), [0, 1, 2]);
    const [value, , city, , , day] = table.columns;
    if (value?.kind !== "number" || city?.kind !== "text" || day?.kind !== "datetime") throw new Error("another table");
    value.values[1] = Number.NaN;
    city.codes[2] = -1;
    day.values[0] = Number.NaN;
    const feeds = toFeeds(randomSchema("binary"), table);
    expect(Object.keys(feeds)).toEqual(["value", "height", "city", "shop", "open", "day"]);
    expect(Object.values(feeds).map(({ type }) => type)).toEqual([
      "float32",
      "float32",
      "string",
      "string",
      "string",
      "float64",
    ]);
    for (const { dims } of Object.values(feeds)) expect(dims).toEqual([3, 1]);
    expect(feeds.value!.data[0]).toBe(Math.fround(value.values[0]!));
    expect(feeds.value!.data[1]).toBeNaN();
    expect(feeds.city!.data[2]).toBe("");
    expect(feeds.day!.data[0]).toBeNaN();
    expect(feeds.day!.data[1]).toBe(day.values[1]);
  });
});

describe("outputs", () => {
  test("step aside where a feature has their name", () => {
    expect(outputNames(["a"])).toEqual({ value: "value", probabilities: "probabilities", label: "label" });
    expect(outputNames(["value", "predicted_value", "label"])).toEqual({
      value: "predicted_predicted_value",
      probabilities: "probabilities",
      label: "predicted_label",
    });
  });

  test("are read by task", () => {
    const probabilities = new Tensor("float64", Float64Array.of(0.25, 0.75), [1, 2]);
    const label = new Tensor("string", ["yes"], [1]);
    expect(readOutputs("binary", { label, probabilities })).toEqual({
      outputs: 2,
      values: Float64Array.of(0.25, 0.75),
    });
    const value = new Tensor("float64", Float64Array.of(1, 2), [2, 1]);
    expect(readOutputs("regression", { predicted_value: value })).toEqual({
      outputs: 1,
      values: Float64Array.of(1, 2),
    });
    expect(() => readOutputs("regression", { probabilities })).toThrow("no output value");
  });
});
