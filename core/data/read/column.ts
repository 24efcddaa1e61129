/** One column of a table, block by block: read as what its first cells say it is, and settled at the end. */
import { type Block, cellText } from "./block.ts";
import type { SinkFor } from "./cell-sink.ts";
import { isCompactDate, settleDates } from "./date-column.ts";
import { parseIso } from "./date-format.ts";
import { createTextBuilder } from "./dictionary.ts";
import { isMissingNumber } from "./missing-tokens.ts";
import { findMark, hasLeadingZero, parseNumber } from "./number.ts";
import { settleNumbers } from "./number-column.ts";
import { plainDateReader } from "./plain-date.ts";
import { plainNumbers } from "./plain-number.ts";
import type { Context, Outcome, Reading } from "./reading.ts";
import { NUMBER_SHARE, settleTexts } from "./text-column.ts";
import { createValueBuilder } from "./value-cells.ts";

/** Cells looked at to guess what a column is; fewer in tables of very many columns. */
const SAMPLE_CELLS = 500_000;
const SAMPLE_ROWS = 1_000;
const LEAST_ROWS = 50;
const DATE_SHARE = 0.9;

export interface ColumnReader {
  add(block: Block, column: number): void;
  /** Settles the cells of the first `rows` rows. */
  finish(rows: number): Outcome;
}

/** Evenly spaced cells of a block's column. */
export function sampleCells(block: Block, column: number): string[] {
  const wanted = Math.min(SAMPLE_ROWS, Math.max(LEAST_ROWS, Math.floor(SAMPLE_CELLS / block.width)));
  const step = Math.max(1, Math.floor(block.rows / wanted));
  const sample: string[] = [];
  for (let row = 0; row < block.rows; row += step) sample.push(cellText(block, row, column));
  return sample;
}

const dateLike = (name: string): boolean => /date|day|time|datum/i.test(name);

/** True where days are written as whole numbers, in a column named after dates. */
const areCompactDates = (name: string, numbers: readonly string[]): boolean =>
  dateLike(name) && numbers.every((text) => isCompactDate(Number(text)));

/** What a column is, by some of its cells. Cells without a value prove nothing: numbers show that later ones differ. */
export function guessReading(sample: readonly string[], { name, directive, decimal }: Context): Reading {
  const { mark, either } = findMark(sample);
  const evidence = mark !== null ? "told" : either ? "either" : "open";
  const number: Reading = { as: "number", decimal: directive.decimal ?? mark ?? decimal, evidence };
  if (directive.as === "number") return number;
  if (directive.as === "text") return { as: "text" };
  const present = sample.filter((text) => !isMissingNumber(text));
  const pattern = directive.format ?? directive.likely;
  if (pattern !== undefined && pattern !== "iso") return { as: "text" };
  const dates = present.filter((text) => !Number.isNaN(parseIso(text))).length;
  if (directive.as === "datetime" || (dates > 0 && dates >= DATE_SHARE * present.length)) return { as: "date" };
  if (present.some(hasLeadingZero)) return { as: "text" };
  const numbers = present.filter((text) => !Number.isNaN(parseNumber(text, number.decimal)));
  if (numbers.length < NUMBER_SHARE * present.length) return { as: "text" };
  return numbers.length > 0 && areCompactDates(name, numbers) ? { as: "text" } : number;
}

/**
 * @param sinkFor where its cells go meanwhile
 * @param firstTry false where the column was read as numbers or dates before, and was none
 */
export function createColumnReader(
  reading: Reading,
  context: Context,
  sinkFor: SinkFor,
  firstTry: boolean,
): ColumnReader {
  if (reading.as === "number") {
    const numbers = plainNumbers(reading.decimal);
    const builder = createValueBuilder(numbers.read, sinkFor);
    const finish = (rows: number) => settleNumbers({ ...builder.finish(rows), ...numbers }, reading, context);
    return { add: builder.add, finish };
  }
  if (reading.as === "date") {
    const builder = createValueBuilder(plainDateReader(), sinkFor);
    return { add: builder.add, finish: (rows) => settleDates(builder.finish(rows), context) };
  }
  const builder = createTextBuilder(sinkFor);
  const mayBeNumbers = firstTry && context.directive.as === "auto";
  return { add: builder.add, finish: (rows) => settleTexts(builder.finish(rows), context, mayBeNumbers) };
}
