/** A recorded stream: the rows of a file in the order in which they came, and which columns a model may learn from. */
import { HomeostatError, type ModelSchema, type ReadOptions } from "../contract/index.ts";
import {
  columnNamed,
  learnSchema,
  type Proposal,
  propose,
  type ReadResult,
  readTable,
  type Table,
  takeColumns,
  takeRows,
  timeOrder,
} from "../data/index.ts";
import { createRng, deriveSeed } from "../shared/index.ts";

export interface StreamOptions {
  file: string;
  read: ReadOptions;
  target: string;
  /** Columns that order the rows; the file's own order where absent. */
  time?: string[] | undefined;
  exclude: string[];
  shuffle: boolean;
  seed: number;
  /** A share of the rows below 1, else a number of rows. */
  initial: number;
  block: number;
}

export interface Stream {
  /** Features and target, in the order of time. */
  table: Table;
  proposal: Proposal;
  read: ReadResult;
  initial: number;
  blocks: number;
}

/** Name of the column that stands for time in the first training; the caller's columns are never called so. */
export const ROW_ORDER = "\u0000row order";

function ordered(table: Table, { time, shuffle, seed }: StreamOptions): Table {
  if (shuffle) {
    const rows = Int32Array.from({ length: table.rows }, (_, row) => row);
    return takeRows(table, createRng(deriveSeed(seed, "shuffle")).shuffle(rows));
  }
  return time ? takeRows(table, timeOrder(table, time).order) : table;
}

function knownTarget(table: Table, target: string): Table {
  const column = columnNamed(table, target)!;
  const isKnown = (row: number) =>
    column.kind === "text" ? column.codes[row]! >= 0 : !Number.isNaN(column.values[row]!);
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter(isKnown);
  return rows.length === table.rows ? table : takeRows(table, rows);
}

/**
 * Reads a stream. Rows without a target are dropped first; then the rows are ordered; the first floor(share × rows)
 * train version 1 and an incomplete last block is dropped. Column roles are proposed as `train` proposes them, from
 * the whole file: what a person would have said beforehand.
 * @throws HomeostatError WRONG_USE where no whole block is left
 */
export async function openStream(options: StreamOptions): Promise<Stream> {
  const read = await readTable(options.file, options.read);
  const { target, exclude } = options;
  const proposal = propose(read, {
    target,
    time: options.time ?? [],
    exclude,
    ...(options.read.category ? { category: options.read.category } : {}),
    ...(options.read.number ? { number: options.read.number } : {}),
    ...(options.read.group ? { group: options.read.group } : {}),
  });
  const table = takeColumns(ordered(knownTarget(read.table, target), options), [...proposal.features, target]);
  const initial = options.initial < 1 ? Math.floor(options.initial * table.rows) : Math.floor(options.initial);
  const blocks = Math.floor((table.rows - initial) / options.block);
  if (initial < 1 || blocks < 1) {
    const reason = `${table.rows} rows leave no block of ${options.block} after the first ${initial}; choose a smaller --initial or --block.`;
    throw new HomeostatError("WRONG_USE", { reason });
  }
  return { table, proposal, read, initial, blocks };
}

/** The first rows with their place as a column, so that the first training splits by time. */
export const withRowOrder = (table: Table): Table => ({
  rows: table.rows,
  columns: [
    ...table.columns,
    { name: ROW_ORDER, kind: "number", values: Float64Array.from({ length: table.rows }, (_, row) => row) },
  ],
});

export const firstSchema = ({ proposal, read }: Stream, table: Table): ModelSchema =>
  learnSchema(table, { ...proposal, time: [] }, read.missing, {});
