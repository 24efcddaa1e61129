import { describe, expect, test } from "vitest";
import { learnSchema } from "./schema.ts";
import type { Table } from "./table.ts";
import type { Proposal } from "./understand/propose.ts";

const table: Table = {
  rows: 4,
  columns: [
    { name: "glucose", kind: "number", values: Float64Array.of(44, 199, Number.NaN, 100) },
    { name: "delta", kind: "number", values: Float64Array.of(-1, 2, 0.5, 1) },
    { name: "same", kind: "number", values: Float64Array.of(3, 3, Number.NaN, 3) },
    { name: "ward", kind: "text", codes: Int32Array.of(2, 0, -1, 0), levels: ["b", "unused", "a"] },
    { name: "smoker", kind: "text", codes: Int32Array.of(0, 1, 0, 0), levels: ["Yes", "No"] },
    { name: "seen", kind: "datetime", values: Float64Array.of(0, 1, 2, 3), format: "%d/%m/%y" },
    { name: "y", kind: "number", values: Float64Array.of(0, 1, 0, 1) },
  ],
};
const features = ["glucose", "delta", "same", "ward", "smoker", "seen"];
const proposal: Proposal = {
  target: "y",
  task: "binary",
  classes: [0, 1],
  positive: 1,
  time: ["seen"],
  features,
  columns: [],
  targets: [],
  warnings: [],
};
const feature = (schema: ReturnType<typeof learnSchema>, name: string) =>
  schema.features.find((one) => one.name === name)!;

describe("learnSchema", () => {
  test("locks the features' order, learns ranges, categories, formats", () => {
    const missing = [{ column: "glucose", token: "0", count: 5, source: "rule" as const, reason: "impossible" }];
    const schema = learnSchema(table, proposal, missing, {});
    expect(schema.features.map(({ name }) => name)).toEqual(features);
    expect(feature(schema, "glucose")).toEqual({
      name: "glucose",
      type: "number",
      nullable: true,
      integer: true,
      missingTokens: ["0"],
      range: { min: 44, max: 199, low: 0, high: 354, source: "learned" },
    });
    expect(feature(schema, "delta")).toMatchObject({ integer: false, range: { low: -4, high: 5 } });
    expect(feature(schema, "same")).toMatchObject({ range: { min: 3, max: 3, low: 0, high: 6 } });
    expect(feature(schema, "ward")).toMatchObject({ type: "category", categories: ["a", "b"] });
    expect(feature(schema, "smoker")).toMatchObject({ type: "boolean", categories: ["No", "Yes"] });
    expect(feature(schema, "seen")).toMatchObject({ type: "datetime", format: "%d/%m/%y" });
    expect(schema).toMatchObject({ task: "binary", target: "y", classes: [0, 1], positive: 1, time: ["seen"] });
  });

  test("the user's range is strict and clips the training extremes", () => {
    const schema = learnSchema(table, proposal, [], { glucose: [50, 150] });
    expect(feature(schema, "glucose")).toMatchObject({
      range: { min: 100, max: 100, low: 50, high: 150, source: "user" },
    });
  });

  test("refuses ranges that make no sense", () => {
    const code = (ranges: Record<string, [number, number]>) => {
      try {
        learnSchema(table, proposal, [], ranges);
      } catch (error) {
        return (error as { code: string }).code;
      }
      return null;
    };
    expect(code({ glucos: [0, 1] })).toBe("COLUMN_NOT_FOUND");
    expect(code({ ward: [0, 1] })).toBe("WRONG_USE");
    expect(code({ glucose: [5, 1] })).toBe("WRONG_USE");
  });
});
