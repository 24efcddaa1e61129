import { Cron } from "croner";

/** True where a tick of a cron expression lies after `last` and not after `now`, both epoch ms; never for null. */
export function isDue(schedule: string | null, last: number, now: number): boolean {
  if (schedule === null) return false;
  const next = new Cron(schedule, { paused: true }).nextRun(new Date(last));
  return next !== null && next.getTime() <= now;
}
