/** What tells how far a live version can be trusted without outcomes, read and fitted once per version. */

import { trainerOf } from "../heal/index.ts";
import type { LoadedModel } from "../registry/index.ts";
import type { Estimator, HeldOut } from "../train/index.ts";
import type { Loop } from "./loop.ts";

export interface Trust {
  unseen: HeldOut;
  estimator: Estimator | null;
}

/** Fewer rows teach nothing. */
const FEWEST = 20;

const known = new WeakMap<Loop["registry"], Map<string, { version: string; trust: Promise<Trust | null> }>>();

async function fit(loop: Loop, { model, version, schema }: LoadedModel): Promise<Trust | null> {
  try {
    const unseen = loop.registry.heldOut(model, version);
    if (!unseen || unseen.truth.length === 0) return null;
    const enough = unseen.truth.length >= FEWEST;
    return { unseen, estimator: enough ? await trainerOf(loop).fitEstimator(unseen, schema, loop.seed ?? 0) : null };
  } catch (error) {
    loop.logger.warn({ err: error, model, version }, "performance cannot be estimated: the kept rows are of no use");
    return null;
  }
}

const yardsticks = new WeakMap<Loop["registry"], Map<string, { version: string; rows: HeldOut | null }>>();

/** The kept rows of the version whose metrics were promised; null where it kept none, or they are damaged. */
export function promisedRows(loop: Loop, model: string, version: string): HeldOut | null {
  const ofRegistry = yardsticks.get(loop.registry) ?? new Map();
  yardsticks.set(loop.registry, ofRegistry);
  const found = ofRegistry.get(model);
  if (found?.version === version) return found.rows;
  let rows: HeldOut | null = null;
  try {
    rows = loop.registry.heldOut(model, version);
  } catch (error) {
    loop.logger.warn({ err: error, model, version }, "what answers cost at training cannot be told");
  }
  ofRegistry.set(model, { version, rows });
  return rows;
}

/** null for a version that was registered without such rows, or whose file of them is damaged. */
export function trustOf(loop: Loop, live: LoadedModel): Promise<Trust | null> {
  const ofRegistry = known.get(loop.registry) ?? new Map();
  known.set(loop.registry, ofRegistry);
  const found = ofRegistry.get(live.model);
  if (found?.version === live.version) return found.trust;
  const trust = fit(loop, live);
  ofRegistry.set(live.model, { version: live.version, trust });
  return trust;
}
