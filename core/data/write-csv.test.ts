import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.ts";
import { readTable } from "./read/read-table.ts";
import { cellText } from "./table.ts";
import { writeCsv } from "./write-csv.ts";

describe("writeCsv", () => {
  test("quotes what needs it, leaves missing cells empty, and leaves no temporary file", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "out.csv");
    await writeCsv(
      path,
      ["row", "a,b"],
      [
        [1, 'say "hi"'],
        [Number.NaN, null],
        [0.1, "two\nlines"],
      ],
    );
    expect(readFileSync(path, "utf8")).toBe('row,"a,b"\n1,"say ""hi"""\n,\n0.1,"two\nlines"\n');
    expect(readdirSync(folder)).toEqual(["out.csv"]);
  });

  test("many rows come back as they were", async () => {
    const path = join(temporaryFolder(), "many.csv");
    function* rows(): Generator<(string | number)[]> {
      for (let i = 0; i < 5_000; i++) yield [i / 8, `town, ${i % 7}`];
    }
    await writeCsv(path, ["x", "town"], rows());
    const { table } = await readTable(path);
    expect(table.rows).toBe(5_000);
    expect([cellText(table.columns[0]!, 4_999), cellText(table.columns[1]!, 4_999)]).toEqual(["624.875", "town, 1"]);
  });

  test("a place that cannot be written to is said", async () => {
    const path = join(temporaryFolder(), "none", "out.csv");
    await expect(writeCsv(path, ["a"], [[1]])).rejects.toMatchObject({ code: "NOT_WRITABLE" });
  });
});
