import { describe, expect, test } from "vitest";
import type { SimulatedDrift } from "../contract/index.ts";
import { type Column, columnNamed, encodeTarget, type NumberColumn, type Table, takeRows } from "../data/index.ts";
import { simulate } from "./simulate.ts";
import { clinicWorld } from "./worlds.ts";

const like = clinicWorld({ rows: 3_000, seed: 1 });
const target = "readmitted";
const world = (drift: SimulatedDrift, changes = {}) =>
  simulate({ like, target, rows: 6_000, drift, seed: 2, ...changes });

const half = (table: Table, second: boolean): Table =>
  takeRows(
    table,
    Array.from({ length: table.rows / 2 }, (_, i) => i + (second ? table.rows / 2 : 0)),
  );
const values = (table: Table, name: string) =>
  (columnNamed(table, name) as NumberColumn).values.filter((value) => !Number.isNaN(value));
const mean = (cells: ArrayLike<number>) => Array.from(cells).reduce((sum, value) => sum + value, 0) / cells.length;
const missing = (column: Column) =>
  column.kind === "text" ? column.codes.filter((code) => code < 0).length : column.values.filter(Number.isNaN).length;
const positives = (table: Table) => {
  const schema = { task: "binary" as const, target, classes: ["no", "yes"], positive: "yes", features: [], time: [] };
  return encodeTarget(columnNamed(table, target)!, schema);
};

/** Share of readmissions among the rows with the highest third of glucose. */
function riskOfHighGlucose(table: Table): number {
  const glucose = (columnNamed(table, "glucose") as NumberColumn).values;
  const truth = positives(table);
  const limit = [...values(table, "glucose")].sort((a, b) => a - b)[
    Math.floor((values(table, "glucose").length * 2) / 3)
  ]!;
  return mean(Array.from(truth).filter((_, row) => glucose[row]! > limit));
}

const change = (drift: SimulatedDrift, of: (table: Table) => number, changes = {}) => {
  const { table } = world(drift, changes);
  return of(half(table, true)) - of(half(table, false));
};

describe("simulate", () => {
  test("repeats with its seed and leaves the given table as it was", () => {
    const before = structuredClone(like);
    for (const drift of ["none", "noise", "unit", "category", "missing"] as const)
      expect(world(drift)).toEqual(world(drift));
    expect(world("none", { seed: 3 })).not.toEqual(world("none"));
    expect(like).toEqual(before);
  });

  test("none and noise keep the world", () => {
    expect(world("none")).toMatchObject({ from: 6_000, columns: [] });
    for (const drift of ["none", "noise"] as const) {
      expect(Math.abs(change(drift, (table) => mean(values(table, "glucose"))))).toBeLessThan(2);
      expect(Math.abs(change(drift, riskOfHighGlucose))).toBeLessThan(0.06);
    }
  });

  test("covariate moves the strongest feature and keeps what it means", () => {
    expect(world("covariate")).toMatchObject({ from: 3_000, columns: ["glucose"] });
    expect(change("covariate", (table) => mean(values(table, "glucose")))).toBeGreaterThan(12);
    const risk = (table: Table) => {
      const glucose = (columnNamed(table, "glucose") as NumberColumn).values;
      return mean(Array.from(positives(table)).filter((_, row) => glucose[row]! > 105 && glucose[row]! < 120));
    };
    expect(Math.abs(change("covariate", risk))).toBeLessThan(0.08);
  });

  test("concept turns the relation round and keeps the features", () => {
    expect(change("concept", riskOfHighGlucose)).toBeLessThan(-0.3);
    expect(Math.abs(change("concept", (table) => mean(values(table, "glucose"))))).toBeLessThan(2);
    expect(change("concept", riskOfHighGlucose, { strength: 0.3 })).toBeGreaterThan(-0.3);
  });

  test("prior makes the rarest class more frequent", () => {
    expect(world("prior").columns).toEqual([target]);
    expect(change("prior", (table) => mean(positives(table)))).toBeGreaterThan(0.15);
  });

  test("unit, outlier, missing and category spoil the columns they name", () => {
    expect(change("unit", (table) => mean(values(table, "glucose")))).toBeGreaterThan(900);
    expect(change("outlier", (table) => Math.max(...values(table, "glucose")))).toBeGreaterThan(50);
    const touched = world("missing").columns;
    expect(change("missing", (table) => missing(columnNamed(table, touched[0]!)!))).toBeGreaterThan(1_000);
    const { table, columns } = world("category");
    expect(columns).toEqual(["smoker"]);
    expect(columnNamed(table, "smoker")).toMatchObject({ levels: ["no", "yes", "new_smoker"] });
  });

  test("starts where it is told", () => {
    const { table, from } = world("unit", { from: 0.8 });
    const glucose = (columnNamed(table, "glucose") as NumberColumn).values;
    expect(from).toBe(4_800);
    expect(Array.from(glucose).findIndex((value) => value > 400)).toBeGreaterThanOrEqual(4_800);
  });

  test("refuses what the table does not allow", () => {
    expect(() => world("none", { target: "y" })).toThrow(expect.objectContaining({ code: "COLUMN_NOT_FOUND" }));
    const numbers = {
      rows: like.rows,
      columns: like.columns.filter(({ name, kind }) => kind === "number" || name === target),
    };
    expect(() => world("category", { like: numbers })).toThrow(expect.objectContaining({ code: "WRONG_USE" }));
  });
});
