import { expect, test } from "vitest";
import { recentPredictions } from "./recent.ts";

const row = { age: 44, bmi: 30, ward: "b", patient: 7 };
const appliance = {
  log: { recent: () => [{ prediction_id: "p", input: row }], count: () => ({ predictions: 9 }) },
  registry: {
    production: () => "v0001",
    show: () => ({ schema: { features: [{ name: "age" }, { name: "bmi" }, { name: "ward" }] } }),
  },
} as unknown as Parameters<typeof recentPredictions>[0];

test("of a row the cells that name it come first; the names of all are told", () => {
  const found = recentPredictions(appliance, { model: "m", limit: 5, cells: 2 });
  expect(found).toEqual({
    predictions: [{ prediction_id: "p", input: { patient: 7, age: 44 } }],
    sent: ["age", "bmi", "ward", "patient"],
    total: 9,
  });
});

test("a row with no more cells than asked for is told as it came", () => {
  for (const cells of [4, undefined])
    expect(recentPredictions(appliance, { model: "m", limit: 5, cells }).predictions[0]!.input).toBe(row);
});
