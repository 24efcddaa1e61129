/** How a text is laid out: delimiter, decimal mark, header; found from its first rows. */
import type { ReadOptions } from "../../contract/index.ts";
import { dateFormat } from "./date-format.ts";
import { isMissingNumber } from "./missing-tokens.ts";
import { type DecimalMark, parseNumber } from "./number.ts";
import { type SampleRow, sampleRows, sampleText } from "./sample.ts";

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
  /** Offset of the first byte behind the header. */
  body: number;
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

/** @param bytes whole lines */
export function detectLayout(bytes: Buffer, options: ReadOptions): Layout {
  const text = sampleText(bytes);
  const delimiter = options.delimiter ?? detectDelimiter(text);
  const sample: SampleRow[] = sampleRows(text, delimiter);
  const rows = sample.map(({ cells }) => cells);
  const decimal = options.decimal ?? detectDecimal(rows);
  const header = options.header ?? detectHeader(rows, decimal);
  const usual = mostCommon((header ? rows.slice(1) : rows).map((row) => row.length));
  const [first = []] = rows;
  if (!header) return { delimiter, decimal, header, width: usual.value, names: null, body: 0 };
  // R writes row names under a header that lacks their column.
  const rowNames = rows.length > 1 && usual.value === first.length + 1 && usual.share > 0.9;
  const names = rowNames ? ["row_names", ...first] : first;
  const body = Buffer.byteLength(text.slice(0, sample[0]?.end ?? 0));
  return { delimiter, decimal, header, width: names.length, names, body };
}
