/** Files of outcomes, outcomes that contradict each other, and what becomes of both. */
import { z } from "zod";
import { ClassLabel, Timestamp } from "./names.ts";
import { FeedbackResult, Row } from "./predict.ts";
import { ReadOptions, Source } from "./train.ts";

/** What a line of a file of outcomes comes to; `ambiguous`: several predictions have its key. */
export const OutcomeResult = z.enum([...FeedbackResult.options, "ambiguous"]);
export type OutcomeResult = z.infer<typeof OutcomeResult>;

export const OutcomeReason = z.enum([
  /** The cell with the id, or one of the key's cells, is empty. */
  "no_key",
  "no_outcome",
  "not_a_label",
  "not_a_number",
  "not_a_time",
  "unknown_id",
  /** The prediction has gone to the archive. */
  "archived",
  /** That row was refused, so there is no answer to hold the outcome against. */
  "refused",
  "no_match",
  "several_match",
  /** A line before says otherwise. */
  "contradicts_file",
  /** What was recorded before says otherwise. */
  "contradicts_record",
  /** The version that answered is no longer live. */
  "late",
]);
export type OutcomeReason = z.infer<typeof OutcomeReason>;

export const OutcomeFile = z.object({
  /** Whose predictions; needed with a key where there are several models. */
  model: z.string().optional(),
  source: Source,
  read: ReadOptions.default({}),
  /** Column with the prediction id. */
  id: z.string().optional(),
  /** Columns that together name a row, called as they were in what was sent to be predicted. */
  key: z.array(z.string()).min(1).optional(),
  outcome: z.string(),
  /** Column with the time at which the outcome was observed. */
  observed: z.string().optional(),
  /** Where several predictions have the key: record the outcome for each of them. */
  every: z.boolean().default(false),
  /** Where the file contradicts what was recorded before: the file is right. Each change is audited. */
  correct: z.boolean().default(false),
  /** False: say what would become of each line, and write nothing. */
  write: z.boolean().default(false),
  job: z.string().optional(),
});
export type OutcomeFile = z.infer<typeof OutcomeFile>;

/** One line of the file beside the prediction that it is about. */
export const OutcomeLine = z.object({
  /** From 1. */
  row: z.int(),
  result: OutcomeResult,
  reason: OutcomeReason.nullable(),
  /** The id, or the cells of the key. */
  key: z.array(z.string()),
  /** As the file has it. */
  outcome: z.string().nullable(),
  prediction_id: z.string().nullable(),
  prediction: ClassLabel.nullable(),
  /** When it was predicted. */
  at: Timestamp.nullable(),
  /** The outcome recorded before, or by a line before. */
  known: ClassLabel.nullable(),
});
export type OutcomeLine = z.infer<typeof OutcomeLine>;

/** Counts are of lines; with `every`, of lines and predictions together. */
export const OutcomeFileReport = z.object({
  /** null where lines are about several models, or none. */
  model: z.string().nullable(),
  by: z.enum(["id", "key"]),
  written: z.boolean(),
  rows: z.int(),
  accepted: z.int(),
  duplicate: z.int(),
  conflict: z.int(),
  unknown: z.int(),
  invalid: z.int(),
  ambiguous: z.int(),
  /** Of the accepted ones: answered by a version that is no longer live. */
  late: z.int(),
  /** Of the conflicting ones: those in which the file replaced what was recorded, or would. */
  corrected: z.int(),
  /** The oldest prediction that is still in the log; null where there is none. */
  log_from: Timestamp.nullable(),
  /** The first few lines of each kind, in the file's order. */
  lines: z.array(OutcomeLine),
});
export type OutcomeFileReport = z.infer<typeof OutcomeFileReport>;

/** A prediction of which two outcomes were told; the one that came first counts. */
export const OutcomeConflict = z.object({
  prediction_id: z.string(),
  at: Timestamp,
  version: z.string(),
  input: Row,
  prediction: ClassLabel.nullable(),
  known: ClassLabel,
  told: ClassLabel,
  told_at: Timestamp,
});
export type OutcomeConflict = z.infer<typeof OutcomeConflict>;

/** `from` is null where no outcome had been recorded. */
export const SettledOutcome = z.object({
  prediction_id: z.string(),
  model: z.string(),
  from: ClassLabel.nullable(),
  to: ClassLabel,
});
export type SettledOutcome = z.infer<typeof SettledOutcome>;
