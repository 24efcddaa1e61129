/** A column of texts, which may turn out to be numbers or dates. */
import { datesOf } from "./date-column.ts";
import type { TextCells } from "./dictionary.ts";
import { isMissingNumber, isMissingToken } from "./missing-tokens.ts";
import { findMark, parseNumber } from "./number.ts";
import { settleNumbers } from "./number-column.ts";
import { type Context, count, type Outcome, type ReadColumn } from "./reading.ts";
import type { ValueCells } from "./value-cells.ts";

/** A column is one of numbers where at least this share of its cells is. */
export const NUMBER_SHARE = 0.85;
const DECIMAL_SAMPLE = 1_000;

function countsOf({ codes, levels }: TextCells): Int32Array {
  const counts = new Int32Array(levels.length);
  for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++;
  return counts;
}

/** Every cell as one to be judged. */
function asValues({ codes, levels, rows }: TextCells): ValueCells {
  const values = new Float64Array(rows).fill(Number.NaN);
  return { values, odd: { rows: Int32Array.from({ length: rows }, (_, row) => row), codes, levels } };
}

/** Texts as numbers, where nearly all of them are. */
function numbersOf(texts: TextCells, context: Context): ReadColumn | null {
  const counts = countsOf(texts);
  const step = Math.max(1, Math.floor(texts.levels.length / DECIMAL_SAMPLE));
  const some = texts.levels.filter((_, level) => level % step === 0);
  const decimal = context.directive.decimal ?? findMark(some).mark ?? context.decimal;
  // A look at some of the levels spares most columns of texts the rest.
  const few = some.filter((text) => !Number.isNaN(parseNumber(text, decimal)) || isMissingNumber(text));
  if (few.length < 0.5 * some.length) return null;
  let [numbers, seen] = [0, 0];
  for (const [level, text] of texts.levels.entries()) {
    if (isMissingNumber(text)) continue;
    seen += counts[level]!;
    if (!Number.isNaN(parseNumber(text, decimal))) numbers += counts[level]!;
  }
  if (numbers === 0 || numbers < NUMBER_SHARE * seen) return null;
  const outcome = settleNumbers(
    { ...asValues(texts), marked: false },
    { as: "number", decimal, evidence: "open" },
    context,
  );
  return "read" in outcome ? outcome.read : null;
}

/** Levels without tokens and without doubles; what is missing gets the code −1. */
function withoutTokens(
  texts: TextCells,
  wanted: ReadonlySet<string>,
): { texts: TextCells; tokens: Map<string, number> } {
  const counts = countsOf(texts);
  const tokens = new Map<string, number>();
  const known = new Map<string, number>();
  const moved = Int32Array.from(texts.levels, (level, code) => {
    if (wanted.has(level) || isMissingToken(level)) {
      if (level !== "") count(tokens, level, counts[code]!);
      return -1;
    }
    const number = known.get(level) ?? known.size;
    known.set(level, number);
    return number;
  });
  const codes = texts.codes.map((code) => moved[code]!);
  return { texts: { rows: texts.rows, codes, levels: [...known.keys()] }, tokens };
}

/** Settles cells as texts, or as the numbers or dates that they are after all. */
export function settleTexts(cells: TextCells, context: Context, mayBeNumbers: boolean): Outcome {
  const { name, directive } = context;
  const { texts, tokens } = withoutTokens(cells, new Set(directive.tokens));
  const dates = directive.as === "text" ? null : datesOf(texts, tokens, context);
  if (dates !== null) return { read: dates };
  const numbers = mayBeNumbers ? numbersOf(cells, context) : null;
  if (numbers !== null) return { read: numbers };
  const { codes, levels } = texts;
  return { read: { column: { name, kind: "text", codes, levels }, tokens, misfits: [], warnings: [] } };
}
