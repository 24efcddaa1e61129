import { expect, test } from "vitest";
import type { ModelSchema } from "../contract/index.ts";
import type { Contest } from "./gate.ts";
import { ownMetricCheck } from "./own-metric.ts";

const schema: ModelSchema = {
  ...{ target: "sick", task: "binary", classes: ["no", "yes"], positive: "yes", time: [], features: [] },
};
const side = { schema, fitted: { threshold: null } };

/** Of 100 rows half are sick; a version says so of those it hits, and of none that is well. */
function contest(hitsBefore: number, hitsAfter: number): Contest {
  const truth = Float64Array.from({ length: 100 }, (_, row) => row % 2);
  const said = (hits: number) => ({
    outputs: 2,
    values: Float64Array.from(truth.keys(), (row) => (row % 2 === 1 && row < 2 * hits ? 0.9 : 0.1)).reduce(
      (values, p, row) => {
        values[2 * row] = 1 - p;
        values[2 * row + 1] = p;
        return values;
      },
      new Float64Array(200),
    ),
  });
  return {
    task: "binary",
    truth,
    champion: said(hitsBefore),
    challenger: said(hitsAfter),
    features: { rows: 0, columns: [] },
  };
}

test("a challenger that misses more of the sick costs more, beyond noise, and is refused", () => {
  const check = (before: number, after: number) =>
    ownMetricCheck(contest(before, after), side, side, { cost: "FN:10,FP:1" });
  expect(check(40, 40)).toEqual([{ name: "cost of an answer not higher", ok: true, value: 1, limit: 1 }]);
  expect(check(40, 45)).toMatchObject([{ ok: true, value: 0.5 }]);
  expect(check(40, 20)).toMatchObject([{ ok: false, value: 3 }]);
  expect(check(40, 39)).toMatchObject([{ ok: true }]);
});

test("without costs there is nothing to check", () => {
  expect(ownMetricCheck(contest(40, 0), side, side, { cost: null })).toEqual([]);
});
