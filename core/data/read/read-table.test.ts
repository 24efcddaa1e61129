import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import type { ReadOptions } from "../../contract/index.ts";
import { temporaryFolder } from "../../testing/temporary.ts";
import { withDuckDB } from "../duckdb.ts";
import { cellText, columnNamed } from "../table.ts";
import { readTable } from "./read-table.ts";

const folder = temporaryFolder();
let files = 0;

function file(content: string | Uint8Array, extension = "csv"): string {
  const path = join(folder, `${files++}.${extension}`);
  writeFileSync(path, content);
  return path;
}

const read = (content: string | Uint8Array, options: ReadOptions = {}) => readTable(file(content), options);

/** A table of `rows` lines made by a function of the row number. */
const lines = (header: string, rows: number, line: (i: number) => string) =>
  `${header}\n${Array.from({ length: rows }, (_, i) => line(i)).join("\n")}\n`;

describe("readTable", () => {
  test("one row is a table", async () => {
    const { table, read: rows } = await read("a,b\n1,x\n");
    expect([table.rows, rows]).toEqual([1, 1]);
  });

  test("takes what it can and keeps the rest with its lines", async () => {
    const result = await read("a,b\n1,2\n3\n4,5\n");
    expect(result).toMatchObject({ read: 3, rejected: [{ line: 3, reason: "1 cells where 2 are expected" }] });
    expect(result.warnings.join()).toContain("1 lines were not taken");
  });

  test("renames columns that occur twice, and says so; names like __proto__ are names", async () => {
    const { table, warnings } = await read("x,x,,__proto__\n1,2,3,4\n5,6,7,8\n");
    expect(table.columns.map(({ name }) => name)).toEqual(["x", "x_2", "column3", "__proto__"]);
    expect(warnings).toHaveLength(2);
  });

  test.each(["utf-8", "utf-16le", "utf-16be", "windows-1252"])("finds the encoding %s", async (encoding) => {
    const text = lines("name,größe", 30, (i) => `Zoë ${i % 3},${i}`);
    for (const addBOM of encoding === "windows-1252" ? [false] : [false, true]) {
      const result = await read(iconv.encode(text, encoding, { addBOM }));
      expect(result.file.encoding).toBe(encoding);
      expect(result.table.columns.map(({ name }) => name)).toEqual(["name", "größe"]);
      expect(cellText(result.table.columns[0]!, 1)).toBe("Zoë 1");
    }
  });

  test("gzip, CR line ends, no line end at the end", async () => {
    expect((await readTable(file(gzipSync("a,b\n1,2\n3,4"), "csv.gz"))).table.rows).toBe(2);
    expect((await read("a,b\r1,2\r3,4")).table.rows).toBe(2);
  });

  test("types: numbers, codes, categories, booleans, dates", async () => {
    const text = lines(
      "n;code;cat;flag;when",
      40,
      (i) => `${i},5;00${i % 4};${"xyz"[i % 3]};${i % 2 ? "yes" : "No"};${(i % 28) + 1}.02.2024`,
    );
    const { profiles, file: info, table } = await read(text);
    expect(info).toEqual({ format: "csv", delimiter: ";", encoding: "utf-8", decimal: ",", header: true });
    expect(profiles.map(({ type }) => type)).toEqual(["number", "category", "category", "boolean", "datetime"]);
    expect(profiles[4]!.format).toBe("%d.%m.%Y");
    expect(cellText(table.columns[0]!, 3)).toBe("3.5");
    expect(cellText(table.columns[1]!, 1)).toBe("001");
  });

  test("identifiers and free text are told from categories", async () => {
    const text = lines("row,order_id,note,city,amount", 200, (i) =>
      [i + 1, `X-${i >> 1}`, `the patient said no ${i} on that day`, `town ${i % 9}`, i * 1.25].join(","),
    );
    const { profiles } = await read(text);
    expect(profiles.map(({ type }) => type)).toEqual(["identifier", "identifier", "text", "category", "number"]);
  });

  test("tokens are read as missing and counted; plain empty cells only as missing", async () => {
    const cells = ["NA", "?", "", "1", "2", "3", "4", "5", "6", "7"];
    const { missing, profiles } = await read(lines("a,b", 20, (i) => `${cells[i % 10]},${i % 10 === 1 ? "n/a" : "x"}`));
    expect(missing.map(({ column, token, count, source }) => [column, token, count, source])).toEqual([
      ["a", "NA", 2, "token"],
      ["a", "?", 2, "token"],
      ["b", "n/a", 2, "token"],
    ]);
    expect(profiles[0]!.missing_share).toBeCloseTo(0.3);
  });

  test("a word that recurs among numbers is a token; many words make a category", async () => {
    const odd = await read(lines("a,b", 100, (i) => `${i % 20 === 0 ? "offline" : i},${i}`));
    expect(odd.missing).toMatchObject([{ column: "a", token: "offline", count: 5, source: "token" }]);
    const mixed = await read(lines("a,b", 100, (i) => `${i % 3 === 0 ? `R${i}` : i},${i}`));
    expect(mixed.table.columns[0]!.kind).toBe("text");
    const stray = await read(lines("a,b", 300, (i) => `${i === 150 ? "12kg" : i * 1.5},${i}`));
    expect(stray.table.columns[0]!.kind).toBe("number");
    expect(stray.warnings.join()).toContain('"12kg"');
  });

  test("the user's word stands: tokens, types, date patterns", async () => {
    const text = lines(
      "glucose,grade,when",
      60,
      (i) => `${i < 4 ? 0 : i + 60},${i % 5},0${(i % 9) + 1}/0${(i % 3) + 1}/2020`,
    );
    const { table, missing, profiles } = await read(text, {
      missing: { glucose: ["64"] },
      category: ["grade"],
      dates: { when: "%m/%d/%Y" },
    });
    expect(missing).toEqual([{ column: "glucose", token: "64", count: 1, source: "user", reason: "named as missing" }]);
    expect(table.columns.map(({ kind }) => kind)).toEqual(["number", "text", "datetime"]);
    expect(cellText(table.columns[2]!, 0)).toBe("2020-01-01T00:00:00.000Z");
    expect(profiles[2]!.format).toBe("%m/%d/%Y");
    const forced = await read("a,b\nx,1\n2,3\n", { number: ["a"] });
    expect(columnNamed(forced.table, "a")!.kind).toBe("number");
  });

  test("no header: columns are numbered", async () => {
    const { table, file: info } = await read("1,2,x\n3,4,y\n5,6,x\n");
    expect(info.header).toBe(false);
    expect(table.columns.map(({ name }) => name)).toEqual(["column1", "column2", "column3"]);
  });

  test("impossible zeros become missing", async () => {
    const { missing, table } = await read(lines("BMI,x", 50, (i) => `${i < 3 ? 0 : 20 + i / 10},${i}`));
    expect(missing).toMatchObject([{ column: "BMI", token: "0", count: 3, source: "rule" }]);
    expect(cellText(table.columns[0]!, 0)).toBeNull();
  });

  test("all-missing columns are read as such", async () => {
    const { profiles } = await read(lines("a,b", 30, (i) => `${i},`));
    expect(profiles[1]).toMatchObject({ distinct: 0, missing_share: 1 });
  });

  test("Parquet and JSON lines", async () => {
    const parquet = join(folder, "t.parquet");
    await withDuckDB((connection) =>
      connection.run(
        `COPY (SELECT range AS n, 'c' || range % 3 AS c, DATE '2024-01-01' + range::INTEGER AS d FROM range(50)) TO '${parquet}'`,
      ),
    );
    const rows = Array.from({ length: 50 }, (_, i) =>
      JSON.stringify({ n: i, c: `c${i % 3}`, d: i === 7 ? null : "2024-01-02" }),
    );
    const fromParquet = await readTable(parquet);
    const fromJson = await readTable(file(`${rows.join("\n")}\n`, "jsonl"));
    expect(fromParquet.file.format).toBe("parquet");
    expect(fromJson.file.format).toBe("json");
    for (const { table } of [fromParquet, fromJson]) {
      expect(table.rows).toBe(50);
      expect(table.columns.map(({ kind }) => kind)).toEqual(["number", "text", "datetime"]);
    }
    await expect(readTable(file('{"a": ]', "json"))).rejects.toMatchObject({ code: "FILE_NOT_A_TABLE" });
  });

  test("a table of 30,000 columns, whose lines are longer than a cell may be", async () => {
    const names = Array.from({ length: 30_000 }, (_, i) => `gene${i}`);
    const row = names.map((_, i) => i % 7);
    const { table, file: info } = await read([names, row, row].map((cells) => cells.join("\t")).join("\n"));
    expect([table.columns.length, table.rows, info.format]).toEqual([30_000, 2, "tsv"]);
  });

  test("rising measurements with gaps are numbers, row numbers are identifiers", async () => {
    const { profiles } = await read(
      lines("rank,population,case_id", 60, (i) => `${2 * i + 1},${1000 + i * i * 37},${i * 9973}`),
    );
    expect(profiles.map(({ type }) => type)).toEqual(["identifier", "number", "identifier"]);
  });

  test("the same file is read the same every time", async () => {
    const path = file(lines("a,b", 500, (i) => `${(i * 37) % 101},${"pqr"[i % 3]}`));
    expect(await readTable(path)).toEqual(await readTable(path));
  });
});
