/** When the rows of each model came, followed in constant memory. Rebuilt from the log at start. */
import type { FeedFacts } from "../contract/index.ts";
import { createFeedWatch, type FeedWatch } from "../observe/index.ts";
import type { PredictionLog } from "../serve/index.ts";
import type { Clock } from "../shared/index.ts";

/** Rows looked back on at start, the newest. */
const LOOK_BACK = 100_000;

const watches = new WeakMap<PredictionLog, Map<string, { watch: FeedWatch; lastSeq: number; lastAt: number }>>();

/** Whether rows of a model still come; arrivals since it was asked last are taken in. Silence while the clock was set forward is none. */
export function feedFacts(log: PredictionLog, model: string, clock: Clock): FeedFacts {
  const ofLog = watches.get(log) ?? new Map<string, { watch: FeedWatch; lastSeq: number; lastAt: number }>();
  watches.set(log, ofLog);
  const watched = ofLog.get(model) ?? { watch: createFeedWatch(), lastSeq: 0, lastAt: clock.now() };
  ofLog.set(model, watched);
  for (const { seq, at } of log.arrivals(model, watched.lastSeq, LOOK_BACK)) {
    watched.watch.arrive(at);
    watched.lastSeq = seq;
    watched.lastAt = at;
  }
  return watched.watch.facts(watched.lastAt + clock.elapsed(watched.lastAt));
}
