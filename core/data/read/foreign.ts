/** Parquet and JSON (an array or a row a line), through DuckDB, as the text that the one reader understands. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HomeostatError } from "../../contract/index.ts";
import { literal, withDuckDB } from "../duckdb.ts";

/** @throws FILE_NOT_A_TABLE with DuckDB's first line as the reason */
export async function readForeign(path: string, format: "parquet" | "json"): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "homeostat-"));
  const out = join(folder, "rows.csv");
  const from = `${format === "json" ? "read_json_auto" : "read_parquet"}(${literal(path)})`;
  try {
    await withDuckDB((connection) =>
      connection.run(`COPY (SELECT * FROM ${from}) TO ${literal(out)} (FORMAT csv, HEADER)`),
    );
    return await readFile(out);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
    throw new HomeostatError("FILE_NOT_A_TABLE", { file: path, reason }, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
