import { expect, test } from "vitest";
import type { ModelSchema } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import { heldOutSample, parseHeldOut, serializeHeldOut } from "./held-out.ts";

const range = { min: 0, max: 9, low: -9, high: 18, source: "learned" as const };
const schema: ModelSchema = {
  ...{ task: "regression", target: "y", classes: [], positive: null, time: [] },
  features: [
    { name: "x", type: "number", nullable: true, missingTokens: [], range, integer: false },
    { name: "c", type: "category", nullable: true, missingTokens: [], categories: ["a", "b"] },
  ],
};
const rows = (n: number) => {
  const each = Array.from({ length: n }, (_, row) => row);
  const table: Table = {
    rows: n,
    columns: [
      { name: "x", kind: "number", values: Float64Array.from(each, (row) => (row % 3 ? row : Number.NaN)) },
      {
        ...{ name: "c", kind: "text", levels: ["never", "b", "a"] },
        codes: Int32Array.from(each, (row) => [1, 2, -1][row % 3]!),
      },
      { name: "y", kind: "number", values: Float64Array.from(each) },
    ],
  };
  return {
    table,
    scores: { outputs: 1, values: Float64Array.from(each, (row) => row / 2) },
    truth: Float64Array.from(each),
  };
};

test("kept and read back: missing cells stay missing, levels that do not occur are dropped", () => {
  const read = parseHeldOut(serializeHeldOut(heldOutSample(rows(6), schema, 1)));
  expect(read.table.columns.map(({ name }) => name)).toEqual(["x", "c"]);
  expect(read.table.columns[0]).toMatchObject({ values: Float64Array.of(Number.NaN, 1, 2, Number.NaN, 4, 5) });
  expect(read.table.columns[1]).toMatchObject({ codes: Int32Array.of(0, 1, -1, 0, 1, -1), levels: ["b", "a"] });
  expect(read.truth).toEqual(Float64Array.of(0, 1, 2, 3, 4, 5));
  expect(read.scores.values[5]).toBe(2.5);
});
test("of many rows a sample, in their order, each with its own answer", () => {
  const { table, truth, scores } = heldOutSample(rows(9000), schema, 1);
  expect([table.rows, truth.length]).toEqual([5000, 5000]);
  expect(truth.every((value, at) => (at === 0 || value > truth[at - 1]!) && scores.values[at] === value / 2)).toBe(
    true,
  );
});
