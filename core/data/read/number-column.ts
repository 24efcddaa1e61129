/** A column of numbers, or the finding that it is none. */
import { say } from "../../contract/index.ts";
import { isMissingNumber } from "./missing-tokens.ts";
import { type DecimalMark, findMark, hasLeadingZero, isTooLong, parseNumber, unitOf } from "./number.ts";
import {
  type Context,
  count,
  type Directive,
  type Misfit,
  misfitWarnings,
  type NumberReading,
  type Outcome,
} from "./reading.ts";
import type { ValueCells } from "./value-cells.ts";

/** Texts in a column of numbers that are taken as missing: few kinds of them, or few of them. */
const ODD_KINDS = 3;
const ODD_SHARE = 0.1;
const STRAY_SHARE = 0.01;
const PLAIN_SAMPLE = 1_000;
const AGAIN_AS_TEXT: Outcome = { again: { as: "text" } };

/** Makes the numbers that the user named as missing so; counts them. */
function clearTokens(values: Float64Array, directive: Directive, decimal: DecimalMark, tokens: Map<string, number>) {
  const wanted = new Map((directive.tokens ?? []).map((token) => [parseNumber(token, decimal), token]));
  wanted.delete(Number.NaN);
  if (wanted.size === 0) return;
  for (let row = 0; row < values.length; row++) {
    const token = wanted.get(values[row]!);
    if (token === undefined) continue;
    count(tokens, token);
    values[row] = Number.NaN;
  }
}

/** Cells read as numbers; `marked` where plain ones had a decimal mark. */
export type NumberCells = ValueCells & { marked: boolean };

/** Plain numbers as texts, evenly spaced: what they are beside the odd ones tells what a comma means in those. */
function plainTexts(values: Float64Array): string[] {
  const step = Math.max(1, Math.floor(values.length / PLAIN_SAMPLE));
  const texts: string[] = [];
  for (let row = 0; row < values.length; row += step) if (!Number.isNaN(values[row]!)) texts.push(String(values[row]));
  return texts;
}

interface Amounts {
  /** By level; NaN where it is none. */
  values: number[];
  units: Set<string>;
  /** How one that is more than digits is written. */
  written?: string;
}

function amountsOf(levels: readonly string[], decimal: DecimalMark): Amounts {
  const amounts: Amounts = { values: [], units: new Set() };
  for (const text of levels) {
    const value = parseNumber(text, decimal);
    amounts.values.push(value);
    if (Number.isNaN(value) || /^[+-]?\d*\.?\d*$/.test(text)) continue;
    const unit = unitOf(text);
    if (unit !== "") amounts.units.add(unit);
    amounts.written ??= text;
  }
  return amounts;
}

/** Texts among the numbers: nothing, missing values by the usual tokens, or no numbers at all. */
interface Odd {
  tokens: Map<string, number>;
  misfits: Misfit[];
}

function sortOdd({ values, odd }: ValueCells, amounts: Amounts, wanted: ReadonlySet<string>): Odd {
  const kinds = odd.levels.map((text, level) => {
    if (!Number.isNaN(amounts.values[level]!)) return "amount";
    if (text === "") return "empty";
    return wanted.has(text) || isMissingNumber(text) ? "token" : "misfit";
  });
  const tokens = new Map<string, number>();
  const misfits: Misfit[] = [];
  for (let i = 0; i < odd.rows.length; i++) {
    const [row, level] = [odd.rows[i]!, odd.codes[i]!];
    if (kinds[level] === "amount") values[row] = amounts.values[level]!;
    else if (kinds[level] === "token") count(tokens, odd.levels[level]!);
    else if (kinds[level] === "misfit") misfits.push({ row, text: odd.levels[level]! });
  }
  return { tokens, misfits };
}

/** The mark that the cells call for, and whether it is a guess; `again` where plain ones were read with the other. */
function markOf(cells: NumberCells, reading: NumberReading, context: Context) {
  if (context.directive.decimal !== undefined)
    return { decimal: context.directive.decimal, again: false, guessed: false };
  const { levels } = cells.odd;
  // `1.234` was taken for a fraction for want of evidence; `1.234.567` is evidence that it is a group.
  const found = findMark(cells.marked ? levels : [...levels, ...plainTexts(cells.values)]);
  const told = cells.marked && reading.evidence === "told" ? reading.decimal : found.mark;
  const decimal = told ?? reading.decimal;
  const guessed = told === null && (reading.evidence === "either" || found.either);
  return { decimal, again: cells.marked && decimal !== reading.decimal, guessed };
}

/**
 * Settles cells as numbers: amounts among the odd ones are read, missing tokens are counted, few or recurring
 * texts are made missing. Too many texts, codes such as `001`, numbers too long to be kept and amounts in several
 * currencies are texts, unless the directive says number.
 */
export function settleNumbers(cells: NumberCells, reading: NumberReading, context: Context): Outcome {
  const { name, directive, lineOf } = context;
  const { levels } = cells.odd;
  const auto = directive.as === "auto";
  if (auto && levels.some((text) => hasLeadingZero(text) || isTooLong(text))) return AGAIN_AS_TEXT;
  const { decimal, again, guessed } = markOf(cells, reading, context);
  if (again) return { again: { as: "number", decimal, evidence: "told" } };
  const amounts = amountsOf(levels, decimal);
  if (auto && amounts.units.size > 1) return AGAIN_AS_TEXT;
  const { tokens, misfits } = sortOdd(cells, amounts, new Set(directive.tokens));
  const { values } = cells;
  clearTokens(values, directive, decimal, tokens);
  const meaning = say(decimal === "," ? "decimalComma" : "thousands");
  const warnings = guessed ? [`${say("commasAs", { column: name, meaning })} ${say("useDecimal")}`] : [];
  const result = (kept: Misfit[]): Outcome => ({
    read: {
      column: { name, kind: "number", values },
      tokens,
      misfits: kept,
      warnings: [...warnings, ...misfitWarnings(name, kept, say("numbersWord"), lineOf)],
      written: amounts.written ?? (decimal === context.decimal ? undefined : "1,5"),
    },
  });
  if (!auto || misfits.length === 0) return result(misfits);
  const kinds = new Map<string, number>();
  for (const { text } of misfits) count(kinds, text);
  const present = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const share = misfits.length / (misfits.length + present);
  if (kinds.size <= ODD_KINDS && share <= ODD_SHARE && misfits.length > kinds.size) {
    for (const [text, times] of kinds) tokens.set(text, times);
    return result([]);
  }
  return share > STRAY_SHARE ? AGAIN_AS_TEXT : result(misfits);
}
