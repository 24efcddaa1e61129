/** How a text is laid out: delimiter, decimal mark, header; found from its first rows. */
import { HomeostatError, type ReadOptions } from "../../contract/index.ts";
import { dateFormat } from "./date-format.ts";
import { isMissingNumber } from "./missing-tokens.ts";
import { type DecimalMark, parseNumber } from "./number.ts";
import { cellString, createScanner } from "./scan.ts";

const SAMPLE_BYTES = 1 << 18;
const SAMPLE_ROWS = 500;
/** Columns that a header may have. */
const SAMPLE_CELLS = 1 << 20;
/** Where several cut the rows evenly, the one that is least likely to occur inside cells comes first. */
const DELIMITERS = ["\t", "|", ";", ","] as const;

export interface Layout {
  delimiter: string;
  decimal: DecimalMark;
  header: boolean;
  /** Cells in a row. */
  width: number;
  /** The first row's texts where it is a header, else null. */
  names: string[] | null;
}

function sampleRows(bytes: Buffer, delimiter: string, file: string): string[][] {
  const scanner = createScanner(bytes, delimiter.charCodeAt(0), file);
  const starts = new Int32Array(SAMPLE_CELLS);
  const ends = new Int32Array(SAMPLE_CELLS);
  const rows: string[][] = [];
  while (rows.length < SAMPLE_ROWS && scanner.position < SAMPLE_BYTES && scanner.seek()) {
    const cells = Math.min(scanner.row(starts, ends, 0, SAMPLE_CELLS), SAMPLE_CELLS);
    if (cells > 0) rows.push(Array.from({ length: cells }, (_, i) => cellString(bytes, starts[i]!, ends[i]!)));
  }
  return rows;
}

/** Rows under a delimiter that is only tried: a whole wide line may make one cell that is too long. */
function triedRows(bytes: Buffer, delimiter: string, file: string): string[][] {
  try {
    return sampleRows(bytes, delimiter, file);
  } catch (error) {
    if (error instanceof HomeostatError && error.code === "FILE_TOO_WIDE_CELL") return [];
    throw error;
  }
}

function mostCommon(counts: readonly number[]): { value: number; share: number } {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  const [value = 1, times = 0] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return { value, share: counts.length === 0 ? 0 : times / counts.length };
}

/** The delimiter that cuts the most rows into the same number of cells, more than one. */
function detectDelimiter(bytes: Buffer, file: string): { delimiter: string; rows: string[][] } {
  let best: { delimiter: string; rows: string[][]; share: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const rows = triedRows(bytes, delimiter, file);
    const { value, share } = mostCommon(rows.map((row) => row.length));
    if (value > 1 && share > (best?.share ?? 0)) best = { delimiter, rows, share };
  }
  // None tells: one column, or a cell that is too long whatever is tried, which is said then.
  return best ?? { delimiter: ",", rows: sampleRows(bytes, ",", file) };
}

/** A comma is the decimal mark where cells such as `1,5` occur and none such as `1.5`. */
export function detectDecimal(rows: readonly (readonly string[])[]): DecimalMark {
  let comma = 0;
  let point = 0;
  for (const row of rows)
    for (const cell of row) {
      // Three digits behind a lone mark may be a group of thousands and prove nothing.
      if (/^[+-]?\d*,\d+$/.test(cell) && !/^[+-]?[1-9]\d{0,2},\d{3}$/.test(cell)) comma++;
      else if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(cell)) comma++;
      else if (/^[+-]?\d*\.\d+$/.test(cell)) point++;
    }
  return comma > 0 && comma > 10 * point ? "," : ".";
}

const ISO = dateFormat("iso");

function looksLikeValue(cell: string, decimal: DecimalMark): boolean {
  return !Number.isNaN(parseNumber(cell, decimal)) || !Number.isNaN(ISO.parse(cell));
}

/**
 * Whether the first row names the columns: its cells differ in kind from the cells below them. Columns of texts
 * vote too: a name does not occur again among its values.
 */
export function detectHeader(rows: readonly (readonly string[])[], decimal: DecimalMark): boolean {
  const [first, ...body] = rows;
  if (first === undefined || body.length === 0) return true;
  let votes = 0;
  for (let column = 0; column < first.length; column++) {
    const name = first[column]!;
    const below = body.map((row) => row[column] ?? "").filter((cell) => !isMissingNumber(cell));
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

/** @throws FILE_NOT_A_TABLE, FILE_TOO_WIDE_CELL as the scanner does */
export function detectLayout(bytes: Buffer, options: ReadOptions, file: string): Layout {
  const found =
    options.delimiter === undefined
      ? detectDelimiter(bytes, file)
      : { delimiter: options.delimiter, rows: sampleRows(bytes, options.delimiter, file) };
  const { delimiter, rows } = found;
  const decimal = options.decimal ?? detectDecimal(rows);
  const header = options.header ?? detectHeader(rows, decimal);
  const usual = mostCommon((header ? rows.slice(1) : rows).map((row) => row.length));
  const [first = []] = rows;
  if (!header) return { delimiter, decimal, header, width: usual.value, names: null };
  // R writes row names under a header that lacks their column.
  const rowNames = rows.length > 1 && usual.value === first.length + 1 && usual.share > 0.9;
  const names = rowNames ? ["row_names", ...first] : first;
  return { delimiter, decimal, header, width: names.length, names };
}
