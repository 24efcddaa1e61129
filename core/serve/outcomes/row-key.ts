/**
 * Cells that name a row, so that what was sent to be predicted and what a file says later can be found to be the same:
 * `42`, `"42"` and `42.0` are one number, `007` is a text, and a day is a day however it is written.
 */
import type { ClassLabel, ModelSchema } from "../../contract/index.ts";
import { type Column, cellText, columnNamed, dateFormat, detectDates, parseIso, type Table } from "../../data/index.ts";

type Parse = (text: string) => number;

/** One spelling of a cell; null where it is empty. */
export type Speller = (cell: unknown) => string | null;

/** A number as people and programs write it, without leading zeros; long ones are codes, which a float would round. */
const NUMBER = /^[+-]?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/;

/** @param dates ways to read a date, the likeliest first; none where the column holds no dates */
export function createSpeller(dates: readonly Parse[]): Speller {
  return (cell) => {
    if (cell === null || cell === undefined || typeof cell === "object") return null;
    const text = String(cell).trim();
    if (text === "") return null;
    for (const parse of dates) {
      const moment = parse(text);
      if (!Number.isNaN(moment)) return `@${moment}`;
    }
    return NUMBER.test(text) ? String(Number(text)) : text;
  };
}

/** How one key column is spelled, in the file and in the log: by the model's own date format, the file's, and ISO. */
function spellerOf(column: Column, schema: ModelSchema): Speller {
  const feature = schema.features.find(({ name }) => name === column.name);
  const own = feature?.type === "datetime" ? dateFormat(feature.format).parse : null;
  const found = column.kind === "text" ? (detectDates(column.levels)?.format.parse ?? null) : null;
  if (column.kind !== "datetime" && !own && !found) return createSpeller([]);
  return createSpeller([own, found, parseIso].filter((parse) => parse !== null));
}

export interface KeyReader {
  /** The key of a row of the file, and its cells as they are shown; the key is null where one of them is empty. */
  ofFile(row: number): { key: string | null; shown: string[] };
  /** The key of a row that was sent to be predicted; null where it lacks one of the columns. */
  ofSent(input: Readonly<Record<string, unknown>>): string | null;
}

const joined = (cells: readonly (string | null)[]): string | null =>
  cells.includes(null) ? null : JSON.stringify(cells);

/**
 * @param names key columns; they are in the table
 * @example keyReader(table, ["patient", "day"], schema).ofSent({ patient: 42, day: "2024-01-10" })
 */
export function keyReader(table: Table, names: readonly string[], schema: ModelSchema): KeyReader {
  const columns = names.map((name) => columnNamed(table, name)!);
  const spellers = columns.map((column) => spellerOf(column, schema));
  return {
    ofFile: (row) => {
      const cells = columns.map((column) => cellText(column, row));
      return { key: joined(cells.map((cell, i) => spellers[i]!(cell))), shown: cells.map((cell) => cell ?? "") };
    },
    ofSent: (input) => joined(names.map((name, i) => (Object.hasOwn(input, name) ? spellers[i]!(input[name]) : null))),
  };
}

/** The label or number that a text of a file stands for, given an answer of the model; null where it is neither. */
export function outcomeOf(
  answer: { prediction?: ClassLabel; probabilities?: Record<string, number> },
  text: string,
): ClassLabel | null {
  const { prediction, probabilities } = answer;
  if (!probabilities) {
    const number = Number(text);
    return text.trim() !== "" && Number.isFinite(number) ? number : null;
  }
  const labels = Object.keys(probabilities);
  const spell = createSpeller([]);
  const word = text.trim();
  const alike = (one: (label: string) => string | null) => labels.filter((label) => one(label) === one(word));
  const [label, ...others] =
    [(label: string) => label, spell, (each: string) => each.toLowerCase()]
      .map(alike)
      .find((found) => found.length > 0) ?? [];
  if (label === undefined || others.length > 0) return null;
  if (typeof prediction === "number") return Number(label);
  return typeof prediction === "boolean" ? label === "true" : label;
}
