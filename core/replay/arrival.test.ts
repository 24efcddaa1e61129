import { describe, expect, test } from "vitest";
import { columnNamed, type Table } from "../data/index.ts";
import { ALL_ARRIVE, arrived } from "./arrival.ts";

const ROWS = 5000;
const block: Table = {
  rows: ROWS,
  columns: [
    { name: "x", kind: "number", values: Float64Array.from({ length: ROWS }, (_, row) => row) },
    { name: "y", kind: "number", values: Float64Array.from({ length: ROWS }, (_, row) => row) },
    { name: "class", kind: "text", codes: Int32Array.from({ length: ROWS }, (_, row) => row % 2), levels: ["a", "b"] },
  ],
};

describe("outcomes as they arrive", () => {
  test("all of them, as they were, unless said otherwise", () => {
    const { rows, told } = arrived(block, "y", ALL_ARRIVE, 0, 1);
    expect([...rows]).toEqual([...rows.keys()]);
    expect(rows.length).toBe(ROWS);
    expect(told).toEqual(block);
  });

  test("a share of them is known, and a share says what happened to another row", () => {
    const { rows, told } = arrived(block, "y", { known: 0.1, wrong: 0.02 }, 3, 1);
    expect(rows.length / ROWS).toBeCloseTo(0.1, 1);
    const y = columnNamed(told, "y")!;
    const wrong = y.kind === "number" ? y.values.filter((value, row) => value !== row).length : 0;
    expect(wrong).toBeGreaterThan(0.01 * ROWS);
    expect(wrong).toBeLessThan(0.03 * ROWS);
    expect(columnNamed(told, "x")).toBe(block.columns[0]);
  });

  test("classes too, and never a class that there is not", () => {
    const { told } = arrived(block, "class", { known: 1, wrong: 0.5 }, 0, 1);
    const column = columnNamed(told, "class")!;
    const codes = column.kind === "text" ? [...column.codes] : [];
    expect(new Set(codes)).toEqual(new Set([0, 1]));
    expect(codes).not.toEqual([...Array(ROWS).keys()].map((row) => row % 2));
  });

  test("the same block is spoilt in the same way, another in another", () => {
    const of = (at: number) => [...arrived(block, "y", { known: 0.3, wrong: 0.1 }, at, 1).rows];
    expect(of(2)).toEqual(of(2));
    expect(of(2)).not.toEqual(of(3));
  });
});
