/** Every way in which a file can be unusable ends in a catalogued error that says where and what to do. */
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type ErrorCode, HomeostatError, type ReadOptions } from "../../contract/index.ts";
import { temporaryFolder } from "../../testing/temporary.ts";
import { withDuckDB } from "../duckdb.ts";
import type { ReadWatch } from "./read-columns.ts";
import { readTable } from "./read-table.ts";

const folder = temporaryFolder();
let files = 0;

function file(content: string | Uint8Array, extension = "csv"): string {
  const path = join(folder, `${files++}.${extension}`);
  writeFileSync(path, content);
  return path;
}

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

async function refusal(path: string, options: ReadOptions = {}, watch: ReadWatch = {}): Promise<HomeostatError> {
  const error = await readTable(path, options, watch).catch((thrown: unknown) => thrown);
  if (error instanceof HomeostatError) return error;
  throw new Error(`${path} was not refused in the proper way`, { cause: error });
}

const large = (rows = 400_000): string => `a,b\n${"1234567,some text\n".repeat(rows)}`;
const garbage = Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919 + (i >> 3)) & 255);
const long = "y".repeat(1_000_000);

describe("a file that cannot be had", () => {
  test("is not there", async () => {
    expect(await refusal(join(folder, "none.csv"))).toMatchObject({ code: "FILE_NOT_FOUND", exit: 2 });
    expect(await refusal(join(file("a\n1\n"), "inner.csv"))).toMatchObject({ code: "FILE_NOT_FOUND" });
  });

  test("is a folder", async () => {
    mkdirSync(join(folder, "f.csv"));
    expect(await refusal(join(folder, "f.csv"))).toMatchObject({ code: "FILE_IS_DIRECTORY", exit: 2 });
  });

  test.skipIf(process.getuid === undefined || process.getuid() === 0)(
    "may not be read (skipped for root)",
    async () => {
      const path = file("a,b\n1,2\n");
      chmodSync(path, 0o000);
      expect(await refusal(path)).toMatchObject({ code: "FILE_UNREADABLE", details: { reason: "EACCES" } });
    },
  );

  test.skipIf(!existsSync("/proc/self/mem"))("fails while it is read", async () => {
    expect(await refusal("/proc/self/mem")).toMatchObject({ code: "FILE_UNREADABLE", exit: 1 });
  });

  test.skipIf(!existsSync("/dev/zero"))("is a device that never ends", async () => {
    expect(await refusal("/dev/zero")).toMatchObject({ code: "FILE_UNREADABLE" });
  });

  test("is being written", async () => {
    const path = file(large());
    const onProgress = () => appendFileSync(path, "1,2\n");
    expect(await refusal(path, {}, { onProgress })).toMatchObject({ code: "FILE_CHANGED", exit: 1 });
  });
});

describe("a file without rows", () => {
  test("is empty, or holds blanks, or nothing but a byte order mark", async () => {
    for (const content of ["", "\n\n  \n", "\ufeff", gzipSync(""), new Uint8Array()])
      expect(await refusal(file(content))).toMatchObject({ code: "FILE_EMPTY", exit: 1 });
  });

  test("holds a header alone", async () => {
    for (const content of ["a,b,c", "a,b,c\n\n", "a,b,c\n,,\n,,\n"])
      expect(await refusal(file(content))).toMatchObject({ code: "FILE_NO_ROWS" });
  });

  test("is a workbook of a header alone, or of nothing", async () => {
    expect(await refusal(fixture("header-alone.xlsx"))).toMatchObject({ code: "FILE_NO_ROWS" });
    expect(await refusal(fixture("no-cells.xlsx"))).toMatchObject({ code: "FILE_EMPTY" });
    expect(await refusal(fixture("several-sheets.xlsx"), { sheet: "Empty" })).toMatchObject({ code: "FILE_EMPTY" });
  });

  test("is Parquet of no rows", async () => {
    const path = join(folder, "none.parquet");
    await withDuckDB((connection) => connection.run(`COPY (SELECT 1 AS a WHERE false) TO '${path}'`));
    expect(await refusal(path)).toMatchObject({ code: "FILE_NO_ROWS" });
  });
});

