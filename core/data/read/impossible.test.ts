import { describe, expect, test } from "vitest";
import { extentOf } from "./extent.ts";
import { cannotBeZero, clearImpossible } from "./impossible.ts";

const cleared = (name: string, values: Float64Array) =>
  clearImpossible({ name, kind: "number", values }, extentOf(values));

const column = (...parts: number[][]) => Float64Array.from(parts.flat());
const repeat = (value: number, times: number) => new Array<number>(times).fill(value);
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);

describe("impossible zeros", () => {
  test("are found by name and by distance, made missing and explained", () => {
    const values = column(repeat(0, 5), range(44, 120));
    expect(cleared("Glucose", values)).toEqual([
      { column: "Glucose", token: "0", count: 5, source: "rule", reason: "impossible: next value is 44" },
    ]);
    expect(values.filter(Number.isNaN)).toHaveLength(5);
  });

  test.each([
    "BloodPressure",
    "blood_pressure",
    "SkinThickness",
    "BMI",
    "bmi_kg_m2",
    "Resting BP",
    "serum cholesterol",
  ])("%s cannot be zero", (name) => expect(cannotBeZero(name)).toBe(true));

  test.each([
    "windspeed",
    "capital-gain",
    "Pregnancies",
    "price",
    "weight_change",
    "pressure_diff",
    "BMI class",
    "lightweighted",
  ])("%s may be zero", (name) => expect(cannotBeZero(name)).toBe(false));

  test("zeros that continue the values stay", () => {
    const values = column(repeat(0, 5), range(1, 40));
    expect(cleared("insulin", values)).toEqual([]);
    expect(cleared("weight", column([-1, 0, 0], range(30, 90)))).toEqual([]);
  });

  test("isolated zeros of other quantities stay", () => {
    expect(cleared("capital_gain", column(repeat(0, 500), range(5000, 5100)))).toEqual([]);
  });
});

describe("sentinels", () => {
  const found = (values: Float64Array) => cleared("sensor", values).map(({ token, count }) => [token, count]);

  test("−200 below positive measurements, whatever their size", () => {
    expect(found(column(repeat(-200, 30), range(0.1, 11.9, 0.1)))).toEqual([["-200", 30]]);
    expect(found(column(repeat(-200, 30), range(383, 2775, 7)))).toEqual([["-200", 30]]);
    expect(found(column(repeat(-200, 30), range(-1.9, 44.6, 0.5)))).toEqual([["-200", 30]]);
  });

  test("999 and 9999 far above the rest", () => {
    expect(found(column(repeat(999, 3), range(18, 90)))).toEqual([["999", 3]]);
    expect(found(column(repeat(9999, 3), range(100, 180)))).toEqual([["9999", 3]]);
  });

  test("one at either end", () => {
    expect(found(column(repeat(-999, 30), repeat(9999, 30), range(1, 90)))).toEqual([
      ["-999", 30],
      ["9999", 30],
    ]);
  });

  test("days that databases know as none, far from the others", () => {
    const days = Float64Array.from({ length: 300 }, (_, i) => Date.UTC(2020, 0, 1 + i));
    const values = column([...days], repeat(Date.UTC(9999, 11, 31), 12));
    const dates = { name: "discharge", kind: "datetime", values, format: "iso" } as const;
    expect(clearImpossible(dates, extentOf(values))).toMatchObject([
      { token: "9999-12-31", count: 12, source: "rule" },
    ]);
    const births = column(
      range(0, 100).map((year) => Date.UTC(1900 + year, 0, 1)),
      repeat(Date.UTC(1900, 0, 1), 3),
    );
    expect(clearImpossible({ ...dates, values: births }, extentOf(births))).toEqual([]);
  });

  test("a cap, a rounded price, a single outlier and ordinary negatives stay", () => {
    expect(found(column(repeat(0, 900), repeat(99999, 24), range(100, 41310, 205)))).toEqual([]);
    expect(found(column(repeat(999, 20), range(1, 1500)))).toEqual([]);
    expect(found(column([9999], range(100, 180)))).toEqual([]);
    expect(found(column(repeat(-99, 5), range(-98, 98)))).toEqual([]);
    expect(found(column(repeat(999, 10), repeat(1, 10)))).toEqual([]);
  });
});
