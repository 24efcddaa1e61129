/** After a promotion: how the new version does beside the old one on what came since, and whether what was wrong is gone. */
import { type Diagnosis, type Policy, say } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
import type { Verification } from "../decide/index.ts";
import { rowLoss } from "../train/index.ts";
import { contest } from "./contest.ts";
import type { HealContext } from "./context.ts";
import { learningRows, productionSlice } from "./learning-rows.ts";
import { meanLosses } from "./losses.ts";
import { type OwnMetric, ownMetric } from "./own-metric.ts";
import { pairedTest } from "./paired-test.ts";

/** Labelled rows predicted from `since` on; null where there are none. Neither version has learnt from them. */
export async function rowsSince(
  context: HealContext,
  model: string,
  version: string,
  since: number,
): Promise<Table | null> {
  const rows = await learningRows(context, model, version);
  const from = rows.times.findIndex((time) => time >= since);
  return from < 0 ? null : productionSlice(rows, from, rows.times.length);
}

/** Both versions on the same rows, neither of which has learnt from them. */
export interface Verified {
  rows: number;
  loss: "log_loss" | "mse";
  /** Mean loss of the version that went, and of the one that came. */
  before: number;
  after: number;
  t: number;
  /** What an answer of either costs, where the policy names costs. */
  cost?: OwnMetric;
}

/** Both versions on the same new rows. */
export async function compareOn(
  { registry }: HealContext,
  model: string,
  the: { champion: string; challenger: string; rows: Table; policy: Policy },
): Promise<Verified> {
  const before = registry.load(model, the.champion);
  const after = registry.load(model, the.challenger);
  const compared = await contest(before.fitted, after.fitted, after.schema, the.rows);
  const { champion, challenger, truth, task } = compared;
  const paired = pairedTest(rowLoss(champion, truth, task), rowLoss(challenger, truth, task));
  const losses = meanLosses(compared);
  const verified: Verified = {
    ...{ rows: paired.rows, loss: task === "regression" ? "mse" : "log_loss", t: paired.t },
    ...{ before: losses.champion, after: losses.challenger },
  };
  const cost = ownMetric(compared, before, after, the.policy);
  if (cost) verified.cost = cost;
  return verified;
}

/** What each window of a version was called that closed after a moment and had enough outcomes, oldest first. */
export const diagnosesSince = (
  { db }: Pick<HealContext, "db">,
  model: string,
  version: string,
  { since, minLabelled }: { since: number; minLabelled: number },
): Diagnosis[] =>
  db
    .prepare<[string, string, number, number], { diagnosis: Diagnosis }>(
      `SELECT json_extract(d.diagnosis, '$.diagnosis') AS diagnosis
         FROM drift_checks c JOIN decisions d ON d.seq =
              (SELECT min(seq) FROM decisions WHERE decisions.model = c.model AND decisions.at >= c.at)
        WHERE c.model = ? AND c.version = ? AND c.at > ?
          AND json_extract(d.facts, '$.model.performance.labelled') >= ? ORDER BY c.seq`,
    )
    .all(model, version, since, minLabelled)
    .map(({ diagnosis }) => diagnosis);

const CAUSE: Record<Extract<Verification, { kind: "keep" }>["cause"], readonly string[]> = {
  none: [],
  gone: [say("causeGone")],
  remains: [say("causeStays")],
  unknown: [say("causeUnknown")],
};

/** What was found, in a sentence or two. */
export function verifiedNote(
  verdict: Verification,
  { champion, challenger, verified }: { champion: string; challenger: string; verified: Verified },
): string {
  const told = { challenger, champion, rows: verified.rows, t: verified.t.toFixed(2) };
  if (verdict.kind === "back") return say(verdict.because === "worse" ? "clearlyWorse" : "causeRemains", told);
  if (verdict.kind === "wait") return say("noWorseYet", told);
  const how = say(verdict.cause === "remains" ? "isClearlyBetter" : "isNoWorse");
  return [say("staysLive", { ...told, how }), ...CAUSE[verdict.cause]].join(" ");
}
