/** JSON as rows: columns are the objects' keys, those of nested objects joined by points. */
import { HomeostatError, type RejectedRow, say } from "../../contract/index.ts";
import { createBlockWriter } from "./block.ts";
import { isObject, type Json, type JsonObject, jsonRecords, rowsWithin } from "./json-records.ts";
import type { RowNotes, RowSource } from "./rows.ts";
import type { TextSource } from "./source.ts";

type Cells = Map<string, string | null>;

const textOf = (value: Json): string | null => {
  if (value === null || value === "") return null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** @example flattened({ a: { b: 1 }, c: [2] }) // "a.b" → "1", "c" → "[2]" */
function flattened(record: JsonObject, cells: Cells = new Map(), prefix = ""): Cells {
  for (const [key, value] of Object.entries(record)) {
    if (isObject(value)) flattened(value, cells, `${prefix}${key}.`);
    else cells.set(`${prefix}${key}`, textOf(value));
  }
  return cells;
}

async function* rowsOf(source: TextSource, rejected: RejectedRow[], nested: boolean) {
  for await (const { record, line, done } of jsonRecords(source, rejected)) {
    const rows = nested ? (rowsWithin(record) ?? [record]) : [record];
    for (const row of rows) yield { cells: flattened(row), line, done };
  }
}

/** Column names in the order in which they first occur, which takes a look at every row. */
async function namesOf(source: TextSource, signal?: AbortSignal): Promise<{ names: string[]; nested: boolean }> {
  const names = new Set<string>();
  let only: JsonObject | null = null;
  let records = 0;
  for await (const { record } of jsonRecords(source, [])) {
    signal?.throwIfAborted();
    only = records++ === 0 ? record : null;
    for (const name of flattened(record).keys()) names.add(name);
  }
  const within = only === null ? null : rowsWithin(only);
  if (within === null) return { names: [...names], nested: false };
  return { names: [...new Set(within.flatMap((row) => [...flattened(row).keys()]))], nested: true };
}

/** @throws FILE_NOT_A_TABLE */
export async function readJson(source: TextSource, signal?: AbortSignal): Promise<RowSource> {
  const { file, encoding } = source;
  const { names, nested } = await namesOf(source, signal);
  if (names.length === 0) throw new HomeostatError("FILE_NOT_A_TABLE", { file, reason: say("noObjects") });
  const width = names.length;
  const blocks = async function* (notes: RowNotes) {
    const writer = createBlockWriter(width, file);
    for await (const { cells, line, done } of rowsOf(source, notes.rejected, nested)) {
      writer.add(
        names.map((name) => cells.get(name) ?? null),
        line,
      );
      if (writer.full) yield writer.take(done);
    }
    yield writer.take(1);
  };
  return {
    file: { format: "json", delimiter: null, encoding, decimal: ".", header: true },
    header: names,
    width,
    decimal: ".",
    warnings: [],
    blocks,
  };
}
