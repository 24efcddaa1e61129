/** The calibration table in small: seeded, so that it says the same on every machine. `node bench/observe.ts` has it whole. */
import { describe, expect, test } from "vitest";
import { hasSharedData } from "../../core/testing/shared-data.ts";
import { alarms, DISTRIBUTIONS } from "./calibration.ts";
import { confusion } from "./confusion.ts";
import { shuffledAlarms } from "./real-tables.ts";

describe("without drift the watch is silent", () => {
  test.each(Object.keys(DISTRIBUTIONS))("%s, 50 to 500 rows", (name) => {
    const found = [50, 100, 500].map((rows) => alarms(name, rows, { windows: 15, reference: 1000, seed: 3 }));
    expect(found.map(({ dataset }) => dataset)).toEqual([0, 0, 0]);
    expect(found.reduce((sum, { features }) => sum + features, 0) / found.length).toBeLessThanOrEqual(0.01);
  });
  test("a harmless 0.03 σ on 20,000 rows is none", () => {
    expect(alarms("normal", 20_000, { windows: 2, reference: 20_000, seed: 3, shift: 0.03 }).features).toBe(0);
  });
  test.each([
    ["a reference as small as the window", { reference: 100 }],
    ["three cells in ten missing", { reference: 1000, missing: 0.3 }],
  ])("ties, with %s", (_, options) => {
    const found = alarms("ties", 100, { windows: 30, seed: 3, ...options });
    expect(found.dataset).toBe(0);
    expect(found.features).toBeLessThanOrEqual(0.01);
  });
  test.skipIf(!hasSharedData)("real tables, rows shuffled", async () => {
    for (const file of ["iris.csv", "titanic.csv", "heart_cleveland.csv"])
      expect((await shuffledAlarms(file, 20, 3)).dataset).toBe(0);
  });
});

describe("with drift it is not", () => {
  test.each([
    [500, 0.5],
    [100, 1],
  ])("%i rows, %f σ in two of five features", (rows, shift) => {
    expect(alarms("normal", rows, { windows: 20, reference: 2000, seed: 4, shift }).dataset).toBeGreaterThanOrEqual(
      0.95,
    );
  });
});

test("simulated worlds are told apart: at least nine in ten, and a data break is never called concept drift", async () => {
  const { worlds, right, breaksLearnt, wrong } = await confusion(1, () => undefined);
  expect(right / worlds, wrong.join("; ")).toBeGreaterThanOrEqual(0.9);
  expect(breaksLearnt).toBe(0);
}, 60_000);
