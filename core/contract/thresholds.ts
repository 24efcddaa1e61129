/** The decision threshold of a binary version: what each one means on rows that it had not seen, and choosing one. */
import { z } from "zod";
import { ClassLabel, ModelName, VersionName } from "./names.ts";

export const ThresholdPoint = z.object({
  /** Positive is answered from this probability on. */
  threshold: z.number(),
  /** Positive rows found, and others taken for positive. */
  hits: z.int(),
  alarms: z.int(),
});
export type ThresholdPoint = z.infer<typeof ThresholdPoint>;

export const ThresholdReport = z.object({
  model: ModelName,
  version: VersionName,
  positive: ClassLabel,
  negative: ClassLabel,
  /** In force; null: the more probable class, which is above one half. */
  threshold: z.number().nullable(),
  /** Rows that the recipe had not been fitted on when it was asked about them, and how many of them are positive. */
  rows: z.int(),
  positives: z.int(),
  /** From the highest threshold, where little is found, to the lowest, where all is. */
  points: z.array(ThresholdPoint),
});
export type ThresholdReport = z.infer<typeof ThresholdReport>;

export const ThresholdChange = z.object({
  model: ModelName,
  /** The new version, a candidate; the one it was made from stays as it is. */
  version: VersionName,
  parent: VersionName,
  threshold: z.number(),
});
export type ThresholdChange = z.infer<typeof ThresholdChange>;
