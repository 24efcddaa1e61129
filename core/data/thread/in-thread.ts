/** Reading and storing tables beside serving, in a thread of their own. Columns come back without being copied. */
import type { ModelSchema, ReadOptions } from "../../contract/index.ts";
import { runInThread } from "../../shared/index.ts";
import type { ModelRows } from "../model-rows.ts";
import type { Room } from "../read/keep.ts";
import type { ReadWatch } from "../read/read-columns.ts";
import type { ReadResult } from "../read/read-table.ts";
import { receiveTable, sendTable } from "../stored-table.ts";
import type { Table } from "../table.ts";
import type { Results, Task } from "./tasks.ts";

const run = <K extends Task["kind"]>(
  kind: K,
  task: Omit<Extract<Task, { kind: K }>, "kind">,
  watch: ReadWatch = {},
): Promise<Results[K]> =>
  runInThread<number, Results[K]>(new URL("./thread.ts", import.meta.url), { kind, ...task }, { job: kind, ...watch });

/** `readTable()` in a thread. @throws what it throws, CANCELLED, JOB_FAILED */
export async function readTableInThread(
  path: string,
  options: ReadOptions,
  watch?: ReadWatch,
  room?: Room,
): Promise<ReadResult> {
  const read = await run("read", { path, options, room }, watch);
  return { ...read, table: receiveTable(read.table) };
}

/** `readForModel()` in a thread. @throws what it throws, CANCELLED, JOB_FAILED */
export const readForModelInThread = (
  path: string,
  schema: ModelSchema,
  options: ReadOptions,
  watch?: ReadWatch,
): Promise<ModelRows> => run("readForModel", { path, schema, options }, watch);

/** `storeDataset()` in a thread. @throws what it throws, JOB_FAILED */
export const storeDatasetInThread = (table: Table, dir: string): Promise<Results["store"]> =>
  run("store", { table: sendTable(table), dir });

/** `loadDataset()` in a thread. @throws what it throws, JOB_FAILED */
export const loadDatasetInThread = (dir: string, sha256: string): Promise<Table> => run("load", { dir, sha256 });
