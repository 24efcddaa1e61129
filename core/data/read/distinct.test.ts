import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { countDistinct } from "./distinct.ts";

const expected = (values: Float64Array): number => new Set(values.filter((value) => !Number.isNaN(value))).size;

test("few values, in any order, rising or not, missing ones among them", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN), fc.double());
  fc.assert(
    fc.property(fc.array(value), fc.boolean(), (list, sorted) => {
      // Reading makes −0 an ordinary zero.
      const values = Float64Array.from(list, (x) => x + 0);
      expect(countDistinct(sorted ? values.sort() : values)).toBe(expected(values));
    }),
  );
});

test.each([
  ["all different", () => createRng(1), 1e9],
  ["half of them different", () => createRng(2), 20_000],
])("many values, %s", (_, rng, most) => {
  const random = rng();
  const values = Float64Array.from({ length: 30_000 }, (_, row) =>
    row % 7 === 0 ? Number.NaN : random.int(most) / 100,
  );
  expect(countDistinct(values)).toBe(expected(values));
  expect(countDistinct(values.toSorted())).toBe(expected(values));
});
