/** The thread's side of reading and storing tables. */
import { HomeostatError } from "../../contract/index.ts";
import { serveThread } from "../../shared/index.ts";
import { loadDataset, storeDataset } from "../datasets.ts";
import { readForModel } from "../model-rows.ts";
import { readTable } from "../read/read-table.ts";
import { receiveTable, sendTable } from "../stored-table.ts";
import type { Results, Task } from "./tasks.ts";

/** How often it looks whether it is to stop, ms. */
const LOOK_MS = 50;

await serveThread<Task, number, Results[Task["kind"]]>(async (task, { cancelled, onProgress }) => {
  if (task.kind === "store") return storeDataset(receiveTable(task.table), task.dir);
  if (task.kind === "load") return loadDataset(task.dir, task.sha256);
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
