/** Tables in files, for tests. */
import { join } from "node:path";
import { keepFor } from "../data/read/keep.ts";
import type { Table } from "../data/table.ts";
import { temporaryFolder } from "./temporary.ts";

/** The same table, in a file. */
export function inFile({ rows, columns }: Table): Table {
  const names = columns.map(({ name }) => name);
  const keep = keepFor(rows, names, { memory: 0, file: join(temporaryFolder(), "columns.tmp") });
  return keep.table(rows, columns.map(keep.settled));
}
