/** What a thread for tables can be asked for, and what it gives. */
import type { ModelSchema, ReadOptions } from "../../contract/index.ts";
import type { ModelRows } from "../model-rows.ts";
import type { ReadResult } from "../read/read-table.ts";
import type { Table } from "../table.ts";

export type Task =
  | { kind: "read"; path: string; options: ReadOptions }
  | { kind: "readForModel"; path: string; schema: ModelSchema; options: ReadOptions }
  | { kind: "store"; table: Table; dir: string }
  | { kind: "load"; dir: string; sha256: string };

export interface Results {
  read: ReadResult;
  readForModel: ModelRows;
  load: Table;
  store: { sha256: string; rows: number };
}
