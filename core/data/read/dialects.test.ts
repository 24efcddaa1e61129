/** A random table, written as some program somewhere writes it, is read back as the same table. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import iconv from "iconv-lite";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.ts";
import { cellText, columnNamed } from "../table.ts";
import { readTable } from "./read-table.ts";

interface Row {
  /** Cents. */
  amount: number | null;
  day: number;
  town: string | null;
  code: number;
  note: string;
  share: number;
}

interface Dialect {
  delimiter: string;
  encoding: string;
  mark: boolean;
  lineEnd: string;
  decimal: "." | ",";
  group: string;
  before: string;
  after: string;
  dates: "iso" | "%d/%m/%Y" | "%m/%d/%y" | "%d.%m.%Y" | "%d %b %Y";
  token: string;
  quoteAll: boolean;
  padding: string;
  blankEvery: number;
  emptyColumns: number;
  emptyRows: number;
  endsWithLineEnd: boolean;
  gzip: boolean;
}

const dialect = fc.record<Dialect>({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  encoding: fc.constantFrom("utf-8", "utf-16le", "utf-16be", "windows-1252"),
  mark: fc.boolean(),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  decimal: fc.constantFrom(".", ","),
  group: fc.constantFrom("", "mark", " ", "\u00a0", "'"),
  before: fc.constantFrom("", "", "$", "€ ", "£"),
  after: fc.constantFrom("", "", "", " €", "€"),
  dates: fc.constantFrom("iso", "%d/%m/%Y", "%m/%d/%y", "%d.%m.%Y", "%d %b %Y"),
  token: fc.constantFrom("", "NA", "?", "-", "n/a", "NULL"),
  quoteAll: fc.boolean(),
  padding: fc.constantFrom("", "", " ", "  "),
  blankEvery: fc.constantFrom(0, 0, 3),
  emptyColumns: fc.constantFrom(0, 0, 1, 3),
  emptyRows: fc.constantFrom(0, 0, 2),
  endsWithLineEnd: fc.boolean(),
  gzip: fc.boolean(),
});

const DAY = 86_400_000;
const TOWNS = ["Rome", "Zürich", "Oslo, Norway", "São Paulo", "A;B|C", 'the "Hague"'];
const note = fc
  .array(fc.constantFrom("well", "tab\there", 'said "no"', "line\nend", "a, b; c", "größer", "µ"), { maxLength: 3 })
  .map((words) => words.join(" ").trim());
const row = fc.record<Row>({
  amount: fc.option(fc.integer({ min: -9_999_999_99, max: 9_999_999_99 }), { freq: 8 }),
  day: fc.integer({ min: 0, max: 3_000 }),
  town: fc.option(fc.constantFrom(...TOWNS), { freq: 8 }),
  code: fc.integer({ min: 0, max: 99 }),
  note,
  share: fc.integer({ min: 0, max: 1000 }),
});
const rows = fc
  .array(row, { minLength: 25, maxLength: 60 })
  // One line of each kind, so that every column has its evidence.
  .map((random) => [
    { amount: 1_234_567_05, day: 20, town: "Rome", code: 7, note: "first", share: 125 },
    { amount: -50, day: 400, town: "Zürich", code: 12, note: "x", share: 5 },
    { amount: 98_765_40, day: 1_000, town: "Rome", code: 0, note: "x", share: 999 },
    ...random,
  ]);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const dateOf = (day: number): number => Date.UTC(2015, 0, 1) + day * DAY;

function written(time: number, format: Dialect["dates"]): string {
  const [year = "", month = "", day = ""] = new Date(time).toISOString().slice(0, 10).split("-");
  if (format === "iso") return `${year}-${month}-${day}`;
  if (format === "%d/%m/%Y") return `${day}/${month}/${year}`;
  if (format === "%m/%d/%y") return `${month}/${day}/${year.slice(2)}`;
  return format === "%d.%m.%Y" ? `${day}.${month}.${year}` : `${day} ${MONTHS[Number(month) - 1]} ${year}`;
}

