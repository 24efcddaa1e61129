/** A sheet of a workbook (.xlsx) as rows. */
import { Worker } from "node:worker_threads";
import { HomeostatError, type ReadOptions, say } from "../../contract/index.ts";
import { createBlockWriter } from "./block.ts";
import { detectShape } from "./dialect.ts";
import type { Sheet } from "./excel-worker.ts";
import type { RowNotes, RowSource } from "./rows.ts";
import type { BinarySource } from "./source.ts";

const SAMPLE_ROWS = 500;

/** All sheets, read in a thread of its own. */
function sheetsOf({ file, path }: BinarySource, signal?: AbortSignal): Promise<Sheet[]> {
  const worker = new Worker(new URL("./excel-worker.ts", import.meta.url), { workerData: path });
  const stop = () => void worker.terminate();
  return new Promise<Sheet[]>((resolve, reject) => {
    signal?.addEventListener("abort", stop, { once: true });
    worker.once("message", resolve);
    worker.once("error", (error) => {
      const reason = say("workbookDamaged");
      reject(new HomeostatError("FILE_NOT_A_TABLE", { file, reason }, { cause: error }));
    });
    worker.once("exit", () => reject(new HomeostatError("CANCELLED")));
    if (signal?.aborted) stop();
  }).finally(() => signal?.removeEventListener("abort", stop));
}

const isEmpty = (row: readonly (string | null)[]): boolean => row.every((cell) => cell === null || cell.trim() === "");

/** The sheet that the user named, else the one with the most cells. */
function chosenSheet(sheets: readonly Sheet[], named: string | undefined, file: string): Sheet {
  const names = sheets.map(({ name }) => name);
  if (named === undefined) {
    const cells = ({ rows }: Sheet) => rows.reduce((sum, row) => sum + row.length, 0);
    const [largest] = [...sheets].sort((a, b) => cells(b) - cells(a));
    if (largest !== undefined && !largest.rows.every(isEmpty)) return largest;
    throw new HomeostatError("FILE_EMPTY", { file });
  }
  const found = sheets.find(({ name }) => name === named);
  if (found === undefined) throw new HomeostatError("SHEET_NOT_FOUND", { sheet: named, file, sheets: names });
  if (found.rows.every(isEmpty)) throw new HomeostatError("FILE_EMPTY", { file });
  return found;
}

/** @throws FILE_NOT_A_TABLE, FILE_EMPTY, SHEET_NOT_FOUND, CANCELLED */
export async function readExcel(source: BinarySource, options: ReadOptions, signal?: AbortSignal): Promise<RowSource> {
  const { file } = source;
  const sheets = await sheetsOf(source, signal);
  const sheet = chosenSheet(sheets, options.sheet, file);
  const filled = sheet.rows.map((cells, i) => ({ cells, line: i + 1 })).filter(({ cells }) => !isEmpty(cells));
  const width = Math.max(...filled.map(({ cells }) => cells.length));
  const sample = filled
    .slice(0, SAMPLE_ROWS)
    .map(({ cells }) => Array.from({ length: width }, (_, column) => (cells[column] ?? "").trim()));
  const shape = detectShape(sample, ",", options);
  const body = filled.slice(shape.title + (shape.header ? 1 : 0));
  const blocks = async function* (_: RowNotes) {
    const writer = createBlockWriter(width, file);
    for (const [i, { cells, line }] of body.entries()) {
      writer.add(cells, line);
      if (writer.full) yield writer.take(i / body.length);
    }
    yield writer.take(1);
  };
  const filledSheets = sheets.filter(({ rows }) => !rows.every(isEmpty)).map(({ name }) => name);
  const others = filledSheets.filter((name) => name !== sheet.name);
  const warnings =
    others.length > 0 && options.sheet === undefined
      ? [`${say("otherSheets", { sheet: sheet.name, others: others.join(", ") })} ${say("useSheet")}`]
      : [];
  return {
    file: {
      ...{ format: "excel", delimiter: null, encoding: "utf-8", decimal: shape.decimal, header: shape.header },
      ...{ sheet: sheet.name, sheets: filledSheets },
    },
    header: shape.names,
    width,
    decimal: shape.decimal,
    warnings,
    blocks,
  };
}
