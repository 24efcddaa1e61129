/**
 * The sessions beside production: at most one canary, which answers a share of the requests, and any number of shadows.
 * The registry says who they are; `align` brings the sessions to that. What leaves, and how large a share is, takes
 * effect at once; what has to be opened joins when it is open.
 */
import type { Registry } from "../../registry/index.ts";
import type { Logger, Rng } from "../../shared/index.ts";
import type { LiveVersion } from "../session/live-version.ts";
import { placeOf } from "./assign.ts";
import { createTally } from "./tally.ts";

export interface Split {
  /** `share`: percent of the requests. */
  canary: { live: LiveVersion; share: number; since: number } | null;
  shadows: { live: LiveVersion; since: number }[];
}

export interface Splits {
  of(model: string): Split;
  /** True where the request is the canary's. @param key sticks a client to its side; without one a die is cast */
  isCanarys(model: string, key: string | undefined): boolean;
  /** What the registry says takes effect, as far as it is open: after a switch of production, for instance. */
  apply(model: string): void;
  /** The same, and opens what is not. @throws what stood in the way of the first that could not be opened */
  align(model: string): Promise<void>;
  close(): void;
}

export interface SplitsDeps {
  registry: Registry;
  logger: Logger;
  rng: Rng;
  /** A session of a version, prepared before or opened now. */
  load(model: string, version: string): Promise<LiveVersion>;
  retire(live: LiveVersion): void;
  /** The session in production. */
  production(model: string): LiveVersion | undefined;
}

const NONE: Split = { canary: null, shadows: [] };

export function createSplits(deps: SplitsDeps): Splits {
  const { registry, rng, load, retire, production } = deps;
  const splits = new Map<string, Split>();
  const opened = new Map<string, Map<string, LiveVersion>>();
  const queues = new Map<string, Promise<void>>();

  /** The tallies of canary and champion begin anew together, so that they are about the same traffic. */
  function startTallies(model: string, before: Split, { canary, shadows }: Split): void {
    const champion = production(model);
    const goesOn = champion?.tally && before.canary?.live === canary?.live && before.canary?.share === canary?.share;
    if (champion && !canary) champion.tally = null;
    if (champion && canary && !goesOn) {
      champion.tally = createTally();
      canary.live.tally = createTally();
    }
    for (const { live } of shadows) live.tally ??= createTally();
  }

  function apply(model: string): void {
    const wanted = registry.traffic(model);
    const sessions = opened.get(model) ?? new Map<string, LiveVersion>();
    const names = new Set([wanted.canary?.version, ...wanted.shadows.map(({ version }) => version)]);
    const live = wanted.canary && sessions.get(wanted.canary.version);
    const now: Split = {
      canary: wanted.canary && live ? { live, share: wanted.canary.share, since: wanted.canary.since } : null,
      shadows: wanted.shadows.flatMap(({ version, since }) => {
        const shadow = sessions.get(version);
        return shadow ? [{ live: shadow, since }] : [];
      }),
    };
    startTallies(model, splits.get(model) ?? NONE, now);
    splits.set(model, now);
    for (const [version, left] of sessions)
      if (!names.has(version)) {
        sessions.delete(version);
        retire(left);
      }
  }

  async function openMissing(model: string): Promise<void> {
    const sessions = opened.get(model) ?? new Map<string, LiveVersion>();
    opened.set(model, sessions);
    const { canary, shadows } = registry.traffic(model);
    let failure: unknown;
    for (const { version } of [...(canary ? [canary] : []), ...shadows]) {
      if (sessions.has(version)) continue;
      try {
        sessions.set(version, await load(model, version));
      } catch (error) {
        deps.logger.error({ err: error, model, version }, "a version beside production cannot be opened");
        failure ??= error;
      }
    }
    apply(model);
    if (failure) throw failure;
  }

  return {
    of: (model) => splits.get(model) ?? NONE,
    isCanarys: (model, key) => {
      const canary = splits.get(model)?.canary;
      if (!canary) return false;
      return (key ? placeOf(`${model}@${canary.live.version}`, key) : rng.next() * 100) < canary.share;
    },
    apply,
    align: (model) => {
      apply(model);
      // One after the other, so that no version is opened twice.
      const before = queues.get(model) ?? Promise.resolve();
      const run = before.then(
        () => openMissing(model),
        () => openMissing(model),
      );
      queues.set(model, run);
      return run;
    },
    close: () => {
      for (const sessions of opened.values()) for (const live of sessions.values()) retire(live);
      opened.clear();
      splits.clear();
    },
  };
}
