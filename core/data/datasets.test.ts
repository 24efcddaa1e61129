import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.ts";
import { clinicWorld } from "../testing/worlds.ts";
import { loadDataset, storeDataset } from "./datasets.ts";
import { readTable } from "./read/read-table.ts";
import { type Table, takeRows } from "./table.ts";

const odd: Table = {
  rows: 3,
  columns: [
    { name: "w", kind: "number", values: Float64Array.of(0.1 + 0.2, Number.NaN, -1e300) },
    { name: "W", kind: "number", values: Float64Array.of(1, 2, 3) },
    { name: `it's "x"`, kind: "text", codes: Int32Array.of(2, -1, 0), levels: ["z", "never used", "a'b\"c\n漢"] },
    { name: "none", kind: "text", codes: Int32Array.of(-1, -1, -1), levels: [] },
    { name: "when", kind: "datetime", values: Float64Array.of(1.5e12 + 0.25, Number.NaN, -1), format: "%d/%m/%y" },
  ],
};

describe("datasets", () => {
  test("come back the same: values, kinds, levels in their order, patterns", async () => {
    const dir = temporaryFolder();
    for (const table of [odd, clinicWorld({ rows: 5_000, seed: 3 })]) {
      const { sha256, rows } = await storeDataset(table, dir);
      expect(rows).toBe(table.rows);
      expect(await loadDataset(dir, sha256)).toEqual(table);
    }
  });

  test("the same table is kept once, under the same hash", async () => {
    const dir = temporaryFolder();
    const table = clinicWorld({ rows: 3_000, seed: 4 });
    const first = await storeDataset(table, dir);
    expect(await storeDataset(table, dir)).toEqual(first);
    expect(readdirSync(dir)).toEqual([`${first.sha256}.parquet`]);
    const other = await storeDataset(takeRows(table, [2, 1, 0]), dir);
    expect(other.sha256).not.toBe(first.sha256);
  });

  test("are ordinary Parquet: texts are texts", async () => {
    const dir = temporaryFolder();
    const { sha256 } = await storeDataset(clinicWorld({ rows: 200, seed: 5 }), dir);
    const { table } = await readTable(join(dir, `${sha256}.parquet`));
    expect(table.columns.map(({ name }) => name)).toContain("ward");
    expect(table.columns.find(({ name }) => name === "ward")!.kind).toBe("text");
  });

  test("a set that is gone or was changed is refused", async () => {
    const dir = temporaryFolder();
    const { sha256 } = await storeDataset(odd, dir);
    await expect(loadDataset(dir, "0".repeat(64))).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
    appendFileSync(join(dir, `${sha256}.parquet`), "x");
    await expect(loadDataset(dir, sha256)).rejects.toMatchObject({ code: "FILE_NOT_A_TABLE" });
  });
});
