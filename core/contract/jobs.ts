/** Long work: every job has progress, can be watched and cancelled, and outlives the page that asked for it. */
import { z } from "zod";
import { ErrorBody } from "./errors.ts";
import { Timestamp } from "./names.ts";
import { Progress } from "./train.ts";

export const JobKind = z.enum([
  "inspect",
  "train",
  "predict_file",
  "evaluate",
  "drift",
  "retrain",
  "outcomes",
  "check",
]);
export type JobKind = z.infer<typeof JobKind>;

export const Job = z.object({
  id: z.string(),
  kind: JobKind,
  title: z.string(),
  state: z.enum(["running", "done", "failed", "cancelled"]),
  started_at: Timestamp,
  progress: Progress,
  error: ErrorBody.nullable(),
  /** The report of a finished job, as the procedure that started it returns it. */
  result: z.unknown(),
});
export type Job = z.infer<typeof Job>;
