/** After a promotion: is the new version at least as good as the old one on what came since? */
import type { Policy } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
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

/**
 * Worse means worse beyond doubt: the newest rows alone, by chance, often prefer the old version for a while. So one
 * that is behind, but not beyond doubt, is looked at again until it has met as many outcomes as had judged it.
 */
export async function verifyOn(
  { registry }: HealContext,
  model: string,
  the: { champion: string; challenger: string; rows: Table; policy: Policy },
): Promise<{ worse: boolean; behind: boolean; note: string; verified: Verified }> {
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
  const t = paired.t.toFixed(2);
  const worse = paired.t < -the.policy.refit_alone_t;
  const note = worse
    ? `${the.challenger} is clearly worse than ${the.champion} on ${paired.rows} new rows with known outcomes (t = ${t}).`
    : `${the.challenger} stays live: on ${paired.rows} new rows with known outcomes it is no worse than ${the.champion} (t = ${t}).`;
  return { worse, behind: paired.t < 0, note, verified };
}
