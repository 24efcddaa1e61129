/** The thread's side of reading and storing tables. */
import { HomeostatError } from "../../contract/index.ts";
import { serveThread } from "../../shared/index.ts";
import { loadDataset, storeDataset } from "../datasets.ts";
import { readForModel } from "../model-rows.ts";
import { type ReadResult, readTable } from "../read/read-table.ts";
import { learnSchema } from "../schema.ts";
import { receiveTable, sendTable } from "../stored-table.ts";
import { propose } from "../understand/propose.ts";
import { rankTargets } from "../understand/targets.ts";
import type { Results, SentRead, Task } from "./tasks.ts";

/** How often it looks whether it is to stop, ms. */
const LOOK_MS = 50;

const received = (read: SentRead): ReadResult => ({ ...read, table: receiveTable(read.table) });

await serveThread<Task, number, Results[Task["kind"]]>(async (task, { cancelled, onProgress }) => {
  if (task.kind === "store") return storeDataset(receiveTable(task.table), task.dir);
  if (task.kind === "load") return loadDataset(task.dir, task.sha256);
  if (task.kind === "rank") return rankTargets(received(task.read));
  if (task.kind === "propose") return propose(received(task.read), task.ask);
  if (task.kind === "schema") return learnSchema(receiveTable(task.table), task.proposal, task.missing, task.ranges);
  const abort = new AbortController();
  const looking = setInterval(() => cancelled() && abort.abort(new HomeostatError("CANCELLED")), LOOK_MS);
  try {
    const watch = { signal: abort.signal, onProgress };
    if (task.kind === "readForModel") return await readForModel(task.path, task.schema, task.options, watch);
    const read = await readTable(task.path, task.options, watch, task.room);
    return { ...read, table: sendTable(read.table) };
  } finally {
    clearInterval(looking);
  }
});
