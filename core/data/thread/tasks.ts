/** What a thread for tables can be asked for, and what it gives. */
import type { MissingReport, ModelSchema, ReadOptions } from "../../contract/index.ts";
import type { ModelRows } from "../model-rows.ts";
import type { Room } from "../read/keep.ts";
import type { ReadResult } from "../read/read-table.ts";
import type { SentTable } from "../stored-table.ts";
import type { Table } from "../table.ts";
import type { Ask, Proposal } from "../understand/propose.ts";

/** What was read, with no more than the place of a table that lies in a file. */
export type SentRead = Omit<ReadResult, "table"> & { table: SentTable };

export type Task =
  | { kind: "read"; path: string; options: ReadOptions; room: Room | undefined }
  | { kind: "readForModel"; path: string; schema: ModelSchema; options: ReadOptions }
  | { kind: "rank"; read: SentRead }
  | { kind: "propose"; read: SentRead; ask: Ask }
  | {
      kind: "schema";
      table: SentTable;
      proposal: Proposal;
      missing: MissingReport[];
      ranges: Record<string, [number, number]>;
    }
  | { kind: "store"; table: SentTable; dir: string }
  | { kind: "load"; dir: string; sha256: string };

export interface Results {
  read: SentRead;
  readForModel: ModelRows;
  rank: Proposal["targets"];
  propose: Proposal;
  schema: ModelSchema;
  load: Table;
  store: { sha256: string; rows: number };
}
