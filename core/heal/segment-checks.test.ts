import { expect, test } from "vitest";
import { createRng } from "../shared/index.ts";
import type { Contest } from "./gate.ts";
import { segmentChecks } from "./segment-checks.ts";

const ROWS = 600;

/** The challenger is better for most, and for those in the small ward off by `harm` more. */
function contest(harm: number): Contest {
  const rng = createRng(5);
  const truth = Float64Array.from({ length: ROWS }, () => rng.normal());
  const codes = Int32Array.from({ length: ROWS }, (_, row) => (row % 10 === 0 ? 1 : row === 5 ? 2 : 0));
  const off = (by: (row: number) => number) => ({
    outputs: 1,
    values: truth.map((value, row) => value + by(row) * rng.normal()),
  });
  return {
    task: "regression",
    truth,
    champion: off(() => 1),
    challenger: off((row) => (codes[row] === 1 ? 1 + harm : 0.7)),
    features: { rows: ROWS, columns: [{ name: "ward", kind: "text", codes, levels: ["large", "small", "tiny"] }] },
  };
}
const groups = { protected: ["ward"], segment_margin: 0.05 };

test("a challenger that is better on the whole and worse for a protected group is told from one that is not", () => {
  const names = (harm: number) =>
    segmentChecks(contest(harm), groups)
      .filter(({ ok }) => !ok)
      .map(({ name }) => name);
  expect(names(-0.1)).toEqual([]);
  expect(names(1)).toEqual(["loss where ward is small not worse"]);
});

test("a group too small to judge says so, and so does a column that is none", () => {
  expect(segmentChecks(contest(0), groups).find(({ name }) => name.includes("tiny"))).toMatchObject({
    ok: true,
    value: "1 rows, too few to judge",
  });
  expect(segmentChecks(contest(0), { ...groups, protected: ["sex"] })).toMatchObject([{ ok: false }]);
});

test("without protected groups nothing is checked", () => {
  expect(segmentChecks(contest(1), { ...groups, protected: [] })).toEqual([]);
});