function amountText(cents: number, how: Dialect): string {
  const [whole = "", places = ""] = (Math.abs(cents) / 100).toFixed(2).split(".");
  const group = how.group === "mark" ? (how.decimal === "." ? "," : ".") : how.group;
  const digits = `${whole.replace(/\B(?=(\d{3})+$)/g, group)}${how.decimal}${places}`;
  return `${cents < 0 ? "-" : ""}${how.before}${digits}${how.before === "" ? how.after : ""}`;
}

function textOf(table: readonly Row[], how: Dialect): string {
  const { delimiter, padding } = how;
  const cell = (text: string): string => {
    const quoted =
      how.quoteAll || /["\n\r]/.test(text) || text.includes(delimiter) || (delimiter !== "\t" && /\t/.test(text));
    return `${padding}${quoted ? `"${text.replaceAll('"', '""')}"` : text}${padding}`;
  };
  const line = (cells: readonly string[]): string =>
    [...cells.map(cell), ...Array(how.emptyColumns).fill("")].join(delimiter);
  const lines = [line(["amount", "when", "town", "code", "note", "share"])];
  for (const [i, { amount, day, town, code, note, share }] of table.entries()) {
    const amounts = amount === null ? how.token : amountText(amount, how);
    const cells = [amounts, written(dateOf(day), how.dates), town ?? how.token, String(code).padStart(3, "0"), note];
    lines.push(line([...cells, `${(share / 10).toFixed(1).replace(".", how.decimal)} %`]));
    if (how.blankEvery > 0 && i % how.blankEvery === 0) lines.push("");
  }
  for (let i = 0; i < how.emptyRows; i++) lines.push(delimiter.repeat(5 + how.emptyColumns));
  const text = lines.join("\u0000");
  // Line ends inside cells are those of the file as well.
  const ended = text.replaceAll("\n", how.lineEnd).replaceAll("\u0000", how.lineEnd);
  return how.endsWithLineEnd ? `${ended}${how.lineEnd}` : ended;
}

function bytesOf(text: string, { encoding, mark, gzip }: Dialect): Buffer {
  const bytes = iconv.encode(text, encoding, { addBOM: mark && encoding !== "windows-1252" });
  return gzip ? gzipSync(bytes, { level: 1 }) : bytes;
}

const folder = temporaryFolder();

test("a table in any dialect comes back the same (property)", async () => {
  let files = 0;
  await fc.assert(
    fc.asyncProperty(rows, dialect, async (table, how) => {
      const path = join(folder, `${files++ % 10}.csv`);
      const text = textOf(table, how);
      writeFileSync(path, bytesOf(text, how));
      const read = await readTable(path);
      const { columns } = read.table;
      expect(read.rejected, text).toEqual([]);
      expect(read.file).toMatchObject({ delimiter: how.delimiter, encoding: how.encoding, header: true });
      expect(columns.map(({ name, kind }) => `${name}:${kind}`)).toEqual([
        "amount:number",
        "when:datetime",
        "town:text",
        "code:text",
        "note:text",
        "share:number",
      ]);
      const column = (name: string) =>
        Array.from({ length: table.length }, (_, i) => cellText(columnNamed(read.table, name)!, i));
      expect(read.table.rows).toBe(table.length);
      expect(column("amount")).toEqual(table.map(({ amount }) => (amount === null ? null : String(amount / 100 + 0))));
      expect(column("when")).toEqual(table.map(({ day }) => new Date(dateOf(day)).toISOString()));
      expect(column("town")).toEqual(table.map(({ town }) => town));
      expect(column("code")).toEqual(table.map(({ code }) => String(code).padStart(3, "0")));
      expect(column("note")).toEqual(table.map(({ note }) => note || null));
      expect(column("share")).toEqual(table.map(({ share }) => String(share / 10)));
      expect(read.profiles.find(({ name }) => name === "when")!.format).toBe(how.dates);
    }),
    { numRuns: 150 },
  );
});
