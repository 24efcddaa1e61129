/** What the windows of predictions said that closed after a moment. */
import type { DriftReport } from "../contract/index.ts";
import type { HealContext } from "./context.ts";

/** Verdicts of the newest windows that closed after `since` (epoch ms), newest first. */
export const verdictsSince = (
  { db }: Pick<HealContext, "db">,
  model: string,
  since: number,
  limit: number,
): DriftReport["verdict"][] =>
  db
    .prepare<[string, number, number], { verdict: DriftReport["verdict"] }>(
      `SELECT json_extract(report, '$.verdict') AS verdict FROM drift_checks
        WHERE model = ? AND at > ? ORDER BY seq DESC LIMIT ?`,
    )
    .all(model, since, limit)
    .map(({ verdict }) => verdict);
