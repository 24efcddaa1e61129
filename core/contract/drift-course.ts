/** How far each column of a model has moved, check by check: what a heat map and a line over time need, and no more. */
import { z } from "zod";
import { DriftVerdict } from "./drift.ts";
import { Timestamp } from "./names.ts";
import { WindowPerformance } from "./performance.ts";

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
  /** The furthest moved at any time first. */
  columns: z.array(z.string()),
  /** Columns of all checks, those left out of `columns` included. */
  total: z.int(),
  /** Oldest first. */
  checks: z.array(CoursePoint),
});
export type DriftCourse = z.infer<typeof DriftCourse>;
