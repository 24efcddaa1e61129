/** One thing at a time per model: the watch, a person's request and a background repair never overlap. */
import { HomeostatError } from "../contract/index.ts";

const queues = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Runs `work` when everything queued before for the same owner and model has ended, well or badly.
 * @param signal who aborts it while the work still waits is answered at once, and it never runs
 * @throws HomeostatError CANCELLED then, and what `work` throws
 */
export function inTurn<T>(owner: object, model: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const ofOwner = queues.get(owner) ?? new Map<string, Promise<unknown>>();
  queues.set(owner, ofOwner);
  const before = ofOwner.get(model) ?? Promise.resolve();
  let begun = false;
  const begin = () => {
    if (signal?.aborted) throw new HomeostatError("CANCELLED");
    begun = true;
    return work();
  };
  const run = before.then(begin, begin);
  ofOwner.set(model, run);
  if (!signal) return run;
  return new Promise<T>((resolve, reject) => {
    signal.addEventListener("abort", () => begun || reject(new HomeostatError("CANCELLED")), { once: true });
    run.then(resolve, reject);
  });
}
