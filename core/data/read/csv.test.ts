import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.ts";
import { cellText } from "../table.ts";
import { withCells } from "./cells.ts";
import { CELL_LIMIT } from "./csv.ts";
import { readTable } from "./read-table.ts";

async function scan(text: string, width: number, header = false, delimiter = ",") {
  const bytes = Buffer.from(`${text.replaceAll("\r\n", "\n").trimEnd()}\n`);
  const body = header ? bytes.indexOf(10) + 1 : 0;
  const layout = { delimiter, decimal: "." as const, header, width, names: null, body };
  return withCells(bytes, layout, "f.csv", async (cells) => {
    const columns = await Promise.all(Array.from({ length: width }, (_, i) => cells.texts(i)));
    const rows = Array.from({ length: cells.rows }, (_, row) =>
      columns.map(({ levels, codes }) => levels[codes[row]!]!.trim()),
    );
    return { rows, rejected: cells.rejected };
  });
}

describe("withCells", () => {
  test("takes quotes, doubled quotes, line ends in quotes and CRLF", async () => {
    const { rows } = await scan('a,"b, c"\r\n"say ""hi""","two\nlines"\r\nlast,row', 2);
    expect(rows).toEqual([
      ["a", "b, c"],
      ['say "hi"', "two\nlines"],
      ["last", "row"],
    ]);
  });

  test("trims blanks around cells and skips blank lines", async () => {
    const { rows } = await scan("x, y\n\n 1 , two words \n   \n3,4\n\n", 2, true);
    expect(rows).toEqual([
      ["1", "two words"],
      ["3", "4"],
    ]);
  });

  test("keeps empty cells, also with tabs", async () => {
    expect((await scan("\t\t\n1\t\t3\n", 3, false, "\t")).rows).toEqual([
      ["", "", ""],
      ["1", "", "3"],
    ]);
  });

  test("sets ragged rows aside with line and reason", async () => {
    const { rows, rejected } = await scan("1,2\n1\n1,2,3\n3,4\n", 2);
    expect(rows).toHaveLength(2);
    expect(rejected).toEqual([
      { line: 2, reason: "1 cells where 2 are expected" },
      { line: 3, reason: "3 cells where 2 are expected" },
    ]);
  });

  test("a quote that is never closed costs its line only", async () => {
    const { rows, rejected } = await scan('1,a\n2,"b\n3,c\n4,d\n', 2);
    expect(rows.map(([first]) => first)).toEqual(["1", "3", "4"]);
    expect(rejected).toEqual([{ line: 2, reason: "a quote that opens here is never closed" }]);
  });

  test("a stray quote that meets a later one costs its line only", async () => {
    const { rows, rejected } = await scan('1,"a\n2,b\n3,"c"\n4,d\n', 2);
    expect(rows.map(([first]) => first)).toEqual(["2", "3", "4"]);
    expect(rejected.map(({ line }) => line)).toEqual([1]);
  });

  test("refuses a cell of a million characters, quoted or not", async () => {
    const long = "x".repeat(1_000_000);
    for (const text of [`1,2\n${long},3\n`, `1,2\n"${long}",3\n`])
      await expect(scan(text, 2)).rejects.toMatchObject({
        code: "FILE_TOO_WIDE_CELL",
        details: { line: 2, file: "f.csv", limit: CELL_LIMIT },
      });
  });

  test("reads back whatever is written by the rules (property)", async () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", "é", ",", '"', "\n", " ", "1", "漢") })
      .map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
        const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")).join("\r\n");
        expect((await scan(text, 3)).rows).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a file of megabytes", () => {
  test("gives the cells of every row, in order, and the lines that were not taken", async () => {
    const rows = 60_000;
    const lines = Array.from(
      { length: rows },
      (_, i) => `${i},${i % 7 === 0 ? "NA" : i / 4},level ${i % 3},"a, ""${i}"""`,
    );
    lines.splice(40_000, 0, "too,few");
    const path = join(temporaryFolder(), "large.csv");
    writeFileSync(path, `id,value,level,text\n${lines.join("\n")}\n`);
    const { table, rejected, missing } = await readTable(path);
    expect(rejected).toEqual([{ line: 40_002, reason: "2 cells where 4 are expected" }]);
    expect(missing).toMatchObject([{ column: "value", token: "NA", count: Math.ceil(rows / 7) }]);
    expect(table.rows).toBe(rows);
    for (const row of [0, 1, 39_999, 40_000, rows - 1])
      expect(table.columns.map((column) => cellText(column, row))).toEqual([
        String(row),
        row % 7 === 0 ? null : String(row / 4),
        `level ${row % 3}`,
        `a, "${row}"`,
      ]);
  });
});
