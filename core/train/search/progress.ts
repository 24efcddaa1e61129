/** How far a training is, for whoever waits for it. */
import type { TrainContext, TrainPlan } from "../plan.ts";

/**
 * Shares of a training's time after which the winner is chosen, judged and fitted on all rows. Where the search saw a
 * sample only, the two fits that see more take most of it.
 */
const STAGES = { few: { chosen: 0.9, judged: 0.9, fitted: 0.95 }, many: { chosen: 0.3, judged: 0.6, fitted: 0.95 } };
/** Steps of a fit that are told apart. */
const FIT_STEPS = 50;

export type StageShares = (typeof STAGES)["few"];

/** @param searched rows that a search sees at most */
export const stageShares = ({ search }: TrainPlan, rows: number, searched: number): StageShares =>
  search && rows > searched ? STAGES.many : STAGES.few;

/** Tells what is worth telling of a share done: a fiftieth more than before. */
export function inSteps(tell: (done: number) => void): (done: number) => void {
  let told = -1;
  return (done) => {
    const step = Math.floor(done * FIT_STEPS);
    if (step <= told) return;
    told = step;
    tell(done);
  };
}

/** What a fit says about its progress, as that of the training between two shares of it. */
export const fitProgress = (context: TrainContext, stage: string, from: number, to: number): ((done: number) => void) =>
  inSteps((done) => context.onProgress?.({ stage, done: from + (to - from) * done }));
