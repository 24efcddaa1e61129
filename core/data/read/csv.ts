/** Delimited text read by DuckDB, with every line it could not take: where it stands and why. */
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RejectedRow } from "../../contract/index.ts";
import { HomeostatError } from "../../contract/index.ts";
import { literal } from "../duckdb.ts";
import type { Layout } from "./dialect.ts";

/** Longer cells are a sign of an unclosed quote or of a file that is not a table. */
export const CELL_LIMIT = 131_072;
/** What a line may hold beyond one longest cell, for each of its columns. */
const CELL_ALLOWANCE = 64;
/** Every pass at least halves stray quotes that hide behind each other. */
const MOST_PASSES = 24;
const NEWLINE = 10;
/** Stands behind the last line: DuckDB reports it as malformed unless an open quote has swallowed it. */
const SENTINEL = Buffer.from('"x"x\n');

const UNCLOSED = "a quote that opens here is never closed";

/** As one row of DuckDB's `reject_errors`, grouped by line. */
interface Reject {
  /** Offset of the row's first byte. */
  start: number;
  kind: "ragged" | "quote" | "long";
  cells: number;
  /** It reached over a line end. */
  severalLines: boolean;
}

/** DuckDB's call for a file of this layout, without a header; columns are c0, c1, …, all text, empty is null. */
function readCall(path: string, layout: Layout, lineLimit: number): string {
  const columns = Array.from({ length: layout.width }, (_, i) => `c${i}: 'VARCHAR'`);
  const options = [
    `auto_detect = false, header = false, delim = ${literal(layout.delimiter)}, quote = '"', escape = '"'`,
    `columns = {${columns.join(", ")}}, max_line_size = ${lineLimit}, buffer_size = ${Math.max(1 << 25, 2 * lineLimit)}`,
    // Parallel readers guess where a quoted line end lies; one reader knows.
    "parallel = false, strict_mode = true, store_rejects = true",
  ];
  return `read_csv(${literal(path)}, ${options.join(", ")})`;
}

async function readRejects(connection: DuckDBConnection, text: Buffer): Promise<Reject[]> {
  const reader = await connection.runAndReadAll(
    `SELECT line_byte_position::DOUBLE, bool_or(error_type = 'UNQUOTED VALUE'),
       bool_or(error_type = 'LINE SIZE OVER MAXIMUM'),
       -- A short line is reported once for each column that it lacks.
       CASE WHEN bool_or(error_type = 'MISSING COLUMNS') THEN min(found) ELSE max(found) END, bool_or(contains(ltrim(csv_line, chr(10)), chr(10))),
       bool_and(trim(csv_line, chr(10) || ' ') = '')
     FROM (SELECT *, TRY_CAST(regexp_extract(error_message, 'Found: (\\d+)', 1) AS INTEGER) AS found FROM reject_errors)
     GROUP BY 1 ORDER BY 1`,
  );
  const rejects: Reject[] = [];
  for (const [position, quote, long, cells, severalLines, blank] of reader.getRows()) {
    if (blank === true) continue;
    let start = Number(position) - 1;
    // A row behind blank lines is said to start with them.
    while (text[start] === NEWLINE) start++;
    const kind = quote === true ? "quote" : long === true ? "long" : "ragged";
    rejects.push({ start, kind, cells: Number(cells), severalLines: severalLines === true });
  }
  await connection.run("DROP TABLE reject_errors; DROP TABLE reject_scans");
  return rejects;
}

/** Line numbers of offsets, from 1. */
function linesOf(bytes: Buffer, offsets: readonly number[]): number[] {
  let line = 1;
  let at = 0;
  return offsets.map((offset) => {
    for (let next = bytes.indexOf(NEWLINE, at); next >= 0 && next < offset; next = bytes.indexOf(NEWLINE, at)) {
      line++;
      at = next + 1;
    }
    return line;
  });
}

const lineEnd = (bytes: Buffer, from: number): number => {
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 ? bytes.length : end;
};

/**
 * Reads all rows behind the header: `use` runs a query over `source` (again where a stray quote was found and its
 * line cut out, so that it costs one line).
 * @param bytes end with a line end; 10 is the only one
 * @throws FILE_TOO_WIDE_CELL with the line, FILE_NOT_A_TABLE with DuckDB's reason
 */
export async function readCsv<T>(
  connection: DuckDBConnection,
  bytes: Buffer,
  layout: Layout,
  file: string,
  use: (source: string) => Promise<T>,
): Promise<{ result: T; rejected: RejectedRow[] }> {
  const lineLimit = CELL_LIMIT + CELL_ALLOWANCE * layout.width;
  const folder = await mkdtemp(join(tmpdir(), "homeostat-"));
  const path = join(folder, "rows.csv");
  const body = bytes.subarray(layout.body);
  /** As DuckDB sees it in this pass. */
  let text = body;
  const strays: { start: number; reason: string }[] = [];
  try {
    await write(path, [body, SENTINEL]);
    for (let pass = 1; ; pass++) {
      const result = await use(readCall(path, layout, lineLimit));
      const rejects = (await readRejects(connection, text)).filter(({ start }) => start < body.length);
      const tooLong = rejects.find(({ kind, start }) => kind !== "ragged" && lineEnd(body, start) - start > lineLimit);
      if (tooLong !== undefined) {
        const [line] = linesOf(bytes, [layout.body + tooLong.start]);
        throw new HomeostatError("FILE_TOO_WIDE_CELL", { line, file, limit: CELL_LIMIT });
      }
      const found = rejects.filter(({ kind, severalLines }) => severalLines || kind === "long");
      if (found.length === 0 || pass === MOST_PASSES) {
        const all = [
          ...strays,
          ...rejects.map((reject) => ({ start: reject.start, reason: reasonOf(reject, layout) })),
        ];
        all.sort((a, b) => a.start - b.start);
        const lines = linesOf(
          bytes,
          all.map(({ start }) => layout.body + start),
        );
        return { result, rejected: all.map(({ reason }, i) => ({ line: lines[i]!, reason })) };
      }
      strays.push(...found.map(({ start }) => ({ start, reason: UNCLOSED })));
      if (text === body) text = Buffer.from(body);
      for (const { start } of found) text.fill(NEWLINE, start, lineEnd(text, start));
      await cut(
        path,
        found.map(({ start }) => [start, lineEnd(body, start)]),
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reasonOf({ kind, cells, severalLines }: Reject, layout: Layout): string {
  if (severalLines || kind === "long") return UNCLOSED;
  return kind === "quote"
    ? "there is text behind a closing quote"
    : `${cells} cells where ${layout.width} are expected`;
}

async function write(path: string, parts: Buffer[]): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writev(parts);
  } finally {
    await handle.close();
  }
}

/** Makes stretches of the file blank lines, which are skipped; every offset stays what it was. */
async function cut(path: string, stretches: [number, number][]): Promise<void> {
  const handle = await open(path, "r+");
  try {
    for (const [from, to] of stretches) await handle.write(Buffer.alloc(to - from, NEWLINE), 0, to - from, from);
  } finally {
    await handle.close();
  }
}
