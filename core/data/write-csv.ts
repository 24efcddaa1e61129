/** Tables out: CSV as RFC 4180 has it, there whole or not at all. */
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { asHomeostatError, HomeostatError } from "../contract/index.ts";
import { syncFolder } from "../shared/index.ts";

export type CsvCell = string | number | null;

const LINES_AT_ONCE = 1_000;

function written(cell: CsvCell): string {
  if (cell === null || (typeof cell === "number" && Number.isNaN(cell))) return "";
  const text = String(cell);
  // Blanks at the ends would be trimmed in reading.
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly CsvCell[]): string => `${cells.map(written).join(",")}\n`;

type Lines = Iterable<CsvCell[]> | AsyncIterable<CsvCell[]>;

async function* chunks(header: readonly string[], rows: Lines): AsyncGenerator<string> {
  let text = line(header);
  let lines = 0;
  for await (const row of rows) {
    text += line(row);
    if (++lines % LINES_AT_ONCE === 0) {
      yield text;
      text = "";
    }
  }
  yield text;
}

/**
 * Writes a CSV file: to a temporary name, synced, renamed. Missing (null, NaN) is an empty cell.
 * @throws NOT_WRITABLE, DISK_FULL, what making the rows throws
 * @example await writeCsv("out.csv", ["row", "prediction"], [[1, 0.5]]);
 */
export async function writeCsv(path: string, header: string[], rows: Lines): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(chunks(header, rows)), createWriteStream(temporary));
    const handle = await open(temporary, "r+");
    await handle.sync().finally(() => handle.close());
    await rename(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || syscall === undefined) throw asHomeostatError(error);
    throw new HomeostatError("NOT_WRITABLE", { file: path, reason: code ?? "unknown error" }, { cause: error });
  }
}
