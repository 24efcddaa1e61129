/** What a thread for tables can be asked for, and what it gives. */
import type { ModelSchema, ReadOptions } from "../../contract/index.ts";
import type { ModelRows } from "../model-rows.ts";
import type { Room } from "../read/keep.ts";
import type { ReadResult } from "../read/read-table.ts";
import type { SentTable } from "../stored-table.ts";
import type { Table } from "../table.ts";

export type Task =
  | { kind: "read"; path: string; options: ReadOptions; room: Room | undefined }
  | { kind: "readForModel"; path: string; schema: ModelSchema; options: ReadOptions }
  | { kind: "store"; table: SentTable; dir: string }
  | { kind: "load"; dir: string; sha256: string };

export interface Results {
  read: Omit<ReadResult, "table"> & { table: SentTable };
  readForModel: ModelRows;
  load: Table;
  store: { sha256: string; rows: number };
}
