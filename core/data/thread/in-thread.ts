/** Reading and storing tables beside serving, in a thread of their own. Columns come back without being copied. */
import type { ModelSchema, ReadOptions } from "../../contract/index.ts";
import { runInThread } from "../../shared/index.ts";
import type { ModelRows } from "../model-rows.ts";
import type { Room } from "../read/keep.ts";
import type { ReadWatch } from "../read/read-columns.ts";
import type { ReadResult } from "../read/read-table.ts";
import { learnSchema } from "../schema.ts";
import { receiveTable, sendTable } from "../stored-table.ts";
import type { Table } from "../table.ts";
import { type Ask, type Proposal, propose } from "../understand/propose.ts";
import { rankTargets } from "../understand/targets.ts";
import type { Results, SentRead, Task } from "./tasks.ts";

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

/*
 * What is known of a table in memory at once takes seconds of reading where it lies in a file: a thread's work.
 */
const sent = (read: ReadResult): SentRead => ({ ...read, table: sendTable(read.table) });

/** `rankTargets()`, in a thread where the table lies in a file. @throws JOB_FAILED */
export const rankTargetsOf = async (read: ReadResult): Promise<Proposal["targets"]> =>
  read.table.stored ? run("rank", { read: sent(read) }) : rankTargets(read);

/** `propose()`, in a thread where the table lies in a file. @throws what it throws, CANCELLED, JOB_FAILED */
export const proposeFor = async (read: ReadResult, ask: Ask, signal?: AbortSignal): Promise<Proposal> =>
  read.table.stored ? run("propose", { read: sent(read), ask }, signal && { signal }) : propose(read, ask);

/** `learnSchema()`, in a thread where the table lies in a file. @throws what it throws, CANCELLED, JOB_FAILED */
export const learnSchemaOf = async (
  table: Table,
  learnt: Omit<Extract<Task, { kind: "schema" }>, "kind" | "table">,
  signal?: AbortSignal,
): Promise<ModelSchema> => {
  const { proposal, missing, ranges } = learnt;
  if (!table.stored) return learnSchema(table, proposal, missing, ranges);
  return run("schema", { table: sendTable(table), ...learnt }, signal && { signal });
};
