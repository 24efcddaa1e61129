/** A column as numbers straight from bytes: what a reader takes at once; the rest is kept as texts to be judged. */
import { sharedFloats } from "../shared-array.ts";
import { type Block, grown } from "./block.ts";
import type { SinkFor } from "./cell-sink.ts";
import { createDictionary } from "./dictionary.ts";

/** The value of bytes[start, end), start < end; NaN where it is odd. */
export type ValueReader = (bytes: Buffer, start: number, end: number) => number;

export interface ValueCells {
  /** NaN where the cell is empty or odd. */
  values: Float64Array;
  /** Odd cells: their rows, ascending, and codes of their texts. */
  odd: { rows: Int32Array; codes: Int32Array; levels: string[] };
}

export interface ValueBuilder {
  add(block: Block, column: number): void;
  /** The cells of the first `rows` rows. */
  finish(rows: number): ValueCells;
}

export function createValueBuilder(read: ValueReader, sinkFor: SinkFor): ValueBuilder {
  const dictionary = createDictionary();
  const sink = sinkFor(sharedFloats);
  let rows = 0;
  let oddRows = new Int32Array(16);
  let oddCodes = new Int32Array(16);
  let odd = 0;

  const keep = (row: number, code: number): void => {
    if (odd === oddRows.length) {
      oddRows = grown(oddRows, 2 * odd);
      oddCodes = grown(oddCodes, 2 * odd);
    }
    oddRows[odd] = row;
    oddCodes[odd++] = code;
  };

  return {
    add({ bytes, starts, ends, width, rows: more }, column) {
      for (let row = 0, at = column; row < more; ) {
        const { cells, from, to } = sink.room(more - row);
        for (let place = from; place < to; place++, row++, at += width) {
          const [start, end] = [starts[at]!, ends[at]!];
          const value = start === end ? Number.NaN : read(bytes, start, end);
          cells[place] = value;
          if (start !== end && Number.isNaN(value)) keep(rows + row, dictionary.code(bytes, start, end));
        }
      }
      rows += more;
    },
    finish: (kept) => ({
      values: sink.finish(kept),
      odd: { rows: oddRows.subarray(0, odd), codes: oddCodes.subarray(0, odd), levels: dictionary.texts() },
    }),
  };
}
