/** The reader of each format. */
import type { ReadOptions } from "../../contract/index.ts";
import { readCsv } from "./csv.ts";
import { readExcel } from "./excel.ts";
import { readJson } from "./json.ts";
import { readParquet } from "./parquet.ts";
import type { RowSource } from "./rows.ts";
import type { Source } from "./source.ts";

/** @throws FILE_NOT_A_TABLE, FILE_EMPTY, SHEET_NOT_FOUND, CANCELLED */
export async function openRows(source: Source, options: ReadOptions, signal?: AbortSignal): Promise<RowSource> {
  if ("head" in source) return source.kind === "json" ? readJson(source, signal) : readCsv(source, options);
  return source.kind === "excel" ? readExcel(source, options, signal) : readParquet(source);
}
