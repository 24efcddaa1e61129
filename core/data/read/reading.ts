/** How a column is read, and what comes of it. */
import { plural, say } from "../../contract/index.ts";
import type { Column } from "../table.ts";
import type { DecimalMark } from "./number.ts";

/** How a column is to be read: by the user's word or a model's schema, else by its cells. */
export interface Directive {
  as: "auto" | "number" | "text" | "datetime";
  /** Date pattern, where it is known. */
  format?: string;
  /** Date pattern to be tried before others. */
  likely?: string;
  /** Texts to be read as missing in this column. */
  tokens?: readonly string[];
  /** The user's word on it. */
  decimal?: DecimalMark;
}

/** What the first cells say a column is; the rest may say otherwise. */
export type Reading = NumberReading | { as: "date" } | { as: "text" };

export interface NumberReading {
  as: "number";
  decimal: DecimalMark;
  /** `told`: the cells show their decimal mark; `open`: they have none; `either`: they fit both, as `1,234` does. */
  evidence: "told" | "open" | "either";
}

export interface Misfit {
  row: number;
  text: string;
}

export interface ReadColumn {
  column: Column;
  /** Token → cells read as missing because of it; plain empty cells are not counted. */
  tokens: Map<string, number>;
  /** Cells that do not fit the column's type and were read as missing, by row. */
  misfits: Misfit[];
  warnings: string[];
  /** Numbers that are more than digits and point: how one is written. */
  written?: string;
  /** Dates that fit another pattern as well: the column as that one reads it. */
  rival?: { format: string; read(): ReadColumn };
}

/** A column, or what it has to be read again as: it is not what its first cells said. */
export type Outcome = { read: ReadColumn } | { again: Reading };

/** Misfits by the column's name and kind, with the line of the first. */
export function misfitWarnings(
  name: string,
  misfits: readonly Misfit[],
  kind: string,
  lineOf: (row: number) => number,
): string[] {
  const [first] = misfits;
  if (first === undefined) return [];
  return [
    say("misfits", {
      ...{ cells: plural(misfits.length, "cell"), column: name, kind },
      ...{ example: first.text.slice(0, 40), line: lineOf(first.row) },
    }),
  ];
}

export const count = (counts: Map<string, number>, key: string, times = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + times);
};

/** What a column's cells are settled with. */
export interface Context {
  name: string;
  directive: Directive;
  /** What the table's other columns use. */
  decimal: DecimalMark;
  lineOf(row: number): number;
}
