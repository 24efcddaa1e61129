/**
 * A world that has been before: an earlier version of the line was made for it. It is chosen on the rows before those
 * that judge, so that the choice owes nothing to them, and is taken where it beats the refit on everything there beyond
 * doubt and by far. One is tried, not several windows, so that the usual limit of a single test is enough.
 *
 * The last version that was verified needs less: what followed it has not held yet, and what that learnt may be wrong.
 */
import type { Policy } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
import type { LoadedModel, LoadedVersion } from "../registry/index.ts";
import { rowLoss } from "../train/index.ts";
import { contest } from "./contest.ts";
import type { HealContext } from "./context.ts";
import { beatsByFar } from "./fresh-start.ts";
import type { Contest } from "./gate.ts";
import { lastVerified } from "./last-verified.ts";
import { meanLosses } from "./losses.ts";
import { pairedTest } from "./paired-test.ts";

/** Earlier versions that are tried, the newest. */
const MOST_VERSIONS = 8;

export interface Recalled {
  version: LoadedModel;
  contest: Contest;
}

/** Versions that were live before and were not found wanting, newest first. */
function earlierVersions({ registry }: HealContext, { model, version, schema }: LoadedVersion): LoadedModel[] {
  const features = JSON.stringify(schema.features.map(({ name, type }) => [name, type]));
  return registry
    .versions(model)
    .filter((each) => each.stage === "archived" && each.version !== version)
    .slice(-MOST_VERSIONS)
    .reverse()
    .map((each) => registry.loadModel(model, each.version))
    .filter((each) => JSON.stringify(each.schema.features.map(({ name, type }) => [name, type])) === features);
}

/** The last verified version, where it is better than the live one beyond doubt and no worse than the refit. */
async function lastGood(
  context: HealContext,
  champion: LoadedVersion,
  earlier: readonly LoadedModel[],
  everything: Contest,
  slice: Table,
  limit: number,
): Promise<Recalled | null> {
  const verified = lastVerified(context, champion.model, champion.version);
  const version = earlier.find((each) => each.version === verified);
  if (!version) return null;
  const judged = await contest(champion.fitted, version.fitted, champion.schema, slice);
  if (meanLosses(judged).challenger > meanLosses(everything).challenger) return null;
  const { truth, task } = judged;
  const { t } = pairedTest(rowLoss(judged.champion, truth, task), rowLoss(judged.challenger, truth, task));
  return t > limit ? { version, contest: judged } : null;
}

/**
 * @param everything contest of the refit on everything against the champion, on the slice
 * @param before the newest rows before the slice: the choice is made there
 */
export async function recall(
  context: HealContext,
  champion: LoadedVersion,
  everything: Contest,
  before: Table,
  slice: Table,
  policy: Policy,
): Promise<Recalled | null> {
  const earlier = earlierVersions(context, champion);
  const good = await lastGood(context, champion, earlier, everything, slice, policy.refit_alone_t);
  if (good) return good;
  let best: LoadedModel | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const version of earlier) {
    const losses = meanLosses(await contest(champion.fitted, version.fitted, champion.schema, before));
    if (losses.challenger >= Math.min(least, losses.champion)) continue;
    best = version;
    least = losses.challenger;
  }
  if (best === null) return null;
  const judged = await contest(champion.fitted, best.fitted, champion.schema, slice);
  return beatsByFar(everything, judged, policy.refit_alone_t) ? { version: best, contest: judged } : null;
}
