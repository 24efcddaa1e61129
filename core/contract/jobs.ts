/** Long work: every job has progress, can be watched and cancelled, and outlives the page that asked for it. */
import { z } from "zod";
import { ErrorBody } from "./errors.ts";
import { ModelName, Timestamp, VersionName } from "./names.ts";
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
  "gate",
  "promote",
  "threshold",
  "verify",
]);
export type JobKind = z.infer<typeof JobKind>;

/** A retraining is the making of its incident's challenger: to cancel the one is to stop the other. */
export const JobSubject = z.object({
  model: ModelName,
  version: VersionName.optional(),
  incident: z.string().optional(),
});
export type JobSubject = z.infer<typeof JobSubject>;

export const Job = z.object({
  id: z.string(),
  kind: JobKind,
  title: z.string(),
  /** What it works on, where that is known from the start. */
  about: JobSubject.optional(),
  state: z.enum(["running", "done", "failed", "cancelled"]),
  started_at: Timestamp,
  /** For how long it has run when this was told; not by a clock, which may be set. */
  ran_ms: z.int(),
  progress: Progress,
  error: ErrorBody.nullable(),
  /** The report of a finished job, as the procedure that started it returns it. */
  result: z.unknown(),
});
export type Job = z.infer<typeof Job>;
