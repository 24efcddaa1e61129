/** From blocks of cells to settled columns. */
import { setImmediate as turn } from "node:timers/promises";
import type { Block } from "./block.ts";
import { type ColumnReader, createColumnReader, guessReading, sampleCells } from "./column.ts";
import { type Keep, keepFor, type Room } from "./keep.ts";
import { createLineIndex } from "./line-index.ts";
import type { Context, Directive, ReadColumn, Reading } from "./reading.ts";
import type { RowNotes, RowSource } from "./rows.ts";

const LONG_COLUMN = 10_000;

/** Who watches a reading: told the share done, and asked whether to go on. */
export interface ReadWatch {
  onProgress?(done: number): void;
  signal?: AbortSignal;
}

/** Shares of a reading's time after which all rows have been seen, and all columns settled; the rest describes them. */
const SEEN = 0.75;
export const SETTLED = 0.85;

/** Rows in all, judged by the first ones, with something to spare. */
const expectedRows = ({ rows, done }: Block): number => Math.ceil((1.05 * rows) / Math.max(done, 1e-3));

/** One pass over all rows, for the columns that are asked for. */
async function pass(
  source: RowSource,
  watch: ReadWatch,
  readersFor: (first: Block) => ReadonlyMap<number, ColumnReader>,
) {
  const notes: RowNotes = { rejected: [], emptyRows: 0, warnings: [] };
  const lines = createLineIndex();
  let readers: ReadonlyMap<number, ColumnReader> | null = null;
  let rows = 0;
  for await (const block of source.blocks(notes)) {
    watch.signal?.throwIfAborted();
    if (block.rows === 0) continue;
    readers ??= readersFor(block);
    for (const [column, reader] of readers) reader.add(block, column);
    lines.add(block);
    rows += block.rows;
    watch.onProgress?.(SEEN * block.done);
  }
  return { notes, lines, readers: readers ?? new Map<number, ColumnReader>(), rows: rows - notes.emptyRows };
}

/**
 * Reads the columns of a source: one pass, and another for those that turn out to be something else than their
 * first cells said.
 * @param room where there is a limit to the memory that the table may take
 * @throws the signal's reason once it aborts
 */
export async function readColumns(
  source: RowSource,
  names: readonly string[],
  directives: readonly Directive[],
  watch: ReadWatch,
  room: Room | undefined,
): Promise<{ columns: ReadColumn[]; keep: Keep; rows: number; notes: RowNotes }> {
  const columns = new Array<ReadColumn>(names.length);
  let keep = keepFor(0, names, undefined);
  let lines = createLineIndex();
  const contexts = names.map(
    (name, i): Context => ({
      name,
      directive: directives[i]!,
      decimal: source.decimal,
      lineOf: (row) => lines.lineOf(row),
    }),
  );
  let wanted: ReadonlyMap<number, Reading> | null = null;
  for (;;) {
    const again: ReadonlyMap<number, Reading> | null = wanted;
    const found = await pass(source, watch, (first) => {
      if (again === null) keep = keepFor(expectedRows(first), names, room);
      const readings =
        again ?? new Map(contexts.map((context, i) => [i, guessReading(sampleCells(first, i), context)] as const));
      return new Map(
        [...readings].map(([i, to]) => [i, createColumnReader(to, contexts[i]!, keep.sinkFor(i), again === null)]),
      );
    });
    lines = found.lines;
    const left = new Map<number, Reading>();
    for (const [i, reader] of found.readers) {
      const outcome = reader.finish(found.rows);
      if ("read" in outcome) columns[i] = { ...outcome.read, column: keep.settled(outcome.read.column) };
      else left.set(i, outcome.again);
      watch.signal?.throwIfAborted();
      watch.onProgress?.(SEEN + ((SETTLED - SEEN) * (i + 1)) / names.length);
      if (found.rows > LONG_COLUMN) await turn();
    }
    if (left.size === 0) return { columns, keep, rows: found.rows, notes: found.notes };
    wanted = left;
  }
}
