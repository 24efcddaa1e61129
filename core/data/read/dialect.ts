/** How a text is laid out: delimiter, decimal mark, header; found from its first rows. */
import type { ReadOptions } from "../../contract/index.ts";
import { dateFormat } from "./date-format.ts";
import { isMissingNumber } from "./missing-tokens.ts";
import { type DecimalMark, decimalOf, isAmbiguous, parseNumber } from "./number.ts";
import { type SampleRow, sampleRows, sampleText } from "./sample.ts";

/** Where several cut the rows evenly, the one that is least likely to occur inside cells comes first. */
const DELIMITERS = ["\t", "|", ";", ","] as const;

/** Share of the rows that must be alike for others above the header to be taken for a title. */
const TITLE_SHARE = 0.8;
const MOST_TITLE_ROWS = 20;

type Rows = readonly (readonly string[])[];

/** What the first rows of a table say about all of it. */
export interface Shape {
  decimal: DecimalMark;
  header: boolean;
  /** Cells in a row. */
  width: number;
  /** Cells that a row must have: columns at the end that have no name may be left out. */
  least: number;
  /** The header's texts, else null. */
  names: string[] | null;
  /** Rows above the header, or above the first row: a title, comments. */
  title: number;
}

export interface Layout extends Shape {
  delimiter: string;
  /** Offset of the first byte behind the header, and its line. */
  body: number;
  line: number;
}

function mostCommon(counts: readonly number[]): { value: number; share: number } {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  const [value = 1, times = 0] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return { value, share: counts.length === 0 ? 0 : times / counts.length };
}

/** The delimiter that cuts the most rows into the same number of cells, more than one; a comma where none does. */
function detectDelimiter(text: string): string {
  let best = { delimiter: ",", share: 0 };
  for (const delimiter of DELIMITERS) {
    const { value, share } = mostCommon(sampleRows(text, delimiter).map(({ cells }) => cells.length));
    if (value > 1 && share > best.share) best = { delimiter, share };
  }
  return best.delimiter;
}

const columnOf = (rows: Rows, column: number): string[] => rows.map((row) => row[column] ?? "");

/**
 * The decimal mark that most columns use. Where none gives it away, `1,234` is a fraction in a table of semicolons,
 * which people write because the comma is taken.
 */
export function detectDecimal(rows: Rows, delimiter: string): DecimalMark {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, column) => columnOf(rows, column));
  const marks = columns.map((cells) => decimalOf(cells));
  const commas = marks.filter((mark) => mark === ",").length;
  const points = marks.filter((mark) => mark === ".").length;
  if (commas + points > 0) return commas > points ? "," : ".";
  return delimiter === ";" && columns.some((cells) => isAmbiguous(cells)) ? "," : ".";
}

const ISO = dateFormat("iso");

function looksLikeValue(cell: string, decimal: DecimalMark): boolean {
  return !Number.isNaN(parseNumber(cell, decimal)) || !Number.isNaN(ISO.parse(cell));
}

/**
 * Whether the first row names the columns: its cells differ in kind from the cells below them. Columns of texts
 * vote too: a name does not occur again among its values.
 */
export function detectHeader(rows: Rows, decimal: DecimalMark): boolean {
  const [first, ...body] = rows;
  if (first === undefined || body.length === 0) return true;
  let votes = 0;
  for (let column = 0; column < first.length; column++) {
    const name = first[column]!;
    const below = columnOf(body, column).filter((cell) => !isMissingNumber(cell));
    if (below.length === 0) continue;
    const values = below.filter((cell) => looksLikeValue(cell, decimal)).length;
    const isValue = looksLikeValue(name, decimal);
    if (values > 0.9 * below.length) votes += isValue ? -1 : 1;
    else if (isValue) votes -= 0.5;
    else if (below.includes(name)) votes -= 1;
    else if (new Set(below).size < 0.5 * below.length) votes += 0.5;
  }
  const distinct = new Set(first.filter((cell) => cell !== ""));
  return votes > 0 || (votes === 0 && distinct.size === first.length);
}

/** Rows of few cells above the header of a table of many: a title, a date of export, comments. */
function titleRows(rows: Rows, decimal: DecimalMark): number {
  const { value, share } = mostCommon(rows.map((row) => row.length));
  if (share < TITLE_SHARE || value < 2) return 0;
  const filled = (row: readonly string[]) => row.filter((cell) => cell !== "").length;
  const first = rows.findIndex((row) => row.length >= value - 1 && filled(row) > 1);
  return first > 0 && first <= MOST_TITLE_ROWS && detectHeader(rows.slice(first), decimal) ? first : 0;
}

const lastFilled = (cells: readonly string[]): number => cells.findLastIndex((cell) => cell !== "") + 1;

/** The shape of a table by its first rows. */
export function detectShape(rows: Rows, delimiter: string, options: ReadOptions): Shape {
  const decimal = options.decimal ?? detectDecimal(rows, delimiter);
  const title = options.header === false ? 0 : titleRows(rows, decimal);
  const table = rows.slice(title);
  const [first = [], ...below] = table;
  const header = options.header ?? detectHeader(table, decimal);
  if (!header) {
    const { value: width } = mostCommon(table.map((row) => row.length));
    return { decimal, header, width, least: width, names: null, title };
  }
  const usual = mostCommon(below.map((row) => row.length));
  // R writes row names under a header that lacks their column; others end every line with a delimiter.
  const oneMore = below.length > 0 && usual.value === first.length + 1 && usual.share > 0.9;
  const names = oneMore && below.some((row) => (row[first.length] ?? "") !== "") ? ["row_names", ...first] : [...first];
  return { decimal, header, width: names.length, least: Math.max(1, lastFilled(names)), names, title };
}

/** @param head the first lines of a text, in UTF-8 */
export function detectLayout(head: Buffer, options: ReadOptions): Layout {
  const text = sampleText(head);
  const delimiter = options.delimiter ?? detectDelimiter(text);
  const sample: SampleRow[] = sampleRows(text, delimiter);
  const shape = detectShape(
    sample.map(({ cells }) => cells),
    delimiter,
    options,
  );
  const above = shape.title + (shape.header ? 1 : 0);
  const before = text.slice(0, above === 0 ? 0 : sample[above - 1]!.end);
  return { ...shape, delimiter, body: Buffer.byteLength(before), line: before.split("\n").length };
}
