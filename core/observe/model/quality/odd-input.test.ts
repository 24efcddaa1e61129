/** Whatever comes, the answer is a report: nothing crashes, and what could not be judged says why. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { DriftReport } from "../../../contract/index.ts";
import type { Column, Table } from "../../../data/index.ts";
import { compareTables } from "../drift/compare.ts";

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  fc.double(),
  fc.constant(Number.NaN),
  fc.constant(9999),
);
const name = fc.constantFrom("a", "b", "c");
const column = (rows: number): fc.Arbitrary<Column> =>
  fc.oneof(
    fc.record({
      name,
      kind: fc.constant("number" as const),
      values: fc.array(cell, { minLength: rows, maxLength: rows }).map((cells) => Float64Array.from(cells)),
    }),
    fc.record({
      name,
      kind: fc.constant("number" as const),
      values: cell.map((value) => new Float64Array(rows).fill(value)),
    }),
    fc.record({
      name,
      kind: fc.constant("datetime" as const),
      format: fc.constant("iso"),
      values: fc.array(cell, { minLength: rows, maxLength: rows }).map((cells) => Float64Array.from(cells)),
    }),
    fc.record({
      name,
      kind: fc.constant("text" as const),
      levels: fc.constant<string[]>(["", "x", "7", "NaN"]),
      codes: fc
        .array(fc.integer({ min: -1, max: 3 }), { minLength: rows, maxLength: rows })
        .map((codes) => Int32Array.from(codes)),
    }),
  );
const table: fc.Arbitrary<Table> = fc
  .constantFrom(0, 1, 2, 49, 50, 60)
  .chain((rows) =>
    fc.uniqueArray(column(rows), { maxLength: 3, selector: (each) => each.name }).map((columns) => ({ rows, columns })),
  );

test("other columns, another order, other types, no rows, one row, only missing cells, a constant reference", () => {
  fc.assert(
    fc.property(table, table, (reference, current) => {
      const report = compareTables(reference, current);
      expect(DriftReport.safeParse(report).error).toBeUndefined();
      expect(report.features.map((feature) => feature.name)).toEqual(reference.columns.map((each) => each.name));
      for (const { q_value, reason } of report.features) if (q_value === null) expect(reason).not.toBe("");
    }),
    { numRuns: 300 },
  );
});
