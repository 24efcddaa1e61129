import { nextRuns } from "../shared/index.ts";

/** True where a tick of a cron expression lies after `last` and not after `now`, both epoch ms; never for null. */
export function isDue(schedule: string | null, last: number, now: number): boolean {
  if (schedule === null) return false;
  const next = nextRuns(schedule, last, 1)?.[0];
  return next !== undefined && next <= now;
}
