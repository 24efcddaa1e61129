/** The rounds of a search: plain defaults, settings of the best few, a final on more folds. */
import { HomeostatError, say } from "../../contract/index.ts";
import type { Learner, Parameters } from "../learners/index.ts";
import type { Contest, Contests } from "./contests.ts";
import type { SearchOptions } from "./options.ts";
import { advantages, type FoldRows, forgetStages, newTrial, runTrial, type Trial } from "./trial.ts";

/** Learners whose further settings are tried: fewer where there are many rows, and one split tells them apart. */
const CONTENDERS = 3;
const LARGE_CONTENDERS = 2;
/** Settings of a learner in a row that bring nothing before it is left alone. */
const PATIENCE = 2;

export interface Running {
  options: SearchOptions;
  folds: FoldRows[];
  /** Whether the finalists will see further folds. */
  repeats: boolean;
  contests: Contests;
  /** Those that got through all folds: what a blend may be made of. */
  complete: Trial[];
  trials: number;
}

/** Why nothing more is tried. */
export const endOf = ({ enough }: SearchOptions): string => say(enough() ? "endedByHand" : "budgetOver");

/** Everything but a cancel is one learner's failure, not the search's. */
export function rethrowCancel(thrown: unknown): void {
  if (thrown instanceof HomeostatError && thrown.code === "CANCELLED") throw thrown;
}

/** Seconds of one more fit of a recipe on so many rows, told by its trial's own fits. */
export function secondsOn(trial: Trial, folds: readonly FoldRows[], rows: number): number {
  const seen = folds.slice(0, trial.folds.length).reduce((sum, fold) => sum + fold.rows, 0);
  const { trees } = trial.parameters;
  const share = trial.rounds === null || typeof trees !== "number" ? 1 : trial.rounds / trees;
  return (share * trial.seconds * rows) / Math.max(1, seen);
}

/** A blend's members together, against the best trial alone: what is kept for them until they are known. */
const BLEND_COST = 2;

/** What is still to come once the search is over: every line's fit for the holdout, and the winner's on all rows. */
function secondsToFinish({ contests, folds, options }: Running): number {
  const best = contests.best();
  const lines = contests.all().filter((contest) => contest !== best);
  const shown = lines.reduce((sum, { trial }) => sum + secondsOn(trial, folds, options.rows.searched), 0);
  const winner = best ? secondsOn(best.trial, folds, options.rows.judged + options.rows.refitted) : 0;
  return shown + (options.blends ? BLEND_COST : 1) * winner;
}

/** Whether the search must end: once there is a result to show, what is left of the budget belongs to finishing it. */
function overBy(running: Running): () => boolean {
  const { options, contests } = running;
  const reserve = contests.hasResult() ? secondsToFinish(running) : 0;
  return () => options.setting.fit.cancelled() || (contests.hasResult() && !options.timeLeft(reserve));
}

function attempt(running: Running, learner: Learner, parameters: Parameters, isOver: () => boolean): Trial {
  const { folds, contests, options } = running;
  const trial = newTrial(learner, parameters);
  // A trial counts whole or not at all, so that time decides nothing but how many there are.
  const fit = { ...options.setting.fit, cancelled: isOver };
  runTrial(trial, folds, contests.best()?.trial ?? null, { ...options.setting, fit });
  if (!running.repeats) forgetStages(trial);
  if (trial.folds.length === folds.length && learner.name !== "baseline") running.complete.push(trial);
  return trial;
}

/** Why no further trial is begun, or null. */
function exhausted(running: Running, isOver: () => boolean): string | null {
  if (running.trials >= running.options.trials) return say("trialsReached");
  return isOver() && !running.options.setting.fit.cancelled() ? endOf(running.options) : null;
}

export async function tryDefaults(running: Running, learners: readonly Learner[]): Promise<void> {
  const { options, contests } = running;
  for (const learner of learners) {
    const isBaseline = learner.name === "baseline";
    const isOver = overBy(running);
    const reason = isBaseline ? null : exhausted(running, isOver);
    if (reason !== null) {
      contests.skip(learner.name, reason);
      continue;
    }
    try {
      contests.add(attempt(running, learner, learner.defaults, isOver));
    } catch (thrown) {
      if (options.setting.fit.cancelled()) rethrowCancel(thrown);
      if (isOver()) contests.skip(learner.name, endOf(options));
      else contests.fail(learner.name, thrown);
    }
    if (!isBaseline) running.trials++;
    await options.breathe(learner.name, contests.board());
  }
}

/** Keeps the setting where it got through all folds and is better than the learner's best one so far. */
function trySetting(running: Running, contest: Contest, parameters: Parameters, isOver: () => boolean): boolean {
  try {
    const trial = attempt(running, contest.trial.learner, parameters, isOver);
    const gain = advantages(trial, contest.trial).reduce((sum, x) => sum + x, 0);
    if (trial.scores.length < running.folds.length || !(gain > 0)) return false;
    contest.trial = trial;
    return true;
  } catch (thrown) {
    if (running.options.setting.fit.cancelled()) rethrowCancel(thrown);
    return false;
  }
}

/** The contenders in turn, one setting at a time, until each has run out of settings or of luck. */
export async function tryPortfolios(running: Running): Promise<void> {
  const most = running.folds.length > 1 ? CONTENDERS : LARGE_CONTENDERS;
  let turns = running.contests
    .ranking()
    .slice(0, most)
    .map((contest) => ({ contest, left: [...(contest.trial.learner.portfolio ?? [])], failures: 0 }));
  while (turns.length > 0) {
    for (const turn of turns) {
      const parameters = turn.left.shift();
      if (!parameters) continue;
      const isOver = overBy(running);
      if (exhausted(running, isOver) !== null) return;
      turn.failures = trySetting(running, turn.contest, parameters, isOver) ? 0 : turn.failures + 1;
      running.trials++;
      await running.options.breathe(`${turn.contest.trial.learner.name}, other settings`, running.contests.board());
    }
    turns = turns.filter(({ left, failures }) => left.length > 0 && failures < PATIENCE);
  }
}

const copyOf = (trial: Trial): Trial => ({ ...trial, folds: [...trial.folds] });

/**
 * Small tables: the best few again on folds dealt anew, since five folds of few rows are mostly luck. All of them on
 * all of the folds, or none: else they could not be compared.
 */
export async function runFinal(running: Running, more: () => FoldRows[]): Promise<void> {
  const { contests, options } = running;
  const finalists = contests.ranking().slice(0, CONTENDERS);
  const isOver = overBy(running);
  if (!running.repeats || finalists.length < 2 || isOver()) return;
  const folds = [...running.folds, ...more()];
  const fit = { ...options.setting.fit, cancelled: isOver };
  const runs = finalists.map(({ trial }) => copyOf(trial));
  for (const run of runs) {
    try {
      runTrial(run, folds, null, { ...options.setting, fit });
    } catch (thrown) {
      if (options.setting.fit.cancelled() || !isOver()) throw thrown;
      return;
    }
    await options.breathe(`${run.learner.name}, more folds`, contests.board());
  }
  runs.forEach((run, at) => {
    finalists[at]!.trial = run;
  });
}
