/** One month of one model as a Parquet file that anyone can read: one row a prediction, times UTC, JSON as text. */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { HomeostatError } from "../../../contract/index.ts";
import { literal, withDuckDB } from "../../../data/index.ts";
import { syncFolder } from "../../../shared/index.ts";
import type { ArchivedRow } from "./archive-rows.ts";

const TEXTS = ["id", "version", "status", "input", "output", "request", "outcome", "outcomes", "shadows"] as const;

/** Brings the rows into a table `staged`. @returns how many there were */
async function stage(connection: DuckDBConnection, pages: AsyncIterable<readonly ArchivedRow[]>): Promise<number> {
  const { BIGINT, DuckDBDataChunk, VARCHAR } = await import("@duckdb/node-api");
  await connection.run(`CREATE TABLE staged (seq BIGINT, ms BIGINT, ${TEXTS.map((name) => `${name} VARCHAR`)})`);
  const appender = await connection.createAppender("staged");
  const types = [BIGINT, BIGINT, ...TEXTS.map(() => VARCHAR)];
  let count = 0;
  for await (const rows of pages) {
    const chunk = DuckDBDataChunk.create(types, rows.length);
    const columns = [
      rows.map(({ seq }) => BigInt(seq)),
      rows.map(({ at }) => BigInt(at)),
      ...TEXTS.map((name) => rows.map((row) => row[name])),
    ];
    chunk.setColumns(columns);
    appender.appendDataChunk(chunk);
    // Page by page: by itself it would take in 200,000 rows at once, on this thread.
    appender.flushSync();
    count += rows.length;
  }
  appender.closeSync();
  return count;
}

const STAGED = `SELECT seq, id, make_timestamp(ms * 1000) AS predicted_at, ${TEXTS.slice(1)} FROM staged`;

const count = async (connection: DuckDBConnection, from: string): Promise<number> =>
  Number((await connection.runAndReadAll(`SELECT count(*) FROM ${from}`)).getRows()[0]![0]);

/** Reads back what was written: as many rows as there should be, and every staged one with its content. */
async function verify(connection: DuckDBConnection, path: string, expected: number, staged: number): Promise<void> {
  const file = `read_parquet(${literal(path)})`;
  const rows = await count(connection, file);
  const found = await count(connection, `(${STAGED} INTERSECT SELECT * FROM ${file})`);
  if (rows !== expected || found !== staged)
    throw new HomeostatError("INTERNAL", {
      reason: `the archive holds ${rows} of ${expected} rows, and ${found} of ${staged} new ones`,
    });
}

/**
 * Adds rows to a month's file, or begins it; a row that is in it already, by its id, is replaced. The file is there
 * whole or as it was before: written beside, read back, synced, renamed.
 * @param path `<folder>/<model>/<month>.parquet`; the model's folder is made where it is missing
 * @returns rows that were added or replaced
 * @throws what DuckDB or the disk throws; the file is then as it was
 */
export async function addToMonth(path: string, pages: AsyncIterable<readonly ArchivedRow[]>): Promise<number> {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.tmp`;
  const spill = `${temporary}.spill`;
  try {
    return await withDuckDB(async (connection) => {
      const staged = await stage(connection, pages);
      const earlier = `read_parquet(${literal(path)}) f ANTI JOIN staged s ON f.id = s.id`;
      const kept = existsSync(path) ? await count(connection, `(SELECT 1 FROM ${earlier})`) : 0;
      const rows = kept === 0 ? STAGED : `SELECT f.* FROM ${earlier} UNION ALL ${STAGED}`;
      await connection.run(
        `COPY (SELECT * FROM (${rows}) ORDER BY seq) TO ${literal(temporary)} (FORMAT parquet, COMPRESSION zstd)`,
      );
      await verify(connection, temporary, kept + staged, staged);
      // Freed on DuckDB's thread; closing would free it on this one.
      await connection.run("DROP TABLE staged");
      const handle = await open(temporary, "r+");
      await handle.sync().finally(() => handle.close());
      renameSync(temporary, path);
      syncFolder(folder);
      syncFolder(dirname(folder));
      return staged;
    }, spill);
  } finally {
    await rm(temporary, { force: true });
    await rm(spill, { recursive: true, force: true });
  }
}
