/** Not worse for anybody who is protected: the challenger beside the champion, group by group. */
import { type Policy, say } from "../contract/index.ts";
import { columnNamed, type Table } from "../data/index.ts";
import { rowLoss, rowsBySegment } from "../train/index.ts";
import type { Check, Contest } from "./gate.ts";

/** A smaller group cannot be judged, and that is said. */
const FEWEST_ROWS = 30;
/** One-sided 5 %: what chance alone explains is not held against the challenger. */
const NOISE = 1.645;

export type ProtectedGroups = Pick<Policy, "protected" | "segment_margin">;

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Mean losses of both on some rows, and the standard error of their difference. */
function compare(before: Float64Array, after: Float64Array, rows: readonly number[]) {
  const mean = (of: (row: number) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const champion = mean((row) => before[row]!);
  const challenger = mean((row) => after[row]!);
  const difference = challenger - champion;
  const variance = mean((row) => (after[row]! - before[row]! - difference) ** 2);
  return { champion, challenger, error: Math.sqrt(variance / Math.max(1, rows.length - 1)) };
}

function checksOf(
  name: string,
  features: Table,
  [before, after]: readonly [Float64Array, Float64Array],
  margin: number,
): Check[] {
  const column = columnNamed(features, name);
  if (!column)
    return [{ name: say("isProtected", { column: name }), ok: false, value: say("noFeature"), limit: say("aFeature") }];
  return [...rowsBySegment(column, features.rows)].map(([level, rows]): Check => {
    const what = say("groupNotWorse", { column: name, level });
    if (rows.length < FEWEST_ROWS)
      return { name: what, ok: true, value: say("fewToJudge", { rows: rows.length }), limit: FEWEST_ROWS };
    const { champion, challenger, error } = compare(before, after, rows);
    const limit = champion * (1 + margin) + NOISE * error;
    return { name: what, ok: challenger <= limit, value: rounded(challenger), limit: rounded(limit) };
  });
}

/** One check per group of each protected column: its mean loss within the margin of the champion's, beyond noise. */
export function segmentChecks(
  { champion, challenger, truth, task, features }: Contest,
  groups: ProtectedGroups,
): Check[] {
  if (groups.protected.length === 0) return [];
  const losses = [rowLoss(champion, truth, task), rowLoss(challenger, truth, task)] as const;
  return groups.protected.flatMap((name) => checksOf(name, features, losses, groups.segment_margin));
}
