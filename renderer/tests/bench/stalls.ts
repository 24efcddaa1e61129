/**
 * Preloaded into the engine: writes down every time at which its main thread worked for 50 ms without looking up. What
 * counts is the thread's own time, so that others on the same machine are not taken for it.
 */
import { appendFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const file = process.env.HOMEOSTAT_STALLS;
const EVERY = 5;
const LONG = 50;

const worked = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

if (isMainThread && file !== undefined) {
  let before = worked();
  setInterval(() => {
    const now = worked();
    if (now - before > LONG) appendFileSync(file, `${Date.now()} ${Math.round(now - before)}\n`);
    before = now;
  }, EVERY).unref();
}
