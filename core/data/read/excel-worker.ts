/** A workbook taken apart in a thread of its own, which takes seconds and cannot be interrupted. */
import { parentPort, workerData } from "node:worker_threads";
import readWorkbook, { type CellValue } from "read-excel-file/node";

export interface Sheet {
  name: string;
  /** A row per line, from the first one; null is empty. */
  rows: (string | null)[][];
}

/** Moments without a time of day are days. */
const dateText = (date: Date): string =>
  date
    .toISOString()
    .replace(/T00:00:00\.000Z$/, "")
    .replace(/(\.000)?Z$/, "");

function cellText(value: CellValue | null): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? dateText(value) : String(value);
}

const book = await readWorkbook(workerData as string);
const sheets = book.map(({ sheet, data }): Sheet => ({ name: sheet, rows: data.map((row) => row.map(cellText)) }));
parentPort!.postMessage(sheets);
