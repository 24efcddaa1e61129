/** What a training thread can be asked for, and what it gives. */
import type { ModelSchema } from "../../contract/index.ts";
import type { SentTable, Table } from "../../data/index.ts";
import type { FittedModel } from "../model.ts";
import type { Exported } from "../onnx/index.ts";
import type { TrainedModel, TrainPlan } from "../plan.ts";
import type { RefitOptions } from "../search/refit.ts";
import type { Estimator, HeldOut } from "../unseen/index.ts";

export type Task =
  | { kind: "train"; table: SentTable; plan: TrainPlan }
  | {
      kind: "refit";
      recipe: FittedModel;
      table: Table;
      schema: ModelSchema;
      options: Omit<RefitOptions, "cancelled" | "onProgress">;
    }
  | { kind: "export"; model: FittedModel; schema: ModelSchema; table: Table }
  | { kind: "estimator"; heldOut: HeldOut; schema: ModelSchema; seed: number; threshold: number | null };

export interface Results {
  train: TrainedModel;
  refit: FittedModel;
  export: Exported;
  estimator: Estimator;
}
