import { Cron } from "croner";

/**
 * The next moments that a cron expression names, in the time zone of this machine.
 * @param from epoch ms; the first moment is later
 * @returns epoch ms, fewer where it names no more; null where it is no cron expression
 * @example nextRuns("0 3 * * 1", Date.now(), 1) // next Monday at three
 */
export function nextRuns(expression: string, from: number, count: number): number[] | null {
  try {
    return new Cron(expression, { paused: true }).nextRuns(count, new Date(from)).map((at) => at.getTime());
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}
