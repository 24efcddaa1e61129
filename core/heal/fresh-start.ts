/**
 * Learning from the newest rows alone. Where the world has turned round, all of history teaches the old one, and a
 * refit on it heals slowly; but dropping history is a gamble on most streams, so the evidence asked for is heavy: the
 * refit on everything does not restore what was promised, and a refit on few newest rows beats it by far.
 */
import { rowLoss } from "../train/index.ts";
import type { Contest } from "./gate.ts";
import { meanLosses } from "./losses.ts";
import { pairedTest } from "./paired-test.ts";

/** Critical value of the paired test against the refit on everything: several windows, or weightings, are tried. */
export const BEYOND_DOUBT = 5;
/** Its loss is at most this share of that refit's. */
const BY_FAR = 0.8;

export interface FreshStart {
  /** Newest rows before the judging slice that it was fitted on. */
  rows: number;
  contest: Contest;
}

/** Mean loss of what challenges. */
export const lossOf = (contest: Contest): number => meanLosses(contest).challenger;

/** Window sizes to try: doubling from the smallest that is allowed, all of them shorter than what there is. */
export function windowSizes(available: number, smallest: number): number[] {
  const sizes: number[] = [];
  for (let size = smallest; size <= available; size *= 2) sizes.push(size);
  return sizes;
}

/**
 * The best of the windows, where it beats the refit on everything beyond doubt and by far; else null.
 * @param everything contest of the refit on everything against the champion, on the slice
 * @param refitOn fits on the newest `rows` rows before the slice; its contest against the champion, on the slice
 */
export async function freshStart(
  everything: Contest,
  sizes: readonly number[],
  refitOn: (rows: number) => Promise<Contest>,
): Promise<FreshStart | null> {
  let best: FreshStart | null = null;
  for (const rows of sizes) {
    const contest = await refitOn(rows);
    if (best === null || lossOf(contest) < lossOf(best.contest)) best = { rows, contest };
  }
  return best !== null && beatsByFar(everything, best.contest, BEYOND_DOUBT) ? best : null;
}

/**
 * Whether what challenges in `other` has the smaller loss on the same rows, by far and beyond doubt.
 * @param limit critical value of the paired test
 */
export function beatsByFar(everything: Contest, other: Contest, limit: number): boolean {
  if (lossOf(other) > BY_FAR * lossOf(everything)) return false;
  const losses = (contest: Contest) => rowLoss(contest.challenger, contest.truth, contest.task);
  return pairedTest(losses(everything), losses(other)).t > limit;
}
