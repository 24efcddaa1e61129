import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type SplitOptions, splitHoldout } from "./split.ts";
import type { Column, Table } from "./table.ts";

const number = (name: string, values: number[]): Column => ({
  name,
  kind: "number",
  values: Float64Array.from(values),
});
const table = (rows: number, ...columns: Column[]): Table => ({ rows, columns });
const labels = (rows: number, positive: number) =>
  Float64Array.from({ length: rows }, (_, i) => (i % 100 < positive ? 1 : 0));
const options = (changes: Partial<SplitOptions>): SplitOptions => ({
  target: new Float64Array(0),
  task: "binary",
  share: 0.2,
  time: [],
  seed: 1,
  ...changes,
});

describe("splitHoldout", () => {
  test("stratified: every class gives its share, 154 of 768 rows", () => {
    const target = labels(768, 35);
    const { kind, train, test: judging } = splitHoldout(table(768), options({ target }));
    expect([kind, train.length, judging.length]).toEqual(["stratified", 614, 154]);
    const share = (rows: Int32Array) => rows.reduce((sum, row) => sum + target[row]!, 0) / rows.length;
    expect(Math.abs(share(train) - share(judging))).toBeLessThan(0.01);
  });

  test("the seed decides, and nothing else", () => {
    const target = labels(300, 40);
    const plan = (seed: number) => splitHoldout(table(300), options({ target, seed })).test;
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  test("every row is on one side exactly (property)", () => {
    const cases = fc.record({
      rows: fc.integer({ min: 2, max: 200 }),
      share: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      kind: fc.constantFrom("binary", "regression", "time", "group"),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(cases, ({ rows, share, kind, seed }) => {
        const column = number(
          "k",
          Array.from({ length: rows }, (_, i) => (i * 7) % 11),
        );
        const plan = splitHoldout(
          table(rows, column),
          options({
            target: labels(rows, 30),
            task: kind === "regression" ? "regression" : "binary",
            share,
            seed,
            time: kind === "time" ? ["k"] : [],
            ...(kind === "group" ? { group: "k" } : {}),
          }),
        );
        const all = [...plan.train, ...plan.test].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: rows }, (_, i) => i));
        expect(plan.train.length).toBeGreaterThan(0);
        expect(plan.test.length).toBeGreaterThan(0);
      }),
    );
  });

  test("by time: the newest judge, rows of one time stay together, missing times are the oldest", () => {
    const days = Array.from({ length: 100 }, (_, i) => Math.floor(((i * 37) % 100) / 4));
    const target = labels(100, 50);
    const {
      kind,
      train,
      test: judging,
    } = splitHoldout(table(100, number("day", days)), options({ target, time: ["day"], share: 0.19 }));
    expect(kind).toBe("time");
    const newest = Math.max(...Array.from(train, (row) => days[row]!));
    expect(Math.min(...Array.from(judging, (row) => days[row]!))).toBeGreaterThan(newest);
    const gaps = table(4, number("day", [3, Number.NaN, 1, 2]));
    expect([...splitHoldout(gaps, options({ time: ["day"], share: 0.5 })).train]).toEqual([1, 2]);
  });

  test("by several time columns, the first counting most; texts count too", () => {
    const day: Column = { name: "day", kind: "text", codes: Int32Array.of(1, 0, 0, 1), levels: ["mon", "tue"] };
    const plan = splitHoldout(
      table(4, day, number("hour", [2, 5, 1, 1])),
      options({ time: ["day", "hour"], share: 0.25 }),
    );
    expect([...plan.train, ...plan.test]).toEqual([2, 1, 3, 0]);
  });

  test("by group: a row without a group is one of its own", () => {
    const groups = Array.from({ length: 90 }, (_, i) => (i < 80 ? Number.NaN : 1));
    const { test: judging } = splitHoldout(
      table(90, number("g", groups)),
      options({ target: labels(90, 50), group: "g" }),
    );
    expect(judging.length).toBeGreaterThanOrEqual(18);
    expect(judging.length).toBeLessThan(28);
  });

  test("by group: a group is on one side only", () => {
    const groups = Array.from({ length: 90 }, (_, i) => i % 9);
    const plan = splitHoldout(table(90, number("g", groups)), options({ target: labels(90, 50), group: "g" }));
    const judging = new Set(Array.from(plan.test, (row) => groups[row]!));
    expect(plan.kind).toBe("group");
    expect(Array.from(plan.train).some((row) => judging.has(groups[row]!))).toBe(false);
    expect(plan.test.length).toBe(20);
  });

  test("refuses one row, and columns that are not there", () => {
    expect(() => splitHoldout(table(1), options({}))).toThrow(expect.objectContaining({ code: "TOO_FEW_ROWS" }));
    expect(() => splitHoldout(table(9), options({ time: ["t"] }))).toThrow(
      expect.objectContaining({ code: "COLUMN_NOT_FOUND" }),
    );
    expect(() => splitHoldout(table(9), options({ group: "g" }))).toThrow(
      expect.objectContaining({ code: "COLUMN_NOT_FOUND" }),
    );
  });
});
