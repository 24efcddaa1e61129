/** The shapes of MLflow's scoring protocol. */
import { z } from "zod";
import { Cell, ClassLabel, ErrorBody, Flag, Row } from "../../../contract/index.ts";

/** Columns by name, rows, or cells in the model's order. */
const Tensors = z.union([z.record(z.string(), z.array(Cell)), z.array(z.union([Row, z.array(Cell)]))]);

export const ScoringRequest = z.union([
  z.object({
    dataframe_split: z.object({ columns: z.array(z.string()).optional(), data: z.array(z.array(Cell)).min(1) }),
  }),
  z.object({ dataframe_records: z.array(Row).min(1) }),
  z.object({ instances: Tensors }),
  z.object({ inputs: Tensors }),
]);

/** `predictions` is MLflow's; the rest is what feedback and a careful client need, in the same order. */
export const ScoringReply = z.object({
  predictions: z.array(ClassLabel),
  model: z.string(),
  version: z.string(),
  prediction_ids: z.array(z.string().nullable()),
  flags: z.array(z.array(Flag)),
});

export const MlflowError = z.object({ error_code: z.string(), message: z.string(), error: ErrorBody });
