/**
 * Who watches the watch: turns of the loop that fail are repeated after ever longer pauses, one that does not come to
 * an end does not keep the other models waiting, and both are told with the first of the three questions.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { say } from "../contract/index.ts";
import type { Clock, Logger } from "../shared/index.ts";

/** A turn that trains may take long; the others go on meanwhile. */
const PATIENCE_MS = 60_000;
/** A turn at work for so long is told. */
const TOO_LONG_MS = 30 * 60_000;
/** Pause after the first failure; each further one doubles it. */
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

interface Watched {
  /** When the turn at work began, epoch ms; null between turns. */
  since: number | null;
  failures: number;
  reason: string;
  /** No turn before this moment. */
  next: number;
}

export interface Watchdog {
  /**
   * One turn for a model, unless one is at work or its pause is not over. Settles when the turn has ended, or when
   * patience has; it never throws.
   */
  turn(model: string, work: () => Promise<unknown>): Promise<void>;
  /** What is wrong with the watch itself, in sentences; empty where nothing is. */
  troubles(): string[];
}

/** @param patience ms that other models wait for a turn */
export function createWatchdog({ clock, logger }: { clock: Clock; logger: Logger }, patience = PATIENCE_MS): Watchdog {
  const models = new Map<string, Watched>();

  function watchedOf(model: string): Watched {
    const found = models.get(model) ?? { since: null, failures: 0, reason: "", next: 0 };
    models.set(model, found);
    return found;
  }

  async function run(model: string, watched: Watched, work: () => Promise<unknown>): Promise<void> {
    watched.since = clock.now();
    try {
      await work();
      watched.failures = 0;
    } catch (error) {
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** watched.failures);
      watched.failures++;
      watched.reason = error instanceof Error ? error.message : String(error);
      watched.next = clock.now() + pause;
      logger.error({ err: error, model, failures: watched.failures }, "the watch failed; it tries again after a pause");
    } finally {
      watched.since = null;
    }
  }

  return {
    turn: async (model, work) => {
      const watched = watchedOf(model);
      if (watched.since !== null || clock.now() < watched.next) return;
      const over = new AbortController();
      await Promise.race([
        run(model, watched, work).finally(() => over.abort()),
        sleep(patience, undefined, { ref: false, signal: over.signal }).catch(() => undefined),
      ]);
    },
    troubles: () =>
      [...models].flatMap(([model, { since, failures, reason, next }]) => {
        if (since !== null && clock.now() - since > TOO_LONG_MS)
          return [say("watchAtWork", { model, since: new Date(since).toISOString() })];
        if (failures === 0) return [];
        const times = failures === 1 ? say("onceFailed") : say("timesInARow", { times: failures });
        return [say("watchFailed", { model, times, reason, until: new Date(next).toISOString() })];
      }),
  };
}
