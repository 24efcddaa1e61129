/** Parquet, read by DuckDB, as the texts that every column is read from. */
import { HomeostatError, say } from "../../contract/index.ts";
import { literal, openDuckDB, withDuckDB } from "../duckdb.ts";
import { createBlockWriter } from "./block.ts";
import type { RowSource } from "./rows.ts";
import type { BinarySource } from "./source.ts";

function notATable({ file, path }: BinarySource, error: unknown): HomeostatError {
  if (error instanceof HomeostatError) return error;
  const message = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
  const reason = say("parquetDamaged", { why: message.replaceAll(path, "the file") });
  return new HomeostatError("FILE_NOT_A_TABLE", { file, reason }, { cause: error });
}

/** @throws FILE_NOT_A_TABLE with DuckDB's first line as the reason */
export async function readParquet(source: BinarySource): Promise<RowSource> {
  const { file } = source;
  const from = `read_parquet(${literal(source.path)})`;
  const { names, total } = await withDuckDB(async (connection) => {
    const described = await connection.runAndReadAll(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${from})`);
    const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from}`);
    return { names: described.getRows().map(([name]) => String(name)), total: Number(counted.getRows()[0]![0]) };
  }).catch((error) => {
    throw notATable(source, error);
  });
  const width = names.length;

  const blocks = async function* () {
    const writer = createBlockWriter(width, file);
    const { connection, close } = await openDuckDB();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      const result = await connection.stream(`SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ${from}`);
      let row = 0;
      for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
        for (const cells of chunk.getRows()) writer.add(cells as (string | null)[], ++row);
        if (writer.full) yield writer.take(row / total);
      }
      yield writer.take(1);
    } catch (error) {
      throw notATable(source, error);
    } finally {
      close();
    }
  };
  return {
    file: { format: "parquet", delimiter: null, encoding: "utf-8", decimal: ".", header: true },
    header: names,
    width,
    decimal: ".",
    warnings: [],
    blocks,
  };
}
