import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CELL_LIMIT } from "./block.ts";
import { createScanner } from "./scan.ts";

/** Scans a text that arrives in pieces of a size, as a file does. */
function scan(text: string, width: number, { delimiter = ",", least = width, piece = 1 << 20 } = {}) {
  const scanner = createScanner({ delimiter, width, least, line: 1, file: "f.csv" });
  const whole = Buffer.from(`${text}\n`);
  const rows: string[][] = [];
  const lines: number[] = [];
  let rest: Buffer = Buffer.alloc(0);
  for (let at = 0; at < whole.length; at += piece) {
    const bytes = Buffer.concat([rest, whole.subarray(at, at + piece)]);
    const used = scanner.scan(bytes, bytes.lastIndexOf(10) + 1, at + piece >= whole.length);
    const { cells } = scanner;
    for (let row = 0; row < cells.rows; row++) {
      const spans = Array.from({ length: width }, (_, i) => [
        cells.starts[row * width + i],
        cells.ends[row * width + i],
      ]);
      rows.push(spans.map(([start, end]) => bytes.toString("utf8", start, end)));
      lines.push(cells.lines[row]!);
    }
    rest = bytes.subarray(used);
  }
  return { rows, lines, rejected: scanner.rejected, emptyRows: scanner.emptyRows };
}

describe("createScanner", () => {
  test("takes quotes, doubled quotes, line ends in quotes and CRLF", () => {
    const { rows, lines } = scan('a,"b, c"\r\n"say ""hi""","two\nlines"\r\nlast,row', 2);
    expect(rows).toEqual([
      ["a", "b, c"],
      ['say "hi"', "two\nlines"],
      ["last", "row"],
    ]);
    expect(lines).toEqual([1, 2, 4]);
  });

  test("trims blanks around cells and skips blank lines", () => {
    const { rows, lines } = scan('x, y\n\n 1 , two words \n   \n\t3,"  4 "\n\n', 2);
    expect(rows).toEqual([
      ["x", "y"],
      ["1", "two words"],
      ["3", "4"],
    ]);
    expect(lines).toEqual([1, 3, 5]);
  });

  test("keeps empty cells between tabs, and tabs between commas", () => {
    expect(scan("\t\t\n1\t\t3\n", 3, { delimiter: "\t" }).rows).toEqual([
      ["", "", ""],
      ["1", "", "3"],
    ]);
    expect(scan('a\tb,"c\td"\n', 2).rows).toEqual([["a\tb", "c\td"]]);
  });

  test("sets ragged rows aside with line and reason", () => {
    const { rows, rejected } = scan("1,2\n1\n1,2,3\n3,4\n", 2);
    expect(rows).toHaveLength(2);
    expect(rejected).toEqual([
      { line: 2, reason: "1 cells where 2 are expected" },
      { line: 3, reason: "3 cells where 2 are expected" },
    ]);
  });

  test("empty cells more than expected, and unnamed ones less, are no reason to set a row aside", () => {
    expect(scan("1,2,\n3,4,,\n", 2)).toMatchObject({
      rows: [
        ["1", "2"],
        ["3", "4"],
      ],
      rejected: [],
    });
    expect(scan("1,2,x\n3,4\n", 3, { least: 2 }).rows).toEqual([
      ["1", "2", "x"],
      ["3", "4", ""],
    ]);
  });

  test("counts rows at the end that are empty", () => {
    expect(scan("1,2\n,\n3,\n,,\n , \n", 2).emptyRows).toBe(2);
    expect(scan("1,2\n,\n", 2).emptyRows).toBe(1);
    expect(scan(",\n1,2", 2).emptyRows).toBe(0);
  });

  test("a quote that is never closed costs its line only", () => {
    const { rows, rejected } = scan('1,a\n2,"b\n3,c\n4,d\n', 2);
    expect(rows.map(([first]) => first)).toEqual(["1", "3", "4"]);
    expect(rejected).toEqual([{ line: 2, reason: "a quote that opens here is never closed" }]);
  });

  test("a stray quote that meets a later one costs its line only", () => {
    const { rows, rejected } = scan('1,"a\n2,b\n3,"c"\n4,d\n', 2);
    expect(rows.map(([first]) => first)).toEqual(["2", "3", "4"]);
    expect(rejected.map(({ line }) => line)).toEqual([1]);
  });

  test("a quote far from its end costs its line only, though the row spans pieces", () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i},text ${i}`);
    lines[7] = '7,"open';
    const { rows, rejected } = scan(lines.join("\n"), 2, { piece: 10_000 });
    expect(rows).toHaveLength(19_999);
    expect(rejected.map(({ line }) => line)).toEqual([8]);
  });

  test("refuses a cell of a million characters, quoted or not, with line and column", () => {
    const long = "x".repeat(1_000_000);
    for (const text of [`1,2\n0,${long}\n`, `1,2\n0,"${long}"\n`])
      expect(() => scan(text, 2)).toThrow(
        expect.objectContaining({
          code: "FILE_TOO_WIDE_CELL",
          details: { line: 2, column: 2, file: "f.csv", limit: CELL_LIMIT },
        }),
      );
  });

  test("gives up where most of very many lines do not fit", () => {
    const lines = `1\n`.repeat(100_002);
    expect(() => scan(lines, 2)).toThrow(expect.objectContaining({ code: "FILE_NOT_A_TABLE" }));
  });

  test("reads back whatever is written by the rules, in pieces of any size (property)", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", "é", ",", ";", '"', "\n", "\r\n", " ", "1", "漢") })
      .map((text) => text.trim());
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 });
    const cut = fc.record({ delimiter: fc.constantFrom(",", ";", "|", "\t"), piece: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(rows, cut, fc.constantFrom("\n", "\r\n"), (cells, how, end) => {
        const text = cells
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(how.delimiter))
          .join(end);
        expect(scan(text, 3, how).rows).toEqual(cells);
      }),
      { numRuns: 500 },
    );
  });
});
