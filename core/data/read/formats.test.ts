/** Formats other than delimited text, and what a table's own evidence decides. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import type { ReadOptions } from "../../contract/index.ts";
import { temporaryFolder } from "../../testing/temporary.ts";
import { withDuckDB } from "../duckdb.ts";
import { cellText, columnNamed } from "../table.ts";
import { type ReadResult, readTable } from "./read-table.ts";

const folder = temporaryFolder();
let files = 0;

function read(content: string | Uint8Array, extension = "csv", options: ReadOptions = {}): Promise<ReadResult> {
  const path = join(folder, `${files++}.${extension}`);
  writeFileSync(path, content);
  return readTable(path, options);
}

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const kinds = ({ table }: ReadResult) => table.columns.map(({ name, kind }) => `${name}:${kind}`);
const cells = ({ table }: ReadResult, name: string, rows = 3) =>
  Array.from({ length: Math.min(rows, table.rows) }, (_, row) => cellText(columnNamed(table, name)!, row));
const lines = (header: string, rows: number, line: (i: number) => string) =>
  `${header}\n${Array.from({ length: rows }, (_, i) => line(i)).join("\n")}\n`;

const VISITS = [
  "patient:text",
  "visit:datetime",
  "seen at:datetime",
  "town:text",
  "fee:number",
  "share:number",
  "smoker:text",
  "ward:text",
  "note:text",
];

describe("Excel", () => {
  test("reads typed cells: dates, moments, amounts, shares, truths, codes, texts", async () => {
    const visits = await readTable(fixture("visits.xlsx"));
    expect(visits.file).toMatchObject({
      format: "excel",
      delimiter: null,
      encoding: "utf-8",
      decimal: ".",
      header: true,
    });
    expect(visits.table.rows).toBe(40);
    expect(kinds(visits)).toEqual(VISITS);
    expect(cells(visits, "visit", 2)).toEqual(["2024-02-27T00:00:00.000Z", "2024-02-28T00:00:00.000Z"]);
    expect(cells(visits, "seen at", 2)).toEqual(["2024-02-27T07:30:00.000Z", "2024-02-28T14:30:00.000Z"]);
    expect(cells(visits, "fee", 2)).toEqual(["1250.5", "1251.5"]);
    expect(cells(visits, "share", 2)).toEqual(["0", "0.01"]);
    expect(cells(visits, "smoker", 2)).toEqual(["true", "false"]);
    expect(cells(visits, "ward", 2)).toEqual(["000", "001"]);
    expect(cells(visits, "note", 2)).toEqual(['says "no" & <leaves>\nearly', null]);
    expect(visits.profiles.find(({ name }) => name === "smoker")!.type).toBe("boolean");
  });

  test("of several sheets the largest is read, and said; another can be named", async () => {
    const largest = await readTable(fixture("several-sheets.xlsx"));
    expect(kinds(largest)).toEqual(VISITS);
    expect(largest.warnings.join()).toContain("Read me, Rooms");
    expect(largest.file.sheet).not.toBe("Rooms");
    expect(largest.file.sheets).toEqual(expect.arrayContaining([largest.file.sheet, "Rooms", "Read me"]));
    const named = await readTable(fixture("several-sheets.xlsx"), { sheet: "Rooms" });
    expect([named.table.rows, kinds(named), named.warnings]).toEqual([2, ["room:text", "beds:number"], []]);
  });

  test("a title above, and an empty column beside, are no part of the table", async () => {
    const visits = await readTable(fixture("title-above.xlsx"));
    expect(kinds(visits)).toEqual(VISITS);
    expect(visits.table.rows).toBe(40);
  });
});

describe("JSON", () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    id: `0${i}`,
    n: i / 4,
    at: { lat: i, place: i % 2 ? "a" : "b" },
    ok: i % 3 === 0,
    ...(i > 20 ? { late: i } : {}),
    none: null,
  }));
  const expected = ["id:text", "n:number", "at.lat:number", "at.place:text", "ok:text", "none:number", "late:number"];

  test.each([
    ["a row a line", rows.map((row) => JSON.stringify(row)).join("\n")],
    ["a list", JSON.stringify(rows)],
    ["a list over many lines", JSON.stringify(rows, null, 2)],
    ["objects over many lines, one after the other", rows.map((row) => JSON.stringify(row, null, 2)).join("\n")],
    ["a list among other values", JSON.stringify({ count: 30, page: 1, data: rows })],
  ])("%s", async (_, text) => {
    const table = await read(text, "json");
    expect(table.file).toMatchObject({ format: "json", delimiter: null, header: true });
    expect(kinds(table)).toEqual(expected);
    expect(table.table.rows).toBe(30);
    expect(cells(table, "id")).toEqual(["00", "01", "02"]);
    expect(cells(table, "at.place")).toEqual(["b", "a", "b"]);
    expect(cells(table, "late", 30).slice(20, 23)).toEqual([null, "21", "22"]);
  });

  test("columns as lists, and as pandas writes them", async () => {
    for (const text of ['{"a":[1,2,3],"b":["x","y","x"]}', '{"a":{"0":1,"1":2,"2":3},"b":{"0":"x","1":"y","2":"x"}}']) {
      const table = await read(text, "json");
      expect([kinds(table), cells(table, "a")]).toEqual([
        ["a:number", "b:text"],
        ["1", "2", "3"],
      ]);
    }
  });

  test("gzipped, in UTF-16, with numbers too long for a float, braces and line ends in texts", async () => {
    const text = Array.from({ length: 20 }, (_, i) => `{"key": 90071992547409${90 + i}, "t": "{ü\\n\\"}"}`).join("\n");
    for (const bytes of [gzipSync(text), iconv.encode(text, "utf-16le", { addBOM: true })]) {
      const table = await read(bytes, "jsonl");
      expect(cells(table, "key")).toEqual(["9007199254740990", "9007199254740991", "9007199254740992"]);
      expect(cells(table, "t", 1)).toEqual(['{ü\n"}']);
    }
  });

  test("a line that is no JSON costs itself; a damaged list is refused with its line", async () => {
    const { table, rejected } = await read('{"a":1}\n{"a":\n{"a":3}\n7\n', "jsonl");
    expect(table.rows).toBe(2);
    expect(rejected).toEqual([
      { line: 2, reason: "it is not JSON" },
      { line: 4, reason: "it is no object" },
    ]);
    await expect(read('[{"a":1},\n{"a":oops}]', "json")).rejects.toMatchObject({
      code: "FILE_NOT_A_TABLE",
      details: { reason: expect.stringContaining("line 2 is not JSON") },
    });
    await expect(read('[{"a":1},\n{"a":2', "json")).rejects.toThrow("line 2");
  });
});

test("Parquet keeps numbers, moments, texts and missing values", async () => {
  const path = join(folder, "t.parquet");
  await withDuckDB((connection) =>
    connection.run(
      `COPY (SELECT range / 3 AS n, (range * 7)::DECIMAL(9,2) AS d, '0' || range AS code, range % 2 = 0 AS yes,
         TIMESTAMPTZ '2024-01-01 10:00:00+02' + range::INTEGER * INTERVAL 1 HOUR AS at,
         CASE WHEN range % 5 = 0 THEN NULL ELSE 'x, "y"' END AS text, 'nan'::DOUBLE AS nothing
       FROM range(50)) TO '${path}'`,
    ),
  );
  const table = await readTable(path);
  expect(table.file.format).toBe("parquet");
  expect(kinds(table)).toEqual([
    "n:number",
    "d:number",
    "code:text",
    "yes:text",
    "at:datetime",
    "text:text",
    "nothing:number",
  ]);
  expect(cells(table, "n")).toEqual(["0", String(1 / 3), String(2 / 3)]);
  expect(cells(table, "at", 2)).toEqual(["2024-01-01T08:00:00.000Z", "2024-01-01T09:00:00.000Z"]);
  expect(cells(table, "text", 2)).toEqual([null, 'x, "y"']);
});

describe("encodings that show late", () => {
  const ascii = lines("name,n", 400_000, (i) => `plain ${i % 7},${i}`);

  test("a text of ASCII that turns out to be Windows-1252 is read again", async () => {
    const { file, table } = await read(Buffer.concat([Buffer.from(ascii), Buffer.from("caf\xe9,1\n", "latin1")]));
    expect(file.encoding).toBe("windows-1252");
    expect(cellText(table.columns[0]!, 400_000)).toBe("café");
  });

  test("one damaged character does not make UTF-8 something else", async () => {
    const good = Buffer.from(lines("name,n", 50, (i) => `Zoë ${i % 3},${i}`));
    const { file, table, warnings } = await read(Buffer.concat([good, Buffer.from([0x63, 0xc3, 0x2c, 0x31, 0x0a])]));
    expect(file.encoding).toBe("utf-8");
    expect(cellText(table.columns[0]!, 0)).toBe("Zoë 0");
    expect(warnings.join()).toContain("--encoding");
  });

  test("an encoding can be named", async () => {
    const text = lines("name,n", 20, (i) => `Łódź ${i % 3},${i}`);
    const table = await read(iconv.encode(text, "windows-1250"), "csv", { encoding: "windows-1250" });
    expect(cells(table, "name", 1)).toEqual(["Łódź 0"]);
  });
});

describe("numbers", () => {
  const column = async (cell: (i: number) => string, options: ReadOptions = {}, rows = 40) =>
    read(
      lines("x;y", rows, (i) => `${cell(i)};${i}`),
      "csv",
      options,
    );

  test.each<[string, (i: number) => string, string[], string | undefined]>([
    [
      "currency and groups",
      (i) => `$${(1000 * i + 1000).toLocaleString("en-US")}.50`,
      ["1000.5", "2000.5"],
      "$1,000.50",
    ],
    ["a decimal comma with groups", (i) => `${i + 1}.234,5 €`, ["1234.5", "2234.5"], "1.234,5 €"],
    ["groups alone, beside small numbers", (i) => (i % 2 ? "950" : `${i + 1},500`), ["1500", "950"], "1,500"],
    ["brackets for what is owed", (i) => (i % 2 ? "(3.50)" : "4.25"), ["4.25", "-3.5"], "(3.50)"],
    ["shares", (i) => `${i},5%`, ["0.5", "1.5"], "0,5%"],
    ["scientific", (i) => `${i + 1}.5e-3`, ["0.0015", "0.0025"], undefined],
  ])("%s", async (_, cell, expected, format) => {
    const table = await column(cell);
    expect([kinds(table)[0], cells(table, "x", 2)]).toEqual(["x:number", expected]);
    expect(table.profiles[0]!.format).toBe(format);
  });

  test("each column has its own decimal mark", async () => {
    const table = await read(lines("a;b;c", 40, (i) => `${i},25;${i}.75;1.${100 + i},5`));
    expect(kinds(table)).toEqual(["a:number", "b:number", "c:number"]);
    expect(["a", "b", "c"].map((name) => cells(table, name, 1)[0])).toEqual(["0.25", "0.75", "1100.5"]);
  });

  test("what a comma means is taken from the rest of the column, even where it comes late", async () => {
    const late = await column((i) => (i < 60_000 ? "7" : "1,5"), {}, 90_000);
    expect(cellText(late.table.columns[0]!, 89_999)).toBe("1.5");
    const groups = await column((i) => (i === 80_000 ? "1.234.567" : "2.000"), {}, 90_000);
    expect(cellText(groups.table.columns[0]!, 0)).toBe("2000");
  });

  test("where it may be either, a guess is made, and said; the option decides", async () => {
    const guess = await column((i) => `${i + 1},125`);
    expect([cells(guess, "x", 1), guess.warnings.join()]).toEqual([["1.125"], expect.stringContaining("--decimal")]);
    expect(cells(await column((i) => `${i + 1},125`, { decimal: "." }), "x", 1)).toEqual(["1125"]);
  });

  test("amounts in several currencies, codes, and accounts stay texts", async () => {
    for (const cell of [
      (i: number) => (i % 2 ? "$5" : "5 €"),
      (i: number) => String(i).padStart(3, "0"),
      (i: number) => `12345678901234567${10 + i}`,
    ])
      expect(kinds(await column(cell))[0]).toBe("x:text");
  });

  test("a code or a word that comes late makes a text of the whole column, nothing lost", async () => {
    const codes = await column((i) => (i === 80_000 ? "007" : `${i}.50`), {}, 90_000);
    expect([kinds(codes)[0], cells(codes, "x", 2)]).toEqual(["x:text", ["0.50", "1.50"]]);
    const words = await column((i) => (i > 60_000 ? `w${i % 50}` : "1.0"), {}, 90_000);
    expect(cells(words, "x", 1)).toEqual(["1.0"]);
    const numbers = await column((i) => (i < 300 ? "n.a.x" : String(i)), {}, 90_000);
    expect(kinds(numbers)[0]).toBe("x:number");
  });
});

describe("dates", () => {
  const two = (n: number) => String(n).padStart(2, "0");

  test("a column that tells day from month decides for those that do not", async () => {
    const day = (i: number) => `${two((i % 12) + 1)}/${two((i % 5) + 1)}/2020`;
    const told = (i: number) => `${two((i % 5) + 1)}/${two((i % 28) + 1)}/2020`;
    const table = await read(lines("a,b,n", 60, (i) => `${day(i)},${told(i)},${i}`));
    expect(table.profiles.slice(0, 2).map(({ format }) => format)).toEqual(["%m/%d/%Y", "%m/%d/%Y"]);
    expect(table.warnings).toEqual([]);
    const alone = await read(lines("a,n", 60, (i) => `${day(i)},${i}`));
    expect(alone.warnings.join()).toContain("--dates");
  });

  test.each([
    ["2024-02-07T10:00:00Z", "2024-02-07T10:00:00.000Z", "iso"],
    ["2024-02-07T10:00:00.5+05:30", "2024-02-07T04:30:00.500Z", "iso"],
    ["2024-02-07 10:00:00+00", "2024-02-07T10:00:00.000Z", "iso"],
    ["07.02.2024 10:15", "2024-02-07T10:15:00.000Z", "%d.%m.%Y %H:%M"],
    ["2/17/24 1:05 PM", "2024-02-17T13:05:00.000Z", "%m/%d/%y %I:%M %p"],
    ["07FEB2024:10:00:00", "2024-02-07T10:00:00.000Z", "%d%b%Y:%H:%M:%S"],
    ["Feb 2024", "2024-02-01T00:00:00.000Z", "%b %Y"],
    ["2024-02", "2024-02-01T00:00:00.000Z", "%Y-%m"],
    ["2024/02/17 10:00:00.250", "2024-02-17T10:00:00.250Z", "%Y/%m/%d %H:%M:%S.%f"],
  ])("%s", async (text, iso, format) => {
    const table = await read(lines("when;n", 30, (i) => `${text};${i}`));
    expect([cells(table, "when", 1), table.profiles[0]!.format]).toEqual([[iso], format]);
  });

  test("days written as numbers are dates where the column is named so; seconds since 1970 are numbers", async () => {
    const table = await read(lines("visit_date,amount,epoch", 28, (i) => `202402${two(i + 1)},20240101,${1.7e9 + i}`));
    expect(kinds(table)).toEqual(["visit_date:datetime", "amount:number", "epoch:number"]);
  });

  test("missing dates, and days that stand for none, are missing", async () => {
    const table = await read(
      lines("out,n", 400, (i) => `${i % 9 ? `2020-01-${two((i % 28) + 1)}` : i % 2 ? "9999-12-31" : "NaT"},${i}`),
    );
    expect(table.missing.map(({ token, source }) => [token, source])).toEqual([
      ["NaT", "token"],
      ["9999-12-31", "rule"],
    ]);
  });
});

describe("the shape of a table", () => {
  test("lines above the header are left out, and said", async () => {
    const table = await read(`Export of 2024-01-01\n\n${lines("a,b,c", 30, (i) => `${i},x,${i / 2}`)}`);
    expect([kinds(table), table.table.rows]).toEqual([["a:number", "b:text", "c:number"], 30]);
    expect(table.warnings.join()).toContain("above the header");
    expect(kinds(await read(`Report,,\n${lines("a,b,c", 30, (i) => `${i},x,${i / 2}`)}`))).toHaveLength(3);
  });

  test("columns without name and value are left out, others get a name", async () => {
    const table = await read(lines("a,,b,,", 30, (i) => `${i},${i % 3},x,,`));
    expect(kinds(table)).toEqual(["a:number", "column2:number", "b:text"]);
  });

  test("every line may end with a delimiter; names of rows get a name", async () => {
    expect(kinds(await read(lines("a,b", 30, (i) => `${i},x,`)))).toEqual(["a:number", "b:text"]);
    expect(kinds(await read(lines("a,b", 30, (i) => `r${i},${i},x`)))).toEqual([
      "row_names:text",
      "a:number",
      "b:text",
    ]);
  });

  test("a misfit is told with its line, whatever stands between", async () => {
    const text = lines("a,b", 300, (i) => (i === 200 ? "12kg,1" : `${i / 2},${i}${i % 50 ? "" : "\n"}`));
    expect((await read(text)).warnings.join()).toContain('"12kg" in line 206');
  });
});
