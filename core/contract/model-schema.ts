/**
 * The schema of a served model: what its rows must look like, in which order, and what it answers.
 * Stored as `schema.json` beside the model; serving, drift and the pages read it, nobody guesses.
 */
import { z } from "zod";
import { ClassLabel, Task } from "./names.ts";

/** Training minimum and maximum, and what serving accepts. A learned range is widened by its own width. */
export const Range = z.object({
  /** Training extremes: inside, a value is ordinary. */
  min: z.number(),
  max: z.number(),
  /** Acceptance limits: between these and the extremes a value is an outlier, beyond them it is refused. */
  low: z.number(),
  high: z.number(),
  source: z.enum(["learned", "user"]),
});
export type Range = z.infer<typeof Range>;

const featureBase = {
  name: z.string(),
  nullable: z.boolean(),
  /** Cell texts read as missing in this column, besides null and empty (`"0"` in a blood pressure). */
  missingTokens: z.array(z.string()),
};

export const Feature = z.discriminatedUnion("type", [
  z.object({ ...featureBase, type: z.literal("number"), range: Range, integer: z.boolean() }),
  z.object({ ...featureBase, type: z.literal("category"), categories: z.array(z.string()) }),
  z.object({ ...featureBase, type: z.literal("boolean"), categories: z.array(z.string()) }),
  /** `format` is a strftime pattern (`%d/%m/%y`), or `iso`. Values travel as epoch milliseconds, UTC. */
  z.object({ ...featureBase, type: z.literal("datetime"), format: z.string() }),
]);
export type Feature = z.infer<typeof Feature>;

/** Features in their locked order, and the target. */
export const ModelSchema = z.object({
  task: Task,
  target: z.string(),
  /** Labels in the order of the model's probabilities; empty for regression. */
  classes: z.array(ClassLabel),
  positive: ClassLabel.nullable(),
  features: z.array(Feature),
  /** Columns that order rows in time; they need not be features. */
  time: z.array(z.string()),
});
export type ModelSchema = z.infer<typeof ModelSchema>;
