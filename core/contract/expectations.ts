/** What the rows of a model are expected to look like: proposed from the training data, accepted or declined by a person. */
import { z } from "zod";
import { ModelName, VersionName } from "./names.ts";

const share = z.number().min(0).max(1);
const column = z.string();

/** A rule that a row keeps or breaks by itself, but for `unique` and `ordered`, which look at the rows before it. */
export const ExpectationRule = z.discriminatedUnion("kind", [
  /** The cell can be read as a value of its type. */
  z.object({ kind: z.literal("type"), column, type: z.enum(["number", "category", "boolean", "datetime"]) }),
  /** There is a value. */
  z.object({ kind: z.literal("present"), column }),
  z.object({ kind: z.literal("range"), column, min: z.number(), max: z.number() }),
  z.object({ kind: z.literal("categories"), column, allowed: z.array(z.string()) }),
  z.object({ kind: z.literal("unique"), column }),
  /** Not less than in the row before. */
  z.object({ kind: z.literal("ordered"), column }),
  /** `column` ≤ `other`. */
  z.object({ kind: z.literal("at_most"), column, other: z.string() }),
]);
export type ExpectationRule = z.infer<typeof ExpectationRule>;

export const Expectation = z.object({
  /** `range:Glucose`; the same in every version. */
  id: z.string(),
  rule: ExpectationRule,
  /**
   * The share of rows that break it where nothing has changed, as a Beta distribution: about `broken` of
   * `broken + kept` rows. How many a window may have follows from it and the window's size.
   */
  usual: z.object({ broken: z.number(), kept: z.number() }),
  /** What in the training data it was read from. */
  reason: z.string(),
});
export type Expectation = z.infer<typeof Expectation>;

export const ExpectationStatus = z.enum(["proposed", "accepted", "declined"]);
export type ExpectationStatus = z.infer<typeof ExpectationStatus>;

/** What a person said about a rule; it stands for every version of the model. */
export const ExpectationEdit = z.strictObject({
  status: ExpectationStatus.optional(),
  /** Limits in place of the proposed ones. */
  min: z.number().optional(),
  max: z.number().optional(),
  allowed: z.array(z.string()).optional(),
  /** Share of a window's rows that may break it; without it, what chance explains. */
  tolerance: share.optional(),
});
export type ExpectationEdit = z.infer<typeof ExpectationEdit>;

/** How one rule fared on one window. */
export const ExpectationResult = z.object({
  /** null where it could not be judged. */
  passed: z.boolean().nullable(),
  /** Rows judged, rows that break it, and how many may. */
  rows: z.int(),
  broken: z.int(),
  allowed: z.int(),
  /** Prediction ids of the first rows that break it. */
  examples: z.array(z.string()),
  reason: z.string(),
});
export type ExpectationResult = z.infer<typeof ExpectationResult>;

export const JudgedExpectation = Expectation.extend({
  status: ExpectationStatus,
  edit: ExpectationEdit.nullable(),
  /** The rule in words. */
  words: z.string(),
  /** On the newest window; null for a declined rule, and before there is a window. */
  result: ExpectationResult.nullable(),
});
export type JudgedExpectation = z.infer<typeof JudgedExpectation>;

export const ExpectationReport = z.object({
  model: ModelName,
  version: VersionName,
  /** Rows of the newest window. */
  rows: z.int(),
  failed: z.int(),
  /** Rules in all. */
  total: z.int(),
  /** Broken ones first, declined ones last. */
  expectations: z.array(JudgedExpectation),
});
export type ExpectationReport = z.infer<typeof ExpectationReport>;
