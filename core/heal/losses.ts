/** What a contest comes down to: two mean losses on the same rows, and how they compare. */
import { mean } from "simple-statistics";
import { rowLoss } from "../train/index.ts";
import type { Contest } from "./gate.ts";

export interface Losses {
  champion: number;
  challenger: number;
}

/** Mean log loss, or mean squared error. */
export const meanLosses = ({ champion, challenger, truth, task }: Contest): Losses => ({
  champion: mean(Array.from(rowLoss(champion, truth, task))),
  challenger: mean(Array.from(rowLoss(challenger, truth, task))),
});

/** Log of their ratio, positive where the challenger is better; two perfect models are equal. */
export function logGain({ champion, challenger }: Losses): number {
  const larger = Math.max(champion, challenger);
  if (larger === 0) return 0;
  const least = Number.EPSILON * larger;
  return Math.log(Math.max(champion, least) / Math.max(challenger, least));
}
