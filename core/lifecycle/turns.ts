/** One thing at a time per model: the watch, a person's request and a background repair never overlap. */
const queues = new WeakMap<object, Map<string, Promise<unknown>>>();

/** Runs `work` when everything queued before for the same owner and model has ended, well or badly. */
export function inTurn<T>(owner: object, model: string, work: () => Promise<T>): Promise<T> {
  const ofOwner = queues.get(owner) ?? new Map<string, Promise<unknown>>();
  queues.set(owner, ofOwner);
  const before = ofOwner.get(model) ?? Promise.resolve();
  const run = before.then(work, work);
  ofOwner.set(model, run);
  return run;
}
