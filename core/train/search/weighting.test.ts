import fc from "fast-check";
import { expect, test } from "vitest";
import type { ModelSchema } from "../../contract/index.ts";
import { type Table, takeRows } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import { serializeModel } from "../serialize.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { refit } from "./refit.ts";
import { train } from "./train.ts";
import { WEIGHTINGS, weightsOf } from "./weighting.ts";

const schema = randomSchema("regression");
const options = { seed: 1, threads: 1 };
const plan = { search: false, budget: 10, holdout: 0.2, time: [], ...options };

const { model: trees } = await train(randomTable("regression", 300, 1), {
  ...{ ...plan, schema, learners: ["gradient_boosting"] },
});
const historyOf = (table: Table, of: ModelSchema = schema, recipe = trees) => ({
  ...{ recipe, table, schema: of },
  refitOn: (asked: typeof recipe, stretch: Table) => refit(asked, stretch, of, options),
});

/** Rows of a world that turns round where `turned` says so. */
function recurring(rows: number, turned: (row: number) => boolean): Table {
  const table = randomTable("regression", rows, 2);
  const rng = createRng(3);
  const x = Float64Array.from({ length: rows }, () => rng.normal());
  const values = x.map((each, row) => (turned(row) ? -each : each) + 0.1 * rng.normal());
  const numbers = table.columns.find(({ name, kind }) => name !== schema.target && kind === "number")!.name;
  const columns = table.columns.map((column) => {
    if (column.name === schema.target) return { name: column.name, kind: "number" as const, values };
    return column.name === numbers ? { name: numbers, kind: "number" as const, values: x } : column;
  });
  return { rows, columns };
}
const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a row counts half as much as one that is a half-life newer", () => {
  const weights = weightsOf("half-life 1/4", historyOf(randomTable("regression", 400, 1)));
  expect(weights[299]! / weights[399]!).toBeCloseTo(0.5, 12);
  expect(meanOf(weights)).toBeCloseTo(1, 12);
});

test("the rows of a regime count where it has come back, those of the other hardly", () => {
  const weights = weightsOf("regime", historyOf(recurring(1800, (row) => row >= 600 && row < 1200)));
  const spells = [0, 600, 1200].map((from) => meanOf(weights.slice(from, from + 600)));
  expect(spells[1]).toBeLessThan(0.2 * spells[0]!);
  expect(spells[0]).toBeGreaterThan(0.3 * spells[2]!);
});

test("where nothing recurs, no row is all but forgotten", () => {
  const weights = weightsOf("regime", historyOf(recurring(1800, () => false)));
  expect(Math.min(...weights)).toBeGreaterThan(0.05);
});

test("weights are positive with mean 1, whatever the rows, of one class even", () => {
  for (const task of ["binary", "multiclass"] as const) {
    const of = randomSchema(task);
    const table = randomTable(task, 500, 4);
    const target = table.columns.find(({ name }) => name === of.target)!;
    if (target.kind === "text") target.codes.sort();
    fc.assert(
      fc.property(fc.constantFrom(...WEIGHTINGS), fc.integer({ min: 2, max: 500 }), (weighting, rows) => {
        const part = randomTable(task, rows, rows);
        for (const each of [table, part]) {
          const weights = weightsOf(weighting, historyOf(each, of, { ...trees, task, classes: of.classes }));
          expect(weights).toHaveLength(each.rows);
          expect(meanOf(weights)).toBeCloseTo(1, 9);
          expect(Math.min(...weights)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 5 },
    );
  }
});

test("a refit by a weighting is one with its weights; rows without a target are left out first", () => {
  const table = randomTable("regression", 300, 6);
  const weights = weightsOf("half-life 1/2", historyOf(table));
  const expected = serializeModel(refit(trees, table, schema, { ...options, weights }));
  expect(serializeModel(refit(trees, table, schema, { ...options, weighting: "half-life 1/2" }))).toBe(expected);
  const longer = takeRows(
    table,
    Int32Array.from({ length: 400 }, (_, row) => row % 300),
  );
  const target = longer.columns.find(({ name }) => name === schema.target)!;
  if (target.kind === "number") target.values.fill(Number.NaN, 300);
  const holed = refit(trees, longer, schema, { ...options, weighting: "half-life 1/2" });
  expect(serializeModel(holed)).toBe(expected);
});
