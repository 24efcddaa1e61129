import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Repair } from "../../contract/index.ts";
import { describeRepair, repairRow } from "./repair-row.ts";

const grams: Repair = { kind: "convert", column: "weight", factor: 1000, offset: 0, range: [40, 160] };

describe("a row is repaired", () => {
  test.each<[string, Repair, Record<string, unknown>, Record<string, unknown>]>([
    ["a far unit", grams, { weight: 71_500 }, { weight: 71.5 }],
    ["a far unit, where the value is right already", grams, { weight: 71.5 }, { weight: 71.5 }],
    ["a far unit, where the value is wrong in either", grams, { weight: 4e6 }, { weight: 4000 }],
    [
      "every value",
      { ...grams, factor: 1.8, offset: 32, range: null },
      { weight: 98.6 },
      { weight: (98.6 - 32) / 1.8 },
    ],
    ["text in a number's place stays what it is", grams, { weight: "71500" }, { weight: "71500" }],
    ["a sentinel", { kind: "sentinel", column: "bmi", value: -999 }, { bmi: -999 }, { bmi: null }],
    ["columns", { kind: "swap", columns: ["a", "b"] }, { a: 1, b: 2 }, { a: 2, b: 1 }],
    ["columns of which one did not come", { kind: "swap", columns: ["a", "b"] }, { a: 1 }, { a: 1 }],
    ["a name", { kind: "rename", column: "ward", names: { A: "eye" } }, { ward: "A" }, { ward: "eye" }],
    [
      "a name that is inherited",
      { kind: "rename", column: "ward", names: {} },
      { ward: "toString" },
      { ward: "toString" },
    ],
  ])("%s", (_, repair, row, expected) => {
    expect(repairRow([repair], row)).toEqual(expected);
  });
});

test("what needs no repair is handed on as it is, without a copy", () => {
  const row = { weight: 70, ward: null };
  expect(repairRow([grams, { kind: "sentinel", column: "weight", value: 0 }], row)).toBe(row);
});

test("a value that a unit change moved comes back, whatever the unit", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 50, noNaN: true }),
      fc.double({ min: 0.001, max: 1000, noNaN: true }),
      (value, factor) => {
        const repair: Repair = { kind: "convert", column: "x", factor, offset: 32, range: null };
        expect(repairRow([repair], { x: value * factor + 32 }).x).toBeCloseTo(value, 6);
      },
    ),
  );
});

test("each repair says what it does", () => {
  expect(describeRepair(grams)).toBe("weight: each value that fits better so is divided by 1000");
  expect(describeRepair({ kind: "rename", column: "ward", names: { A: "eye" } })).toBe("ward: “A” is read as “eye”");
});
