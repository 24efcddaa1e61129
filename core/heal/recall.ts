/**
 * A world that has been before: an earlier version of the line was made for it. It is chosen on the rows before those
 * that judge, so that the choice owes nothing to them, and is taken where it beats the refit on everything there beyond
 * doubt and by far. One is tried, not several windows, so that the usual limit of a single test is enough.
 */
import type { Policy } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
import type { LoadedModel, LoadedVersion } from "../registry/index.ts";
import { contest } from "./contest.ts";
import type { HealContext } from "./context.ts";
import { beatsByFar } from "./fresh-start.ts";
import type { Contest } from "./gate.ts";
import { meanLosses } from "./losses.ts";

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
  let best: LoadedModel | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const version of earlierVersions(context, champion)) {
    const losses = meanLosses(await contest(champion.fitted, version.fitted, champion.schema, before));
    if (losses.challenger >= Math.min(least, losses.champion)) continue;
    best = version;
    least = losses.challenger;
  }
  if (best === null) return null;
  const judged = await contest(champion.fitted, best.fitted, champion.schema, slice);
  return beatsByFar(everything, judged, policy.refit_alone_t) ? { version: best, contest: judged } : null;
}
