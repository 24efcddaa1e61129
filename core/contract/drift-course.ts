/** How far each column of a model has moved, check by check: what a heat map and a line over time need, and no more. */
import { z } from "zod";
import { DriftReport, DriftVerdict } from "./drift.ts";
import { Timestamp } from "./names.ts";
import { WindowPerformance } from "./performance.ts";

/** Columns that have drifted and moved furthest first, or those that the model leans on most. */
export const ColumnOrder = z.enum(["moved", "importance"]);
export type ColumnOrder = z.infer<typeof ColumnOrder>;

export const CoursePoint = z.object({
  at: Timestamp,
  version: z.string(),
  verdict: DriftVerdict,
  drifted: z.boolean(),
  share: z.number(),
  threshold: z.number(),
  /** Rows of the window. */
  rows: z.int(),
  /** One for each of `columns`; null where the check had no such column or could not tell. */
  psi: z.array(z.number().nullable()),
  /** Places in `columns` of those that drifted. */
  moved: z.array(z.int()),
  /** null for checks from before this was kept. */
  performance: WindowPerformance.nullable(),
});
export type CoursePoint = z.infer<typeof CoursePoint>;

export const DriftCourse = z.object({
  /** In the order that was asked for: how far they moved at any time, or importance. */
  columns: z.array(z.string()),
  /** Columns of all checks, those left out of `columns` included. */
  total: z.int(),
  /** Oldest first. */
  checks: z.array(CoursePoint),
});
export type DriftCourse = z.infer<typeof DriftCourse>;

/** A check with some of its columns, and what is to be known of all of them. */
export const NewestCheck = z.object({
  at: Timestamp,
  version: z.string(),
  report: DriftReport,
  /** Of each column of `report.features` how much the answers lean on it; null where that is not known. */
  importance: z.array(z.number().nullable()),
  /** null for a check from before this was kept. */
  performance: WindowPerformance.nullable(),
  /** Columns in all, and those of them that have drifted. */
  total: z.int(),
  drifted: z.int(),
  /** PSI of the column that has moved furthest. */
  furthest: z.number(),
});
export type NewestCheck = z.infer<typeof NewestCheck>;
