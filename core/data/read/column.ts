/** From cells to a column: number, date or text by the evidence of its cells, missing values and their tokens. */
import type { Column } from "../table.ts";
import type { Cells } from "./cells.ts";
import { detectDates } from "./date-detection.ts";
import { dateFormat } from "./date-format.ts";
import { isMissingNumber, isMissingToken } from "./missing-tokens.ts";
import { type DecimalMark, hasLeadingZero, parseNumber } from "./number.ts";

/** A column is one of numbers where at least this share of its sample is. */
const NUMBER_SHARE = 0.85;
/** Texts in a column of numbers that are taken as missing: few kinds of them, or few of them. */
const ODD_KINDS = 3;
const ODD_SHARE = 0.1;
const STRAY_SHARE = 0.01;

/** How a column is to be read. */
export interface Directive {
  as: "auto" | "number" | "text" | "datetime";
  /** Date pattern, where it is known. */
  format?: string;
  /** Date pattern to be tried before others. */
  likely?: string;
  /** Texts to be read as missing in this column, by the user's word or a model's schema. */
  tokens?: readonly string[];
  decimal: DecimalMark;
}

export interface ReadColumn {
  column: Column;
  /** Token → cells read as missing because of it; plain empty cells are not counted. */
  tokens: Map<string, number>;
  /** Cells that do not fit the column's type and were read as missing, by row. */
  misfits: { row: number; text: string }[];
  warnings: string[];
}

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** Without the blanks around it; what lies beyond ASCII stays. */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(start, end);
}

/** Share of numbers among the cells of a sample that are neither empty nor a token. */
function numberShare(sample: readonly string[], decimal: DecimalMark): number {
  let numbers = 0;
  let seen = 0;
  for (const text of sample.map(trimmed)) {
    if (isMissingNumber(text)) continue;
    if (hasLeadingZero(text)) return 0;
    seen++;
    if (!Number.isNaN(parseNumber(text, decimal))) numbers++;
  }
  // A sample without values proves nothing; every cell is looked at then.
  return seen === 0 ? 1 : numbers / seen;
}

/** Makes the numbers that the user named as missing so; counts them. */
function clearTokens(values: Float64Array, directive: Directive, tokens: Map<string, number>): void {
  const wanted = new Map((directive.tokens ?? []).map((token) => [parseNumber(token, directive.decimal), token]));
  wanted.delete(Number.NaN);
  if (wanted.size === 0) return;
  for (let row = 0; row < values.length; row++) {
    const token = wanted.get(values[row]!);
    if (token === undefined) continue;
    count(tokens, token);
    values[row] = Number.NaN;
  }
}

async function readNumbers(
  cells: Cells,
  index: number,
  name: string,
  directive: Directive,
): Promise<ReadColumn | null> {
  const { values, odd } = await cells.numbers(index, directive.decimal);
  const wantedTexts = new Set(directive.tokens);
  const tokens = new Map<string, number>();
  const misfits: ReadColumn["misfits"] = [];
  for (const { row, text: written } of odd) {
    const text = trimmed(written);
    if (text === "") continue;
    const value = parseNumber(text, directive.decimal);
    if (!Number.isNaN(value)) {
      if (directive.as === "auto" && hasLeadingZero(text)) return null;
      values[row] = value;
    } else if (wantedTexts.has(text) || isMissingNumber(text)) count(tokens, text);
    else misfits.push({ row, text });
  }
  clearTokens(values, directive, tokens);
  const column: Column = { name, kind: "number", values };
  if (directive.as === "number" || misfits.length === 0)
    return { column, tokens, misfits, warnings: misfitWarning(name, misfits, "numbers") };
  const kinds = new Map<string, number>();
  for (const { text } of misfits) count(kinds, text);
  const present = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const share = misfits.length / (misfits.length + present);
  if (kinds.size <= ODD_KINDS && share <= ODD_SHARE && misfits.length > kinds.size) {
    for (const [text, times] of kinds) tokens.set(text, times);
    return { column, tokens, misfits: [], warnings: [] };
  }
  if (share > STRAY_SHARE) return null;
  return { column, tokens, misfits, warnings: misfitWarning(name, misfits, "numbers") };
}

