import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../core/testing/temporary.ts";
import { SIDES } from "./sides.ts";
import { TABLES, writeTable } from "./tables.ts";

test.each(Object.keys(TABLES) as (keyof typeof TABLES)[])("both sides read the same rows: %s", async (name) => {
  const path = join(temporaryFolder(), `${name}.csv`);
  await writeTable(path, name, 12_345);
  expect(await SIDES.homeostat(path)).toMatchObject({ rows: 12_345 });
  expect(await SIDES.duckdb(path)).toMatchObject({ rows: 12_345 });
});
