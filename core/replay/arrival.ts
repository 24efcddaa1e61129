/** Outcomes as they arrive in life: only some of them, and some of them wrong. */
import { columnNamed, type Table } from "../data/index.ts";
import { createRng, deriveSeed } from "../shared/index.ts";

export interface Arrival {
  /** Share of the outcomes that ever become known. */
  known: number;
  /** Share of the known ones that say what happened to another row. */
  wrong: number;
}

export const ALL_ARRIVE: Arrival = { known: 1, wrong: 0 };

export interface Arrived {
  /** Rows whose outcome is known, ascending. */
  rows: Int32Array;
  /** The block with the outcomes that are told. */
  told: Table;
}

/**
 * @param at number of the block: the same block is spoilt in the same way whoever asks
 * @example arrived(rows, "y", { known: 0.1, wrong: 0 }, 0, 1).rows.length // about a tenth of rows.rows
 */
export function arrived(block: Table, target: string, { known, wrong }: Arrival, at: number, seed: number): Arrived {
  const rng = createRng(deriveSeed(seed, `outcomes of block ${at}`));
  const column = columnNamed(block, target)!;
  // Whose outcome each row is told.
  const from = Int32Array.from({ length: block.rows }, (_, row) => row);
  const rows: number[] = [];
  for (let row = 0; row < block.rows; row++) {
    const [isKnown, isWrong, other] = [rng.next() < known, rng.next() < wrong, rng.int(block.rows)];
    if (isKnown) rows.push(row);
    if (isWrong) from[row] = other;
  }
  const told =
    column.kind === "text"
      ? { ...column, codes: from.map((row) => column.codes[row]!) }
      : { ...column, values: Float64Array.from(from, (row) => column.values[row]!) };
  const columns = block.columns.map((each) => (each === column ? told : each));
  return { rows: Int32Array.from(rows), told: { rows: block.rows, columns } };
}
