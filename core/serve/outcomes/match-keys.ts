/** Which predictions have which key: one walk over a model's log, with turns for the requests meanwhile. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { PredictionLog } from "../log/prediction-log.ts";
import type { KeyReader } from "./row-key.ts";

/** Rows read at once: some five milliseconds. */
const PAGE = 500;

export interface WalkWatch {
  signal: AbortSignal;
  /** Share done. */
  onProgress(done: number): void;
}

/**
 * @param wanted keys that are looked for
 * @returns ids of the predictions with a key, oldest first; keys that nobody has are absent
 * @throws CANCELLED
 */
export async function matchKeys(
  log: Pick<PredictionLog, "outcomes" | "count">,
  model: string,
  wanted: ReadonlySet<string>,
  { ofSent }: Pick<KeyReader, "ofSent">,
  { signal, onProgress }: WalkWatch,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const all = Math.max(1, log.count(model).predictions);
  let seen = 0;
  let place = -1;
  for (;;) {
    signal.throwIfAborted();
    const page = log.outcomes.inputs(model, place, PAGE);
    for (const { id, input } of page) {
      const key = ofSent(input);
      if (key === null || !wanted.has(key)) continue;
      const ids = found.get(key);
      if (ids) ids.push(id);
      else found.set(key, [id]);
    }
    if (page.length < PAGE) return found;
    place = page.at(-1)!.seq;
    seen += page.length;
    onProgress(Math.min(1, seen / all));
    await nextTurn();
  }
}
