/** What passes between the engine and a training worker. All of it survives a structured clone. */
import type { ErrorBody, ModelSchema, Progress } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { FittedModel } from "../model.ts";
import type { Exported } from "../onnx/index.ts";
import type { TrainedModel, TrainPlan } from "../plan.ts";
import type { RefitOptions } from "../search/refit.ts";

export type Task =
  | { kind: "train"; table: Table; plan: TrainPlan }
  | {
      kind: "refit";
      recipe: FittedModel;
      table: Table;
      schema: ModelSchema;
      options: Omit<RefitOptions, "cancelled">;
    }
  | { kind: "export"; model: FittedModel; schema: ModelSchema; table: Table };

export interface WorkerInput {
  task: Task;
  /** One Int32, 1 once the work is to stop: seen in the middle of a synchronous fit, unlike a message. */
  cancel: SharedArrayBuffer;
}

export type WorkerMessage =
  | { kind: "progress"; progress: Progress }
  | { kind: "trained"; trained: TrainedModel }
  | { kind: "refitted"; model: FittedModel }
  | { kind: "exported"; exported: Exported }
  | { kind: "failed"; error: ErrorBody };