function misfitWarning(name: string, misfits: ReadColumn["misfits"], kind: string): string[] {
  const [first] = misfits;
  if (first === undefined) return [];
  const cells = misfits.length === 1 ? "1 cell" : `${misfits.length} cells`;
  return [`${cells} of ${name} are no ${kind}, for example "${first.text.slice(0, 40)}"; they are read as missing.`];
}

interface Texts {
  codes: Int32Array;
  levels: string[];
  tokens: Map<string, number>;
}

async function readTexts(cells: Cells, index: number, directive: Directive): Promise<Texts> {
  const { levels: written, codes } = await cells.texts(index);
  const wanted = new Set(directive.tokens);
  const counts = new Int32Array(written.length);
  for (const code of codes) counts[code]!++;
  const tokens = new Map<string, number>();
  // Cells that differ in the blanks around them only are one level.
  const known = new Map<string, number>();
  const moved = Int32Array.from(written, (cell, code) => {
    const level = trimmed(cell);
    if (wanted.has(level) || isMissingToken(level)) {
      if (level !== "") tokens.set(level, (tokens.get(level) ?? 0) + counts[code]!);
      return -1;
    }
    const number = known.get(level) ?? known.size;
    known.set(level, number);
    return number;
  });
  return { codes: codes.map((code) => moved[code]!), levels: [...known.keys()], tokens };
}

/** The texts as dates: parsed once per level. */
function toDates(texts: Texts, name: string, pattern: string): ReadColumn {
  const format = dateFormat(pattern);
  const times = texts.levels.map(format.parse);
  const misfits: ReadColumn["misfits"] = [];
  const values = new Float64Array(texts.codes.length);
  for (let row = 0; row < values.length; row++) {
    const code = texts.codes[row]!;
    const time = code < 0 ? Number.NaN : times[code]!;
    values[row] = time;
    if (code >= 0 && Number.isNaN(time)) misfits.push({ row, text: texts.levels[code]! });
  }
  const column: Column = { name, kind: "datetime", values, format: pattern };
  return { column, tokens: texts.tokens, misfits, warnings: misfitWarning(name, misfits, `dates like ${pattern}`) };
}

const dateLike = (name: string): boolean => /date|day|time|datum/i.test(name);

/**
 * Reads one column.
 * - number: nearly all cells are numbers, none is a code such as `001`;
 * - datetime: nearly all texts fit one date pattern, day-first or month-first by the column's own evidence;
 * - text otherwise, as a dictionary.
 */
export async function readColumn(cells: Cells, index: number, name: string, directive: Directive): Promise<ReadColumn> {
  const auto = directive.as === "auto";
  if (directive.as === "number" || (auto && numberShare(cells.sample(index), directive.decimal) >= NUMBER_SHARE)) {
    const numbers = await readNumbers(cells, index, name, directive);
    const compact = auto && dateLike(name) && numbers !== null && compactDates(numbers.column);
    if (numbers !== null && !compact) return numbers;
  }
  const texts = await readTexts(cells, index, directive);
  if (directive.format !== undefined) return toDates(texts, name, directive.format);
  if (directive.likely !== undefined) {
    const read = toDates(texts, name, directive.likely);
    if (2 * read.misfits.length <= cells.rows) return read;
  }
  const dates = directive.as === "text" ? null : detectDates(texts.levels);
  if (dates !== null) {
    const read = toDates(texts, name, dates.format.pattern);
    if (dates.rival !== null)
      read.warnings.push(
        `The dates of ${name} fit ${dates.format.pattern} and ${dates.rival.pattern}; ${dates.format.pattern} is taken. Use --dates to say otherwise.`,
      );
    return read;
  }
  if (directive.as === "datetime") return toDates(texts, name, directive.likely ?? "iso");
  const column: Column = { name, kind: "text", codes: texts.codes, levels: texts.levels };
  return { column, tokens: texts.tokens, misfits: [], warnings: [] };
}

/** Numbers such as 20110131 in a column named after dates. */
function compactDates(column: Column): boolean {
  if (column.kind !== "number") return false;
  const { parse } = dateFormat("%Y%m%d");
  let seen = 0;
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    if (value < 19000101 || value > 21001231 || Number.isNaN(parse(String(value)))) return false;
    seen++;
  }
  return seen > 0;
}
