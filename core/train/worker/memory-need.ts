/** Whether a training has room: said before it begins, since a machine that swaps serves nobody. */
import { HomeostatError } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";

/** Beside the table itself: parts of it, matrices and bins of the fits. Measured on 1,000,000 × 20 numbers. */
const BYTES_PER_CELL = 40;
const GIGABYTE = 1e9;
/** What is left to the rest of the machine. */
const MARGIN = 0.9;

/** Bytes. @example memoryNeed({ rows: 1_000_000, columns }) // 840_000_000 for 21 columns */
export const memoryNeed = ({ rows, columns }: Table): number => rows * columns.length * BYTES_PER_CELL;

/**
 * @param available bytes that this process may still take
 * @throws TABLE_TOO_LARGE
 */
export function checkMemory(table: Table, available = process.availableMemory()): void {
  const [needed, limit] = [memoryNeed(table), MARGIN * available];
  if (needed <= limit) return;
  const gigabytes = (bytes: number): number => Number((bytes / GIGABYTE).toPrecision(2));
  throw new HomeostatError("TABLE_TOO_LARGE", { needed: gigabytes(needed), limit: gigabytes(limit) });
}
