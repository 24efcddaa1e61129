/** Repairs of broken data: transformations of single rows, proposed with a finding and put in front of a model. */
import { z } from "zod";
import { ClassLabel, Timestamp } from "./names.ts";

export const Repair = z.discriminatedUnion("kind", [
  /** What came is the right value × `factor` + `offset`. */
  z.object({
    kind: z.literal("convert"),
    column: z.string(),
    factor: z.number(),
    offset: z.number(),
    /** Only values that lie nearer to this range once converted; null converts every value. */
    range: z.tuple([z.number(), z.number()]).nullable(),
  }),
  /** A value that stands for "unknown". */
  z.object({ kind: z.literal("sentinel"), column: z.string(), value: z.number() }),
  z.object({ kind: z.literal("swap"), columns: z.tuple([z.string(), z.string()]) }),
  /** New names of categories → the names the model knows. */
  z.object({ kind: z.literal("rename"), column: z.string(), names: z.record(z.string(), z.string()) }),
]);
export type Repair = z.infer<typeof Repair>;

/** A repair that stands, or stood, in front of a model: numbered, never edited. */
export const StoredRepair = z.object({
  model: z.string(),
  number: z.int(),
  repair: Repair,
  /** In one sentence. */
  what: z.string(),
  /** Rows from here on were broken; they are read as repaired. */
  from: Timestamp,
  /** Null while it is in force. */
  until: Timestamp.nullable(),
  incident: z.string(),
  author: z.string(),
});
export type StoredRepair = z.infer<typeof StoredRepair>;

/** An answer that was given on broken values, beside what it would have been. */
export const Correction = z.object({
  prediction_id: z.string(),
  /** The request it belonged to, where that was known. */
  request: z.string().nullable(),
  asked_at: Timestamp,
  /** Null where the row was refused. */
  answered: ClassLabel.nullable(),
  corrected: ClassLabel,
  version: z.string(),
  incident: z.string(),
});
export type Correction = z.infer<typeof Correction>;