describe("a file that is no table", () => {
  const parquet = join(folder, "broken.parquet");
  const xlsx = readFileSync(fixture("visits.xlsx"));

  test.each<[string, string | Uint8Array, RegExp]>([
    ["is binary", garbage, /binary/],
    ["is a zip archive", Buffer.from("PK\u0003\u0004rest of it"), /zip archive/],
    ["is an old workbook", Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), garbage]), /\.xls\)/],
    ["is damaged gzip", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), /gzip data is damaged/],
    ["is gzip cut short", gzipSync(large(20_000)).subarray(0, 200), /gzip data is damaged/],
    ["is a damaged workbook", Buffer.concat([xlsx.subarray(0, 3_000), xlsx.subarray(3_500)]), /workbook is damaged/],
    ["is JSON without objects", "[[1,2],[3,4]]", /no objects/],
    ["has no line that fits", "a,b,c\n1\n2\n3,4\n", /line 2: 1 cells where 3 are expected/],
  ])("%s", async (_, content, reason) => {
    const error = await refusal(file(content));
    expect(error).toMatchObject({ code: "FILE_NOT_A_TABLE", exit: 1 });
    expect(error.message).toMatch(reason);
  });

  test("is broken Parquet", async () => {
    await withDuckDB((connection) => connection.run(`COPY (SELECT range AS a FROM range(9999)) TO '${parquet}'`));
    const whole = readFileSync(parquet);
    const holed = Buffer.from(whole);
    holed.fill(0xff, 20, 4_000);
    for (const content of [whole.subarray(0, whole.length / 2), holed, Buffer.from("PAR1")])
      expect(await refusal(file(content, "parquet"))).toMatchObject({ code: "FILE_NOT_A_TABLE" });
  });

  test("is protected by a password", async () => {
    expect(await refusal(fixture("protected.xlsx"))).toMatchObject({ code: "FILE_PROTECTED", exit: 1 });
  });

  test("has a cell of a million characters, whatever the format: line and column are named", async () => {
    const cases: [string | Uint8Array, string][] = [
      [`a,b\n1,2\n1,${long}\n`, "csv"],
      [`a,b\n1,2\n1,"${long}"\n`, "csv"],
      [`{"a":1,"b":2}\n\n{"a":1,"b":"${long}"}\n`, "json"],
    ];
    for (const [content, extension] of cases)
      expect(await refusal(file(content, extension))).toMatchObject({
        code: "FILE_TOO_WIDE_CELL",
        details: { line: 3, column: 2 },
      });
  });
});

describe("options that do not fit", () => {
  test.each<[string, ReadOptions, ErrorCode]>([
    ["an unknown encoding", { encoding: "klingon" }, "WRONG_USE"],
    ["a column that is not there", { category: ["c"] }, "COLUMN_NOT_FOUND"],
    ["a date pattern that is none", { dates: { a: "%Q" } }, "WRONG_USE"],
  ])("%s", async (_, options, code) => {
    expect(await refusal(file("a,b\n1,2\n"), options)).toMatchObject({ code, exit: 2 });
  });

  test("a sheet that is not there", async () => {
    expect(await refusal(fixture("several-sheets.xlsx"), { sheet: "Bills" })).toMatchObject({
      code: "SHEET_NOT_FOUND",
      exit: 2,
      details: { sheets: ["Read me", "Visits", "Rooms", "Empty"] },
    });
  });
});

describe("a reading that is watched", () => {
  test("tells the share done, rising to the end", async () => {
    const shares: number[] = [];
    await readTable(file(large()), {}, { onProgress: (done) => shares.push(done) });
    expect(shares.length).toBeGreaterThan(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  test.each([
    ["csv", () => file(large())],
    ["csv.gz", () => file(gzipSync(large(), { level: 1 }), "csv.gz")],
    ["json", () => file('{"a":1,"b":"some text"}\n'.repeat(200_000), "json")],
  ])("stops where it is told to: %s", async (_, make) => {
    const abort = new AbortController();
    const path = make();
    let told = 0;
    const onProgress = () => {
      told++;
      abort.abort();
    };
    await expect(readTable(path, {}, { onProgress, signal: abort.signal })).rejects.toThrow(abort.signal.reason);
    expect(told).toBe(1);
  });

  test("stops while a workbook is taken apart", async () => {
    const abort = new AbortController();
    const reading = readTable(fixture("visits.xlsx"), {}, { signal: abort.signal });
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: "CANCELLED" });
  });
});
