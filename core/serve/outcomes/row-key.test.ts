import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Column, Table } from "../../data/index.ts";
import { salesSchema } from "../testing/tiny-models.ts";
import { keyReader, outcomeOf } from "./row-key.ts";

const column = (name: string, cells: readonly (string | null)[]): Column => {
  const levels = [...new Set(cells.filter((cell) => cell !== null))];
  return {
    name,
    kind: "text",
    levels,
    codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(cell))),
  };
};
const tableOf = (...columns: Column[]): Table => ({
  rows: columns[0]!.kind === "text" ? columns[0]!.codes.length : 0,
  columns,
});

describe("a key is the same however its cells are written", () => {
  const one = (cell: string, sent: unknown): boolean => {
    const reader = keyReader(tableOf(column("k", [cell])), ["k"], salesSchema);
    return reader.ofFile(0).key === reader.ofSent({ k: sent });
  };

  test("numbers by their value, texts and codes letter by letter", () => {
    expect(one("42.0", 42)).toBe(true);
    expect(one(" 42", "42")).toBe(true);
    expect(one("007", 7)).toBe(false);
    expect(one("007", "007")).toBe(true);
    expect(one("9007199254740993", "9007199254740992")).toBe(false);
    expect(one("a", "A")).toBe(false);
  });

  test("days by the day, in the file's own order of day and month", () => {
    expect(one("31/01/2024", "2024-01-31")).toBe(true);
    expect(one("2024-01-31 00:00", "2024-01-31")).toBe(true);
    expect(one("2024-01-31", "2024-01-30")).toBe(false);
  });

  test("a cell that is empty names nothing", () => {
    const reader = keyReader(tableOf(column("k", [null]), column("day", ["x"])), ["k", "day"], salesSchema);
    expect(reader.ofFile(0)).toEqual({ key: null, shown: ["", "x"] });
    for (const input of [{ day: "x" }, { k: "", day: "x" }, { k: null, day: "x" }])
      expect(reader.ofSent(input)).toBeNull();
  });

  test("two keys are equal only where all of their cells are", () => {
    const cell = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const spelled = (value: unknown) => String(value).trim();
    fc.assert(
      fc.property(fc.tuple(cell, cell), fc.tuple(cell, cell), (a, b) => {
        fc.pre([...a, ...b].every((value) => spelled(value) !== ""));
        const reader = keyReader(tableOf(column("x", ["-"]), column("y", ["-"])), ["x", "y"], salesSchema);
        const [left, right] = [a, b].map(([x, y]) => reader.ofSent({ x, y }));
        const isSame = (p: unknown, q: unknown) => spelled(p) === spelled(q) || Number(p) === Number(q);
        if (left === right) expect(isSame(a[0], b[0]) && isSame(a[1], b[1])).toBe(true);
        if (spelled(a[0]) === spelled(b[0]) && spelled(a[1]) === spelled(b[1])) expect(left).toBe(right);
      }),
    );
  });
});

test("an outcome is the label that its text spells, in the type of the data", () => {
  const numbers = { prediction: 1, probabilities: { "0": 0.5, "1": 0.5 } };
  expect(outcomeOf(numbers, "1.0")).toBe(1);
  expect(outcomeOf(numbers, "2")).toBeNull();
  expect(outcomeOf({ prediction: "1", probabilities: { "0": 0.5, "1": 0.5 } }, "1")).toBe("1");
  expect(outcomeOf({ prediction: true, probabilities: { false: 0.5, true: 0.5 } }, "TRUE")).toBe(true);
  expect(outcomeOf({ prediction: "Up", probabilities: { Up: 0.5, up: 0.5 } }, "UP")).toBeNull();
  expect(outcomeOf({ prediction: "Up", probabilities: { Up: 0.5, up: 0.5 } }, "up")).toBe("up");
  expect(outcomeOf({ prediction: 3 }, "12.5")).toBe(12.5);
  expect(outcomeOf({ prediction: 3 }, " ")).toBeNull();
});
