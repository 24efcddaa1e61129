/** Small tables for this stage's tests. */
import type { Column, NumberColumn, Table, TextColumn } from "../data/index.ts";
import { createRng, type Rng } from "../shared/index.ts";

export const numbers = (name: string, values: ArrayLike<number>): NumberColumn => ({
  name,
  kind: "number",
  values: Float64Array.from(values),
});

export function texts(name: string, cells: readonly (string | null)[]): TextColumn {
  const levels = [...new Set(cells.filter((cell) => cell !== null))];
  return {
    name,
    kind: "text",
    levels,
    codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.indexOf(cell))),
  };
}

export const tableOf = (...columns: Column[]): Table => ({
  rows: columns[0]?.kind === "text" ? columns[0].codes.length : (columns[0]?.values.length ?? 0),
  columns,
});

/** A column of `rows` numbers drawn by `value`. */
export function drawn(name: string, rows: number, seed: number, value: (rng: Rng) => number): NumberColumn {
  const rng = createRng(seed);
  return numbers(
    name,
    Float64Array.from({ length: rows }, () => value(rng)),
  );
}
