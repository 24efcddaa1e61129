/**
 * The versions that are live, one per model, and the switch between them. A version is prepared beside the live
 * one; the switch itself is one assignment; requests that are inside the old version finish there, and then it is
 * let go.
 */
import { asHomeostatError, HomeostatError } from "../../contract/index.ts";
import { createRng } from "../../shared/index.ts";
import { createSplits, type Split } from "../traffic/splits.ts";
import { type FallbackDeps, openWithFallbacks } from "./fallbacks.ts";
import type { LiveVersion } from "./live-version.ts";
import { loadVersion } from "./load-version.ts";

export interface LiveSummary {
  model: string;
  version: string;
  degraded: boolean;
  /** Why, where it is degraded. */
  reason: string | null;
  /** Answers `share` percent of the requests. */
  canary: { version: string; share: number } | null;
  /** Versions that score what others answer. */
  shadows: string[];
}

/** A model in production of which nothing could be opened. */
export interface DownSummary {
  model: string;
  version: string;
  reason: string;
}

export interface Sessions {
  /** Loads and checks a version beside the live one, unless it stands by. @throws catalogued errors; the live one is left as it is */
  prepare(model: string, version: string): Promise<void>;
  /**
   * Puts a prepared version live, at once. @param keep the one that it replaces stands by, loaded
   * @throws WRONG_USE where it was not prepared
   */
  activate(model: string, version: string, keep?: boolean): void;
  /** Lets go of a version that stands by; nothing happens where it does not. */
  release(model: string, version: string): void;
  /** Opens what is in production, with fallbacks. @throws NO_PRODUCTION, or the failure that none of them mended: whoever answered goes on, else the model is down */
  open(model: string): Promise<void>;
  /** Brings canary and shadows of a model to what the registry says. @throws where one cannot be opened; the rest stands */
  align(model: string): Promise<void>;
  /** Lets who has left the traffic in the registry leave at once; opens nothing. */
  refresh(model: string): void;
  live(): LiveSummary[];
  /** Models that should be answered and are not. */
  down(): DownSummary[];
  /**
   * The live version of a model, or of the only one.
   * @throws NO_MODEL, MODEL_REQUIRED, MODEL_NOT_FOUND, NO_PRODUCTION, MODEL_UNAVAILABLE
   */
  get(model?: string): LiveVersion;
  /**
   * The version that answers a request: production, or the canary for its share of the clients.
   * @param key keeps a client on its side; without one a die is cast
   * @throws as `get`
   */
  route(model?: string, key?: string): LiveVersion;
  /** Who stands beside production. */
  split(model: string): Split;
  close(): Promise<void>;
}

export interface SessionsDeps extends FallbackDeps {
  /** Of the dice that assign requests without a key; 0 where absent. */
  seed?: number;
}

/** Prepared versions kept per model: a promotion that was given up must not hold its session for ever. */
const MAX_PREPARED = 3;

/** @example await sessions.prepare("iris", "v0002"); sessions.activate("iris", "v0002"); */
export function createSessions(deps: SessionsDeps): Sessions {
  const { registry, logger } = deps;
  const current = new Map<string, LiveVersion>();
  const down = new Map<string, DownSummary>();
  /** In the order of preparation. */
  let prepared: LiveVersion[] = [];
  const leaving = new Set<Promise<void>>();

  function retire(old: LiveVersion | undefined): void {
    if (!old) return;
    const done = old
      .retire()
      .catch((error: unknown) => logger.warn({ err: error, model: old.model }, "a session could not be released"))
      .finally(() => leaving.delete(done));
    leaving.add(done);
  }

  function takePrepared(model: string, version: string): LiveVersion | undefined {
    const found = prepared.find((each) => each.model === model && each.version === version);
    prepared = prepared.filter((each) => each !== found);
    return found;
  }

  const splits = createSplits({
    registry,
    logger,
    rng: createRng(deps.seed ?? 0),
    load: async (model, version) => takePrepared(model, version) ?? (await loadVersion(deps, model, version)),
    retire,
    production: (model) => current.get(model),
  });

  function keepPrepared(live: LiveVersion): void {
    retire(takePrepared(live.model, live.version));
    prepared.push(live);
    const ofModel = prepared.filter(({ model }) => model === live.model);
    for (const old of ofModel.slice(0, -MAX_PREPARED)) retire(takePrepared(old.model, old.version));
  }

  function put(live: LiveVersion, keep = false): void {
    const old = current.get(live.model);
    current.set(live.model, live);
    down.delete(live.model);
    splits.apply(live.model);
    if (old && keep) keepPrepared(old);
    else retire(old);
  }

  /** Prepared, and nothing has been found wrong with it since. */
  const standsBy = (model: string, version: string): boolean =>
    prepared.some((each) => each.model === model && each.version === version && each.degraded() === null);

  function get(model?: string): LiveVersion {
    if (model === undefined) return only();
    const live = current.get(model);
    if (!live) throw missing(model);
    return live;
  }

  /** A model that is down is not forgotten: what is meant for it must not be answered by another. */
  function only(): LiveVersion {
    const models = [...current.keys(), ...down.keys()].sort();
    if (models.length > 1) throw new HomeostatError("MODEL_REQUIRED", { models });
    if (models.length === 0) throw new HomeostatError("NO_MODEL");
    return get(models[0]);
  }

  function missing(model: string): HomeostatError {
    if (down.has(model)) return new HomeostatError("MODEL_UNAVAILABLE", { model });
    const known = registry.models().some(({ name }) => name === model);
    return new HomeostatError(known ? "NO_PRODUCTION" : "MODEL_NOT_FOUND", { model });
  }

  return {
    prepare: async (model, version) => {
      if (standsBy(model, version)) return;
      try {
        keepPrepared(await loadVersion(deps, model, version));
      } catch (error) {
        throw asHomeostatError(error);
      }
    },
    release: (model, version) => retire(takePrepared(model, version)),
    activate: (model, version, keep) => {
      const live = takePrepared(model, version);
      if (live) put(live, keep);
      else if (current.get(model)?.version !== version)
        throw new HomeostatError("WRONG_USE", {
          reason: `${model}@${version} was not prepared before its activation.`,
        });
    },
    open: async (model) => {
      const version = registry.production(model);
      if (!version) throw missing(model);
      try {
        put(await openWithFallbacks(deps, model, version));
      } catch (error) {
        if (!current.has(model))
          down.set(model, { model, version, reason: "no version can be opened; nothing answers" });
        throw asHomeostatError(error);
      }
      // A canary or shadow that cannot be opened is logged and left out; production answers all the same.
      await splits.align(model).catch(() => undefined);
    },
    align: async (model) => {
      try {
        await splits.align(model);
      } catch (error) {
        throw asHomeostatError(error);
      }
    },
    refresh: splits.apply,
    live: () =>
      [...current.values()].map((live) => {
        const reason = live.degraded();
        const { canary, shadows } = splits.of(live.model);
        return {
          ...{ model: live.model, version: live.version, degraded: reason !== null, reason },
          canary: canary && { version: canary.live.version, share: canary.share },
          shadows: shadows.map((each) => each.live.version),
        };
      }),
    down: () => [...down.values()],
    get,
    route: (model, key) => {
      const live = get(model);
      return splits.isCanarys(live.model, key) ? splits.of(live.model).canary!.live : live;
    },
    split: splits.of,
    close: async () => {
      splits.close();
      for (const live of [...current.values(), ...prepared]) retire(live);
      current.clear();
      down.clear();
      prepared = [];
      await Promise.all(leaving);
    },
  };
}
