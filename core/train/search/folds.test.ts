import { describe, expect, test } from "vitest";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { FEW_FOLDS_ROWS, type FoldOptions, innerFolds, repeatsFor, VALIDATION_ROWS } from "./folds.ts";
import { type LabelledRows, labelledRows } from "./rows.ts";

const rowsOf = (rows: number): LabelledRows => labelledRows(randomTable("binary", rows, 1), randomSchema("binary"));
const options = (changes: Partial<FoldOptions> = {}): FoldOptions => ({
  task: "binary",
  time: [],
  group: undefined,
  seed: 1,
  ...changes,
});

describe("inner folds", () => {
  test("five, each row judged once, each with its share of positives", () => {
    const rows = rowsOf(203);
    const folds = innerFolds(rows, options(), 0);
    expect(folds.flatMap(({ test: judged }) => [...judged]).toSorted((a, b) => a - b)).toEqual([...rows.target.keys()]);
    const positives = rows.target.reduce((sum, x) => sum + x, 0) / 203;
    for (const { train, test: judged } of folds) {
      expect(train.length + judged.length).toBe(203);
      const share = judged.reduce((sum, row) => sum + rows.target[row]!, 0) / judged.length;
      expect(Math.abs(share - positives)).toBeLessThan(0.03);
    }
  });

  test("dealt anew with each repeat, the same with the same seed", () => {
    const rows = rowsOf(100);
    expect(innerFolds(rows, options(), 0)).toEqual(innerFolds(rows, options(), 0));
    expect(innerFolds(rows, options(), 1)).not.toEqual(innerFolds(rows, options(), 0));
    expect([repeatsFor(500, options()), repeatsFor(1500, options()), repeatsFor(4000, options())]).toEqual([3, 2, 1]);
    expect(repeatsFor(500, options({ time: ["day"] }))).toBe(1);
  });

  test("by time: the past teaches, what comes next judges", () => {
    const rows = rowsOf(120);
    const day = rows.table.columns.find(({ name }) => name === "day");
    if (day?.kind !== "datetime") throw new Error("no dates");
    const folds = innerFolds(rows, options({ time: ["day"] }), 0);
    expect(folds).toHaveLength(5);
    const at = (row: number) => (Number.isNaN(day.values[row]!) ? Number.NEGATIVE_INFINITY : day.values[row]!);
    for (const { train, test: judged } of folds)
      expect(Math.max(...Array.from(train, at))).toBeLessThanOrEqual(Math.min(...Array.from(judged, at)));
  });

  test("by group: no group on both sides", () => {
    const rows = rowsOf(150);
    const city = rows.table.columns.find(({ name }) => name === "city");
    if (city?.kind !== "text") throw new Error("no cities");
    for (const { train, test: judged } of innerFolds(rows, options({ group: "city" }), 0)) {
      const taught = new Set(Array.from(train, (row) => city.codes[row]));
      // Rows without a city are groups of their own.
      taught.delete(-1);
      expect(judged.some((row) => taught.has(city.codes[row]!))).toBe(false);
    }
  });

  test("more rows, fewer folds", () => {
    expect(innerFolds(rowsOf(FEW_FOLDS_ROWS), options(), 0)).toHaveLength(3);
    expect(innerFolds(rowsOf(FEW_FOLDS_ROWS), options({ time: ["day"] }), 0)[0]!.train).toHaveLength(
      FEW_FOLDS_ROWS / 2,
    );
  });

  test("many rows: one validation split", () => {
    const folds = innerFolds(rowsOf(VALIDATION_ROWS), options(), 0);
    expect(folds).toHaveLength(1);
    expect(folds[0]!.test).toHaveLength(VALIDATION_ROWS / 5);
  });
});
