/** How much memory a table takes that is trained on. */
import { HomeostatError } from "../contract/index.ts";
import type { Table } from "./table.ts";

/** In memory: the table itself, parts of it, matrices and bins of the fits. Measured on 1,000,000 × 20 numbers. */
const BYTES_PER_CELL = 40;
/** In a file: bins of the fit, and what each row and the longest column take meanwhile. Measured on 10,000,000 × 20. */
const BYTES_PER_BIN = 2;
const BYTES_PER_ROW = 150;
const GIGABYTE = 1e9;
/** What is left to the rest of the machine. */
const MARGIN = 0.9;
/** Tables that need less are held in memory, which is faster and lets every learner have them. */
const COMFORTABLE = 4 * GIGABYTE;

/** Bytes for a table in memory. @example memoryNeed(1_000_000, 21) // 840_000_000 */
export const memoryNeed = (rows: number, columns: number): number => rows * columns * BYTES_PER_CELL;

/** Bytes that a table may take before it is kept in a file. @param available bytes that this process may still take */
export const memoryLimit = (available = process.availableMemory()): number => Math.min(COMFORTABLE, MARGIN * available);

/**
 * Refuses a training that there is no room for before it begins: a machine that swaps serves nobody.
 * @param available bytes that this process may still take
 * @throws TABLE_TOO_LARGE
 */
export function checkMemory({ rows, columns, stored }: Table, available = process.availableMemory()): void {
  const width = columns.length;
  const needed = stored ? rows * (BYTES_PER_ROW + width * BYTES_PER_BIN) : memoryNeed(rows, width);
  const limit = MARGIN * available;
  if (needed <= limit) return;
  const gigabytes = (bytes: number): number => Number((bytes / GIGABYTE).toPrecision(2));
  throw new HomeostatError("TABLE_TOO_LARGE", { needed: gigabytes(needed), limit: gigabytes(limit) });
}
