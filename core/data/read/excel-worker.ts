/** A workbook taken apart in a thread of its own, which takes seconds and cannot be interrupted. */
import { parentPort, workerData } from "node:worker_threads";
import readWorkbook, { type CellValue } from "read-excel-file/node";

export interface Sheet {
  name: string;
  /** A row per line, from the first one; null is empty. */
  rows: (string | null)[][];
}

/** A workbook keeps moments as fractions of days, which miss whole seconds by a hair. Those at midnight are days. */
function dateText(date: Date): string {
  const second = Math.round(date.getTime() / 1000) * 1000;
  const moment = Math.abs(second - date.getTime()) <= 1 ? new Date(second) : date;
  const text = moment.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.replace(/(\.000)?Z$/, "");
}

function cellText(value: CellValue | null): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? dateText(value) : String(value);
}

const book = await readWorkbook(workerData as string);
const sheets = book.map(({ sheet, data }): Sheet => ({ name: sheet, rows: data.map((row) => row.map(cellText)) }));
parentPort!.postMessage(sheets);
