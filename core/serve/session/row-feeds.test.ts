import fc from "fast-check";
import { expect, test } from "vitest";
import type { ModelSchema } from "../../contract/index.ts";
import { tableOf } from "../../data/index.ts";
import { toFeeds } from "../../train/index.ts";
import { rowFeeds } from "./row-feeds.ts";

const base = { nullable: true, missingTokens: [] };
const schema: ModelSchema = {
  ...{ task: "regression", target: "y", classes: [], positive: null, time: [] },
  features: [
    {
      ...base,
      ...{ name: "n", type: "number", integer: false },
      range: { min: 0, max: 1, low: 0, high: 2, source: "learned" },
    },
    { ...base, name: "c", type: "category", categories: ["a", "b"] },
    { ...base, name: "b", type: "boolean", categories: ["no", "yes"] },
    { ...base, name: "d", type: "datetime", format: "iso" },
  ],
};

test("the same tensors as by way of a table", () => {
  const cell = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const row = fc.tuple(
    cell(fc.double()),
    cell(fc.constantFrom("a", "b", "unseen")),
    cell(fc.constantFrom("no", "yes")),
    cell(fc.integer()),
  );
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const straight = rowFeeds(schema, rows);
      const byTable = toFeeds(schema, tableOf(schema, rows));
      for (const { name } of schema.features)
        expect([straight[name]!.type, straight[name]!.dims, straight[name]!.data]).toEqual([
          byTable[name]!.type,
          byTable[name]!.dims,
          byTable[name]!.data,
        ]);
    }),
  );
});
