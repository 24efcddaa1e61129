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

/** The newest version of each model that was asked for. */
type OfModels<T> = Map<string, { version: string; found: T }>;
const trusts = new WeakMap<Loop["registry"], OfModels<Promise<Trust | null>>>();
const yardsticks = new WeakMap<Loop["registry"], OfModels<HeldOut | null>>();

function onceAVersion<T>(
  kept: WeakMap<Loop["registry"], OfModels<T>>,
  { registry }: Loop,
  { model, version }: { model: string; version: string },
  find: () => T,
): T {
  const ofRegistry: OfModels<T> = kept.get(registry) ?? new Map();
  kept.set(registry, ofRegistry);
  const known = ofRegistry.get(model);
  if (known?.version === version) return known.found;
  const found = find();
  ofRegistry.set(model, { version, found });
  return found;
}

async function fitTrust(loop: Loop, { model, version, schema, fitted }: LoadedModel): Promise<Trust | null> {
  try {
    const unseen = loop.registry.heldOut(model, version);
    if (!unseen || unseen.truth.length === 0) return null;
    if (unseen.truth.length < FEWEST) return { unseen, estimator: null };
    return { unseen, estimator: await trainerOf(loop).fitEstimator(unseen, schema, loop.seed ?? 0, fitted.threshold) };
  } catch (error) {
    loop.logger.warn({ err: error, model, version }, "performance cannot be estimated: the kept rows are of no use");
    return null;
  }
}

/** The kept rows of the version whose metrics were promised; null where it kept none, or they are damaged. */
export const promisedRows = (loop: Loop, model: string, version: string): HeldOut | null =>
  onceAVersion(yardsticks, loop, { model, version }, () => {
    try {
      return loop.registry.heldOut(model, version);
    } catch (error) {
      loop.logger.warn({ err: error, model, version }, "what answers cost at training cannot be told");
      return null;
    }
  });

/** null for a version that was registered without such rows, or whose file of them is damaged. */
export const trustOf = (loop: Loop, live: LoadedModel): Promise<Trust | null> =>
  onceAVersion(trusts, loop, live, () => fitTrust(loop, live));
