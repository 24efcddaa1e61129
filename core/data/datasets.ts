/** Training sets kept by content: Parquet that anyone can read, with what a table needs to come back the same. */

import { existsSync, renameSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { HomeostatError } from "../contract/index.ts";
import { sha256File, syncFolder } from "../shared/index.ts";
import { identifier, literal, withDuckDB } from "./duckdb.ts";
import { sharedCodes, sharedFloats } from "./shared-array.ts";
import { readRows } from "./stored-table.ts";
import type { Column, Table } from "./table.ts";

/** What Parquet does not say: dictionaries in their order, date patterns. Kept under this key of the file. */
const KEY = "homeostat";
type Note = { name: string } & (
  | { kind: "number" }
  | { kind: "text"; levels: string[] }
  | { kind: "datetime"; format: string }
);

const noteOf = (column: Column): Note => {
  if (column.kind === "number") return { name: column.name, kind: "number" };
  if (column.kind === "text") return { name: column.name, kind: "text", levels: column.levels };
  return { name: column.name, kind: "datetime", format: column.format };
};

const CHUNK = 2048;
/** Rows that are in memory at once where the table is not. */
const STRETCH = 64 * CHUNK;

/** The cells of the rows [from, to); null where there is none. */
function cellsOf(column: Column, from: number, to: number): (number | null)[] {
  if (column.kind === "text") return Array.from(column.codes.subarray(from, to), (code) => (code < 0 ? null : code));
  return Array.from(column.values.subarray(from, to), (value) => (Number.isNaN(value) ? null : value));
}

/** Gives DuckDB the table as `cells()`, a chunk at a time as it asks for them: plain numbers, codes for texts. */
async function offerCells(connection: DuckDBConnection, table: Table): Promise<void> {
  const { DuckDBTableFunction, DOUBLE, INTEGER } = await import("@duckdb/node-api");
  let part: Table = { rows: 0, columns: [] };
  let [partFrom, from] = [0, 0];
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: "cells",
      bindFunction: (bind) => {
        for (const [i, { kind }] of table.columns.entries())
          bind.addResultColumn(`c${i}`, kind === "text" ? INTEGER : DOUBLE);
      },
      initFunction: (init) => init.setMaxThreads(1),
      mainFunction: (_, chunk) => {
        if (from === partFrom + part.rows) {
          part = readRows(table, from, Math.min(table.rows, from + STRETCH));
          partFrom = from;
        }
        const at = from - partFrom;
        const rows = Math.min(CHUNK, part.rows - at);
        chunk.rowCount = rows;
        for (const [i, column] of part.columns.entries()) chunk.setColumnValues(i, cellsOf(column, at, at + rows));
        from += rows;
      },
    }),
  );
}

async function insertLevels(connection: DuckDBConnection, levels: readonly string[], place: number): Promise<void> {
  const { LIST, VARCHAR, listValue } = await import("@duckdb/node-api");
  await connection.run(`CREATE TABLE l${place} (levels VARCHAR[])`);
  await connection.run(`INSERT INTO l${place} VALUES ($1)`, [listValue(levels)], [LIST(VARCHAR)]);
}

/** The dictionaries as tables, and the columns as they stand in the file. */
async function selection(connection: DuckDBConnection, table: Table): Promise<string> {
  const parts: string[] = [];
  for (const [i, column] of table.columns.entries()) {
    const name = identifier(column.name);
    if (column.kind === "number") parts.push(`c${i} AS ${name}`);
    else if (column.kind === "datetime") parts.push(`make_timestamp((c${i} * 1000)::BIGINT) AS ${name}`);
    else {
      await insertLevels(connection, column.levels, i);
      parts.push(`(SELECT levels FROM l${i})[c${i} + 1] AS ${name}`);
    }
  }
  return parts.join(", ");
}

/**
 * Keeps a table as `<dir>/<sha256>.parquet`. The same table gives the same bytes, so it is kept once.
 * @returns the file's sha256
 */
