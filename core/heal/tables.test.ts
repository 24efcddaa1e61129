import { describe, expect, test } from "vitest";
import { cellText, sliceRows, type Table } from "../data/index.ts";
import { concatTables, outcomeColumn } from "./tables.ts";

const first: Table = {
  rows: 2,
  columns: [
    { name: "n", kind: "number", values: Float64Array.of(1, Number.NaN) },
    { name: "t", kind: "text", codes: Int32Array.of(1, -1), levels: ["a", "b"] },
    { name: "when", kind: "datetime", values: Float64Array.of(0, 1), format: "iso" },
  ],
};
const second: Table = {
  rows: 2,
  columns: [
    { name: "t", kind: "text", codes: Int32Array.of(0, 1), levels: ["c", "b"] },
    { name: "n", kind: "number", values: Float64Array.of(3, 4) },
  ],
};
const cells = ({ columns, rows }: Table) =>
  columns.map((column) => Array.from({ length: rows }, (_, row) => cellText(column, row)));

describe("tables for learning", () => {
  test("are joined by name; what a later one lacks is missing", () => {
    const both = concatTables([first, second]);
    expect(both.columns.map(({ name }) => name)).toEqual(["n", "t", "when"]);
    expect(cells(both)).toEqual([
      ["1", null, "3", "4"],
      ["b", null, "c", "b"],
      ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.001Z", null, null],
    ]);
    expect(cells(first)[1]).toEqual(["b", null]);
  });

  test("are cut by position", () => {
    expect(cells(sliceRows(concatTables([first, second]), 1, 3))[1]).toEqual([null, "c"]);
  });

  test("outcomes take the kind of the training set's target", () => {
    const number = outcomeColumn([1, 0], first.columns[0]!);
    expect(number).toMatchObject({ kind: "number", values: Float64Array.of(1, 0) });
    const text = outcomeColumn([true, "b", true], first.columns[1]!);
    expect(cells({ rows: 3, columns: [text] })[0]).toEqual(["true", "b", "true"]);
  });
});
