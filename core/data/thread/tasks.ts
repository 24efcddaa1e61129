/** What a thread for tables can be asked for, and what it gives. */
import type { ReadOptions } from "../../contract/index.ts";
import type { ReadResult } from "../read/read-table.ts";
import type { Table } from "../table.ts";

export type Task =
  | { kind: "read"; path: string; options: ReadOptions }
  | { kind: "store"; table: Table; dir: string }
  | { kind: "load"; dir: string; sha256: string };

export interface Results {
  read: ReadResult;
  load: Table;
  store: { sha256: string; rows: number };
}
