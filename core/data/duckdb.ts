/** DuckDB for Parquet, which it reads and writes better than anyone. Loaded when first needed. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { HomeostatError } from "../contract/index.ts";

export interface DuckDB {
  connection: DuckDBConnection;
  close(): void;
}

/**
 * An in-memory database of one thread, so that what is written is the same every time. The caller closes it.
 * @param spill a folder for what does not fit into a small memory; none: everything is held in memory
 */
export async function openDuckDB(spill?: string): Promise<DuckDB> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const limits: Record<string, string> = spill === undefined ? {} : { memory_limit: "256MB", temp_directory: spill };
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", ...limits });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, close };
}

/** DuckDB tells of a full disk in words alone. */
const catalogued = (error: unknown): unknown =>
  error instanceof Error && error.message.includes("No space left on device")
    ? new HomeostatError("DISK_FULL", {}, { cause: error })
    : error;

/** Runs with a connection of its own. @throws DISK_FULL */
export async function withDuckDB<T>(use: (connection: DuckDBConnection) => Promise<T>, spill?: string): Promise<T> {
  const { connection, close } = await openDuckDB(spill);
  try {
    return await use(connection);
  } catch (error) {
    throw catalogued(error);
  } finally {
    close();
  }
}

/** A text as a SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as a SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
