import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { featureStatistics, learnSchema, type Table } from "../../../data/index.ts";
import { binCounts, decileCuts, sortedValues } from "../../statistics/index.ts";
import { drawn, numbers, tableOf, texts } from "../../testing.ts";
import { createFormingWindow } from "./forming-window.ts";
import { createNumberCounts } from "./number-counts.ts";

const table = (rows: number, seed: number, shift = 0): Table =>
  tableOf(
    drawn("x", rows, seed, (rng) => rng.normal() + shift),
    drawn("few", rows, seed + 1, (rng) => rng.int(3)),
    texts(
      "ward",
      Array.from(drawn("w", rows, seed + 2, (rng) => rng.int(4)).values, (k) => "abcd"[k]!),
    ),
    numbers("y", new Float64Array(rows)),
  );
const reference = table(2000, 1);
const features = ["x", "few", "ward"];
const schema = learnSchema(
  reference,
  {
    ...{ target: "y", task: "regression", classes: [], positive: null, time: [], features, targets: [], warnings: [] },
    columns: [],
  },
  [],
  {},
);
const statistics = featureStatistics(reference, schema);

const cellsOf = ({ columns }: Table, row: number) =>
  features.map((name) => {
    const column = columns.find((each) => each.name === name)!;
    return column.kind === "text" ? column.levels[column.codes[row]!]! : column.values[row]!;
  });
function fed(current: Table) {
  const forming = createFormingWindow(schema, statistics);
  for (let row = 0; row < current.rows; row++) forming.add(cellsOf(current, row), 1000 + row);
  return forming;
}

describe("the forming window", () => {
  test("says since when, how many, and what has moved so far", () => {
    expect(createFormingWindow(schema, statistics).look(0.1, 0)).toBeNull();
    expect(fed(table(300, 50)).look(0.1, 0)).toEqual({ rows: 300, since: new Date(1000).toISOString(), moved: [] });
    expect(fed(table(300, 50, 1)).look(0.1, 0)!.moved).toEqual(["x"]);
    expect(fed(table(40, 50, 5)).look(0.1, 0)!.moved).toEqual([]);
  });
  test("categories that the reference never had are a change, and any number of them takes no more room", () => {
    const forming = createFormingWindow(schema, statistics);
    for (let row = 0; row < 5000; row++) forming.add([0, row % 3, `new ${row}`], row);
    expect(forming.look(0.1, 0)!.moved).toContain("ward");
  });
  test("missing cells are no values", () => {
    const forming = createFormingWindow(schema, statistics);
    for (let row = 0; row < 100; row++) forming.add([null, null, null], row);
    expect(forming.look(0.1, 0)).toMatchObject({ rows: 100, moved: [] });
  });
});

test("running counts are those of the sorted values, in every bin", () => {
  const cuts = decileCuts(sortedValues((reference.columns[0] as { values: Float64Array }).values));
  const value = fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom(...cuts));
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const live = createNumberCounts(cuts);
      for (const each of [...values, Number.NaN]) live.add(each);
      expect(live.counts()).toEqual(binCounts(Float64Array.from(values).sort(), cuts));
    }),
    { seed: 1 },
  );
});
