import fc from "fast-check";
import { expect, test } from "vitest";
import type { Feature } from "../contract/index.ts";
import { growingRows } from "./growing-rows.ts";
import { tableOf } from "./model-rows.ts";

const base = { nullable: true, missingTokens: [] };
const range = { min: 0, max: 1, low: 0, high: 1, source: "learned" as const };
const features: Feature[] = [
  { ...base, name: "age", type: "number", integer: false, range },
  { ...base, name: "ward", type: "category", categories: ["a", "b"] },
  { ...base, name: "seen", type: "datetime", format: "%Y-%m-%d" },
];
const schema = { task: "regression" as const, target: "y", classes: [], positive: null, time: [], features };

const row = fc.tuple(
  fc.option(fc.double({ noNaN: true })),
  fc.option(fc.constantFrom("a", "b", "c", "d", "toString")),
  fc.option(fc.integer()),
);

test("any of the rows, in any order, are the table that is made of them alone", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), fc.infiniteStream(fc.nat()), (rows, picks) => {
      const growing = growingRows(schema);
      for (const each of rows) growing.add(each);
      expect(growing.rows).toBe(rows.length);
      const places = rows.map(() => picks.next().value! % rows.length).slice(0, 50);
      const expected = tableOf(
        schema,
        places.map((place) => rows[place]!),
      );
      expect(growing.take(places)).toEqual(expected);
    }),
  );
});

test("a column is that of the whole table", () => {
  const growing = growingRows(schema);
  growing.add([1, "new", 5]);
  growing.add([2, "b", null]);
  expect(growing.column(1, [1, 0])).toEqual({
    name: "ward",
    kind: "text",
    codes: Int32Array.of(1, 2),
    levels: ["a", "b", "new"],
  });
});
