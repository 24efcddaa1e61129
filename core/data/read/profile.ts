/** What is in a column, for the preview and for deciding its role. */
import type { ColumnType } from "../../contract/index.ts";
import type { Column, DateColumn, NumberColumn, TextColumn } from "../table.ts";
import { countDistinct } from "./distinct.ts";
import { type Extent, extentOf } from "./extent.ts";
import { nameTokens } from "./name-tokens.ts";

export interface ColumnProfile {
  name: string;
  type: ColumnType;
  /** Share of rows without a value. */
  missing_share: number;
  /** Different values, missing not counted. */
  distinct: number;
  /** Numbers and dates: about ten bins. Texts: the ten commonest. */
  histogram: { label: string; count: number }[];
  /** Dates: strftime pattern, or `iso`. Numbers that are more than digits: how one is written. */
  format?: string;
}

const BINS = 10;
const COMMONEST = 10;
/** Columns of fewer rows are never taken for identifiers or free text. */
const LEAST_ROWS = 20;
/** Range over rows up to which rising integers count rows, some of which may have been left out … */
const RISING_SPREAD = 5;
/** … and up to which integers in any order do. */
const FILLED_SPREAD = 1.05;
/** Values per row from which on a column that is named as an identifier is one: an order, a visit, not a product. */
const NAMED_SHARE = 0.25;
const BOOLEANS: readonly (readonly string[])[] = [
  ["true", "false"],
  ["t", "f"],
  ["yes", "no"],
  ["y", "n"],
];

/** True for the two words of a yes-or-no question, in any case. */
export function isBooleanLevels(levels: readonly string[]): boolean {
  if (levels.length !== 2) return false;
  const words = new Set(levels.map((level) => level.toLowerCase()));
  return BOOLEANS.some((pair) => pair.every((word) => words.has(word)));
}

const ID_WORDS: ReadonlySet<string> = new Set(["id", "ids", "uuid", "guid", "key", "identifier"]);

export const namedAsId = (name: string): boolean => {
  const tokens = nameTokens(name);
  return tokens.some((token) => ID_WORDS.has(token)) || /(?:^|[a-z])ID$/.test(name);
};

/**
 * Whole numbers that count the rows: every one different, rising without large gaps, or filling a range; or that
 * are named as identifiers, with few rows to each.
 */
function isIdentifier(values: Float64Array, distinct: number, extent: Extent, name: string): boolean {
  const rows = values.length;
  if (!extent.whole || rows < LEAST_ROWS) return false;
  if (namedAsId(name) && distinct >= LEAST_ROWS && distinct >= NAMED_SHARE * rows) return true;
  if (distinct < rows) return false;
  let rising = true;
  for (let row = 1; rising && row < rows; row++) rising = values[row]! > values[row - 1]!;
  const spread = (extent.high - extent.low) / rows;
  return (rising && spread < RISING_SPREAD) || spread < FILLED_SPREAD;
}

const words = (text: string): number => text.split(/\s+/).length;

/** Texts are an identifier or free text where they hardly repeat, a category otherwise. */
function textType(column: TextColumn, used: number, distinct: number): ColumnType {
  if (isBooleanLevels(column.levels)) return "boolean";
  const rows = column.codes.length;
  if (used < LEAST_ROWS) return "category";
  const step = Math.max(1, Math.floor(column.levels.length / 1_000));
  const sample = column.levels.filter((_, i) => i % step === 0);
  const wordy = sample.reduce((sum, level) => sum + words(level), 0) / sample.length;
  const long = sample.reduce((sum, level) => sum + level.length, 0) / sample.length;
  if ((wordy >= 3 || long > 60) && distinct >= 0.5 * used && distinct >= LEAST_ROWS) return "text";
  if (distinct >= 0.5 * rows && distinct >= LEAST_ROWS) return "identifier";
  return namedAsId(column.name) && distinct >= NAMED_SHARE * rows && distinct >= LEAST_ROWS ? "identifier" : "category";
}

/** Counts of about ten bins of equal width; whole numbers get bins of whole width. */
function binned(column: NumberColumn | DateColumn, extent: Extent): ColumnProfile["histogram"] {
  const { low, high } = extent;
  if (low > high) return [];
  const whole = extent.whole && column.kind === "number";
  const span = high - low;
  const width = whole ? Math.max(1, Math.ceil((span + 1) / BINS)) : span / BINS || 1;
  const bins = span === 0 ? 1 : whole ? Math.ceil((span + 1) / width) : BINS;
  const counts = new Int32Array(bins);
  const last = bins - 1;
  const perUnit = 1 / width;
  const { values } = column;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value >= low) {
      // Rounding may move a value by one bin: multiplied, whole numbers would not stay in theirs.
      const bin = whole ? Math.floor((value - low) / width) : Math.trunc((value - low) * perUnit);
      counts[bin < last ? bin : last]!++;
    }
  }
  const label = (value: number) =>
    column.kind === "datetime" ? new Date(value).toISOString().slice(0, 10) : String(Number(value.toPrecision(4)));
  return Array.from(counts, (count, i) => ({ label: label(low + i * width), count }));
}

function commonest(column: TextColumn, counts: Int32Array): ColumnProfile["histogram"] {
  return Array.from(counts, (count, code) => ({ label: column.levels[code]!, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, COMMONEST);
}

function profileText(column: TextColumn): ColumnProfile {
  const rows = column.codes.length;
  const counts = new Int32Array(column.levels.length);
  let used = 0;
  const { codes } = column;
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code < 0) continue;
    counts[code]!++;
    used++;
  }
  const distinct = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return {
    name: column.name,
    type: textType(column, used, distinct),
    missing_share: rows === 0 ? 0 : 1 - used / rows,
    distinct,
    histogram: commonest(column, counts),
  };
}

/** @example profileColumn(column).type // "category" */
export function profileColumn(
  column: Column,
  extent: Extent = extentOf(column.kind === "text" ? new Float64Array() : column.values),
): ColumnProfile {
  if (column.kind === "text") return profileText(column);
  const rows = column.values.length;
  const distinct = countDistinct(column.values);
  const base = {
    name: column.name,
    missing_share: rows === 0 ? 0 : extent.missing / rows,
    distinct,
    histogram: binned(column, extent),
  };
  if (column.kind === "datetime") return { ...base, type: "datetime", format: column.format };
  return { ...base, type: isIdentifier(column.values, distinct, extent, column.name) ? "identifier" : "number" };
}