export async function storeDataset(table: Table, dir: string): Promise<{ sha256: string; rows: number }> {
  await mkdir(dir, { recursive: true });
  const temporary = join(dir, `${process.pid}-${Math.trunc(performance.now() * 1000)}.tmp`);
  try {
    await withDuckDB(async (connection) => {
      await offerCells(connection, table);
      const note = JSON.stringify(table.columns.map(noteOf));
      const columns = await selection(connection, table);
      await connection.run(
        `COPY (SELECT ${columns} FROM cells()) TO ${literal(temporary)} (FORMAT parquet, KV_METADATA {${KEY}: ${literal(note)}})`,
      );
    });
    const sha256 = await sha256File(temporary);
    const handle = await open(temporary, "r+");
    await handle.sync().finally(() => handle.close());
    renameSync(temporary, join(dir, `${sha256}.parquet`));
    syncFolder(dir);
    return { sha256, rows: table.rows };
  } finally {
    await rm(temporary, { force: true });
  }
}

async function notesOf(connection: DuckDBConnection, path: string): Promise<Note[] | null> {
  const reader = await connection.runAndReadAll(
    `SELECT decode(value) FROM parquet_kv_metadata(${literal(path)}) WHERE decode(key) = '${KEY}'`,
  );
  const text = reader.getRows()[0]?.[0];
  return typeof text === "string" ? (JSON.parse(text) as Note[]) : null;
}

/** Loads a dictionary as an enumeration, so that a text comes back as its place in it. */
async function createEnum(connection: DuckDBConnection, levels: readonly string[], place: number): Promise<void> {
  await insertLevels(connection, levels, place);
  await connection.run(
    `CREATE TYPE e${place} AS ENUM (SELECT level FROM (SELECT unnest(levels) AS level, unnest(range(len(levels))) AS code FROM l${place}) ORDER BY code)`,
  );
}

/** What to read of the column in a place: places, as names that differ in case only are one name to DuckDB. */
function expressionOf(note: Note, place: number): string {
  if (note.kind === "number") return `c${place}`;
  if (note.kind === "datetime") return `(epoch_us(c${place}) / 1000)::DOUBLE`;
  return note.levels.length === 0 ? "NULL::INTEGER" : `enum_code(c${place}::e${place})`;
}

const emptyColumn = (note: Note, rows: number): Column =>
  note.kind === "text" ? { ...note, codes: sharedCodes(rows) } : { ...note, values: sharedFloats(rows) };

async function readColumns(connection: DuckDBConnection, path: string, notes: readonly Note[]): Promise<Table> {
  for (const [place, note] of notes.entries())
    if (note.kind === "text" && note.levels.length > 0) await createEnum(connection, note.levels, place);
  const source = `read_parquet(${literal(path)})`;
  const counted = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${source}`);
  const rows = Number(counted.getRows()[0]![0]);
  const columns = notes.map((note) => emptyColumn(note, rows));
  const places = notes.map((_, place) => `c${place}`).join(", ");
  const result = await connection.stream(`SELECT ${notes.map(expressionOf).join(", ")} FROM ${source} t(${places})`);
  for (let from = 0; from < rows; ) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    for (const [place, column] of columns.entries()) {
      const vector = chunk.getColumnVector(place);
      const cells = column.kind === "text" ? column.codes : column.values;
      const absent = column.kind === "text" ? -1 : Number.NaN;
      for (let i = 0; i < chunk.rowCount; i++) {
        const value = vector.getItem(i);
        cells[from + i] = value === null ? absent : Number(value);
      }
    }
    from += chunk.rowCount;
  }
  return { rows, columns };
}

/**
 * The table kept under a sha256: the same kinds, levels and values.
 * @throws FILE_NOT_FOUND where it is not kept (any more), FILE_NOT_A_TABLE where its content has changed
 */
export async function loadDataset(dir: string, sha256: string): Promise<Table> {
  const path = join(dir, `${sha256}.parquet`);
  if (!existsSync(path)) throw new HomeostatError("FILE_NOT_FOUND", { file: path });
  if ((await sha256File(path)) !== sha256)
    throw new HomeostatError("FILE_NOT_A_TABLE", { file: path, reason: "it does not match its recorded sha256" });
  return withDuckDB(async (connection) => {
    const notes = await notesOf(connection, path);
    if (notes !== null) return readColumns(connection, path, notes);
    throw new HomeostatError("FILE_NOT_A_TABLE", { file: path, reason: "Homeostat did not write it" });
  });
}
