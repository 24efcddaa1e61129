import { join } from "node:path";
import { expect, test } from "vitest";
import type { Table } from "../data/index.ts";
import { compareTables } from "../observe/index.ts";
import { createRng, openDatabase } from "../shared/index.ts";
import { temporaryFolder } from "../testing/temporary.ts";
import { briefOf, type CheckBrief } from "./check-brief.ts";

/** Migrations before the one that adds briefs. */
const BEFORE = 13;

const folder = temporaryFolder();

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
  const path = join(folder, "homeostat.db");
  const old = openDatabase(path);
  old.exec("ALTER TABLE drift_checks DROP COLUMN brief");
  old.pragma(`user_version = ${BEFORE}`);
  old
    .prepare("INSERT INTO drift_checks (model, version, report, at) VALUES ('m', 'v0001', ?, 1)")
    .run(JSON.stringify(report));
  old.close();
  const db = openDatabase(path);
  const stored = JSON.parse(db.prepare("SELECT brief FROM drift_checks").pluck().get() as string) as CheckBrief;
  db.close();
  expect(stored).toEqual(briefOf(report));
  expect(new Set(stored.features.map(([, , drifted]) => drifted))).toEqual(new Set([0, 1]));
});
