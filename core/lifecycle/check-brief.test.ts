import SQLite from "better-sqlite3";
import { expect, test } from "vitest";
import type { Table } from "../data/index.ts";
import { compareTables } from "../observe/index.ts";
import { MIGRATIONS } from "../shared/db/migrations/index.ts";
import { migrate } from "../shared/db/open.ts";
import { createRng } from "../shared/index.ts";
import { briefOf, type CheckBrief } from "./check-brief.ts";

const BEFORE = 13;

function table(rows: number, shift: number): Table {
  const rng = createRng(3);
  const normal = (by: number) => Float64Array.from({ length: rows }, () => rng.normal() + by);
  return {
    rows,
    columns: [
      { name: "moved", kind: "number", values: normal(shift) },
      { name: "still", kind: "number", values: normal(0) },
      { name: "empty", kind: "number", values: new Float64Array(rows).fill(Number.NaN) },
    ],
  };
}

test("a check that was stored before is given the brief that it would be stored with now", () => {
  const report = compareTables(table(600, 0), table(400, 2));
  const db = new SQLite(":memory:");
  migrate(db, MIGRATIONS.slice(0, BEFORE));
  db.prepare("INSERT INTO drift_checks (model, version, report, at) VALUES ('m', 'v0001', ?, 1)").run(
    JSON.stringify(report),
  );
  migrate(db);
  const stored = JSON.parse(db.prepare("SELECT brief FROM drift_checks").pluck().get() as string) as CheckBrief;
  db.close();
  expect(stored).toEqual(briefOf(report));
  expect(stored.features.map(([name, , drifted]) => [name, drifted])).toEqual(
    report.features.map(({ name, drifted }) => [name, drifted ? 1 : 0]),
  );
  expect(new Set(stored.features.map(([, , drifted]) => drifted))).toEqual(new Set([0, 1]));
});
