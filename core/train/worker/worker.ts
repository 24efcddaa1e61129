/** The thread's side of training. */
import type { Progress } from "../../contract/index.ts";
import { receiveTable } from "../../data/index.ts";
import { serveThread } from "../../shared/index.ts";
import { exportModel } from "../onnx/index.ts";
import { refit } from "../search/refit.ts";
import { train } from "../search/train.ts";
import { fitEstimator } from "../unseen/index.ts";
import type { Results, Task } from "./tasks.ts";

await serveThread<Task, Progress, Results[Task["kind"]]>(async (task, { cancelled, enough, onProgress }) => {
  if (task.kind === "train") return train(receiveTable(task.table), task.plan, { onProgress, cancelled, enough });
  if (task.kind === "export") {
    const exporting = (done: number) => onProgress({ stage: "exporting", done });
    return exportModel(task.model, task.schema, task.table, { cancelled, onProgress: exporting });
  }
  if (task.kind === "estimator") return fitEstimator(task.heldOut, task.schema, task.seed, task.threshold);
  const fitting = (done: number) => onProgress({ stage: "fitting", done });
  return refit(task.recipe, task.table, task.schema, { ...task.options, cancelled, onProgress: fitting });
});
