import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ModelSchema } from "../contract/index.ts";
import { featureStatistics, quantile } from "./statistics.ts";

interface Golden {
  columns: Record<string, { values: number[]; mean: number; sd: number; quantiles: number[] }>;
}
const golden = JSON.parse(readFileSync(new URL("feature-statistics.golden.json", import.meta.url), "utf8")) as Golden;

const base = { nullable: true, missingTokens: [] };
const range = { min: 0, max: 1, low: 0, high: 2, source: "learned" as const };
const schema = (features: ModelSchema["features"]): ModelSchema => ({
  task: "regression",
  target: "y",
  classes: [],
  positive: null,
  time: [],
  features,
});

describe("featureStatistics", () => {
  test.each(Object.entries(golden.columns))("equals numpy on %s", (name, { values, mean, sd, quantiles }) => {
    const column = { name, kind: "number" as const, values: Float64Array.of(...values, Number.NaN) };
    const feature = { ...base, name, type: "number" as const, integer: false, range };
    const found = featureStatistics({ rows: values.length + 1, columns: [column] }, schema([feature]))[name]!;
    if (found.type !== "number") throw new Error("a number column has number statistics");
    expect(found).toMatchObject({ rows: values.length + 1, missing: 1, distinct: new Set(values).size });
    expect([found.min, found.max]).toEqual([Math.min(...values), Math.max(...values)]);
    const size = Math.max(1, Math.abs(mean));
    expect(Math.abs(found.mean - mean) / size).toBeLessThan(1e-12);
    expect(Math.abs(found.sd - sd) / Math.max(1, sd)).toBeLessThan(1e-12);
    for (const [i, expected] of quantiles.entries())
      expect(Math.abs(found.quantiles[i]! - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-12);
  });

  test("counts categories, and knows missing ones", () => {
    const column = {
      name: "c",
      kind: "text" as const,
      codes: Int32Array.of(0, 2, -1, 2),
      levels: ["a", "unused", "b"],
    };
    const feature = { ...base, name: "c", type: "category" as const, categories: ["a", "b"] };
    expect(featureStatistics({ rows: 4, columns: [column] }, schema([feature]))).toEqual({
      c: { type: "category", rows: 4, missing: 1, counts: { a: 1, b: 2 } },
    });
  });

  test("a column without values has zeros, which JSON can hold", () => {
    const column = { name: "x", kind: "number" as const, values: Float64Array.of(Number.NaN) };
    const feature = { ...base, name: "x", type: "number" as const, integer: false, range };
    const found = featureStatistics({ rows: 1, columns: [column] }, schema([feature]));
    expect(found.x).toMatchObject({ rows: 1, missing: 1, mean: 0, sd: 0, min: 0, max: 0 });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  test("a feature that is not in the table is said", () => {
    const feature = { ...base, name: "gone", type: "category" as const, categories: [] };
    expect(() => featureStatistics({ rows: 0, columns: [] }, schema([feature]))).toThrow(
      expect.objectContaining({ code: "COLUMN_NOT_FOUND" }),
    );
  });
});

test("quantile interpolates between neighbours", () => {
  expect(quantile(Float64Array.of(1, 2, 4), 0.25)).toBe(1.5);
});
