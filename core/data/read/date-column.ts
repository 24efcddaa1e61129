/** A column of dates, or the finding that it is none. */
import { say } from "../../contract/index.ts";
import { DATE_TOLERANCE, detectDates } from "./date-detection.ts";
import { dateFormat, parseIso, tokenMoments } from "./date-format.ts";
import type { TextCells } from "./dictionary.ts";
import { isMissingNumber } from "./missing-tokens.ts";
import { type Context, count, type Misfit, misfitWarnings, type Outcome, type ReadColumn } from "./reading.ts";
import type { ValueCells } from "./value-cells.ts";

/** A date column is taken as the pattern that its model knows where at least this share of the cells fits. */
const LIKELY_SHARE = 0.5;

/** Makes moments that are tokens missing, however they are written; counts them. */
function clearMoments(values: Float64Array, context: Context, pattern: string, tokens: Map<string, number>): void {
  const moments = tokenMoments(context.directive.tokens ?? [], pattern);
  if (moments.size === 0) return;
  for (let row = 0; row < values.length; row++) {
    const token = moments.get(values[row]!);
    if (token === undefined) continue;
    count(tokens, token);
    values[row] = Number.NaN;
  }
}

/** Settles cells that were read as ISO dates; the odd ones are forms that are read less fast, tokens or misfits. */
export function settleDates(cells: ValueCells, context: Context): Outcome {
  const { name, directive, lineOf } = context;
  const { values, odd } = cells;
  const wanted = new Set(directive.tokens);
  const times = odd.levels.map(parseIso);
  const tokens = new Map<string, number>();
  const misfits: Misfit[] = [];
  for (let i = 0; i < odd.rows.length; i++) {
    const [row, level] = [odd.rows[i]!, odd.codes[i]!];
    const text = odd.levels[level]!;
    values[row] = times[level]!;
    if (!Number.isNaN(times[level]!) || text === "") continue;
    if (wanted.has(text) || isMissingNumber(text)) count(tokens, text);
    else misfits.push({ row, text });
  }
  clearMoments(values, context, "iso", tokens);
  const present = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const tolerance = directive.as === "auto" ? DATE_TOLERANCE : 1 - LIKELY_SHARE;
  const bound = directive.format === undefined && misfits.length > tolerance * (misfits.length + present);
  if (bound || present === 0) return { again: { as: "text" } };
  const warnings = misfitWarnings(name, misfits, say("datesLike", { pattern: "2024-01-31" }), lineOf);
  return { read: { column: { name, kind: "datetime", values, format: "iso" }, tokens, misfits, warnings } };
}

/** Texts read by one pattern: each distinct one once. */
export function readDates(
  texts: TextCells,
  pattern: string,
  tokens: Map<string, number>,
  context: Context,
): ReadColumn {
  const { name, lineOf } = context;
  const times = texts.levels.map(dateFormat(pattern).parse);
  const found = new Map(tokens);
  const misfits: Misfit[] = [];
  const values = new Float64Array(texts.codes.length);
  for (let row = 0; row < values.length; row++) {
    const code = texts.codes[row]!;
    const time = code < 0 ? Number.NaN : times[code]!;
    values[row] = time;
    if (code < 0 || !Number.isNaN(time)) continue;
    const text = texts.levels[code]!;
    if (isMissingNumber(text)) count(found, text);
    else misfits.push({ row, text });
  }
  clearMoments(values, context, pattern, found);
  const warnings = misfitWarnings(name, misfits, say("datesLike", { pattern }), lineOf);
  return { column: { name, kind: "datetime", values, format: pattern }, tokens: found, misfits, warnings };
}

/** Texts as dates, by the directive's pattern or by one that fits them; null where they are none. */
export function datesOf(texts: TextCells, tokens: Map<string, number>, context: Context): ReadColumn | null {
  const { name, directive } = context;
  const read = (pattern: string) => readDates(texts, pattern, tokens, context);
  if (directive.format !== undefined) return read(directive.format);
  if (directive.likely !== undefined) {
    const likely = read(directive.likely);
    if (likely.misfits.length <= (1 - LIKELY_SHARE) * texts.rows) return likely;
  }
  const found = detectDates(texts.levels.filter((text) => !isMissingNumber(text)));
  if (found === null) return directive.as === "datetime" ? read(directive.likely ?? "iso") : null;
  const { format, rival } = found;
  const dates = read(format.pattern);
  if (rival === null) return dates;
  const unsure = (taken: string, other: string) =>
    `${say("ambiguousDates", { column: name, taken, other })} ${say("useDates")}`;
  const warnings = [...dates.warnings, unsure(format.pattern, rival.pattern)];
  return { ...dates, warnings, rival: { format: rival.pattern, read: () => read(rival.pattern) } };
}

const COMPACT = dateFormat("%Y%m%d");

/** A number such as 20110131 that may be a day. */
export function isCompactDate(value: number): boolean {
  return value >= 19000101 && value <= 21001231 && !Number.isNaN(COMPACT.parse(String(value)));
}
