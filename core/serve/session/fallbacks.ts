/**
 * Opening a model's live version at the start, with what there is to fall back on. Each step is tried only where
 * the one before it failed:
 * the version itself, again with growing pauses → the last good version → the reference predictor → the baseline.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Table } from "../../data/index.ts";
import type { Registry } from "../../registry/index.ts";
import type { Logger } from "../../shared/index.ts";
import { compileModel } from "../../train/index.ts";
import { baselineOf } from "./baseline.ts";
import { createLiveVersion, type LiveVersion } from "./live-version.ts";
import { loadReference, loadVersion } from "./load-version.ts";

export interface FallbackDeps {
  registry: Registry;
  logger: Logger;
  /** The stored training set, for the baseline; without it that step is left out. */
  trainingSet?: (sha256: string) => Promise<Table>;
  /** Pauses between the attempts on the version itself, ms. */
  backoff?: readonly number[];
}

const BACKOFF = [50, 200, 800];

async function withRetries(deps: FallbackDeps, model: string, version: string): Promise<LiveVersion> {
  for (const pause of deps.backoff ?? BACKOFF) {
    try {
      return await loadVersion(deps, model, version);
    } catch (error) {
      deps.logger.warn({ err: error, model, version, pause }, "the version cannot be opened; it is tried again");
      await sleep(pause);
    }
  }
  return loadVersion(deps, model, version);
}

/** The newest version that served before and still loads. */
async function lastGood(deps: FallbackDeps, model: string, version: string): Promise<LiveVersion> {
  const archived = deps.registry.versions(model).filter(({ stage }) => stage === "archived");
  for (const { version: earlier } of archived.toReversed())
    try {
      return await loadVersion(deps, model, earlier, `${version} cannot be opened; ${earlier} answers`);
    } catch (error) {
      deps.logger.warn({ err: error, model, version: earlier }, "an earlier version cannot be opened either");
    }
  throw new Error("no earlier version can be opened");
}

async function baseline(deps: FallbackDeps, model: string, version: string): Promise<LiveVersion> {
  const detail = deps.registry.show(`${model}@${version}`);
  const table = await deps.trainingSet?.(detail.dataset_sha256);
  const fitted = table ? baselineOf(detail.schema, table) : null;
  if (!fitted) throw new Error("the training set is not at hand");
  const fallback = "the model cannot be opened; the mean of the training rows answers";
  const { schema } = detail;
  return createLiveVersion({
    ...{ model, version, schema, fitted, detail, fallback },
    ...{ compiled: compileModel(fitted, schema), runner: null },
    logger: deps.logger,
  });
}

/**
 * Always an answer where there is anything to answer with; `degraded()` tells which.
 * @throws the first failure, if every step failed
 */
export async function openWithFallbacks(deps: FallbackDeps, model: string, version: string): Promise<LiveVersion> {
  let first: unknown;
  const steps = [withRetries, lastGood, loadReference, baseline];
  for (const step of steps)
    try {
      return await step(deps, model, version);
    } catch (error) {
      first ??= error;
      deps.logger.error({ err: error, model, version, step: step.name }, "a way to serve this model failed");
    }
  throw first;
}
