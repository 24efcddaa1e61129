/** The rounds of a search: plain defaults, settings of the best few, a final on more folds, exhibits. */
import { HomeostatError } from "../../contract/index.ts";
import type { Learner, Parameters } from "../learners/index.ts";
import type { Contest, Contests } from "./contests.ts";
import type { Judge } from "./judge.ts";
import type { SearchOptions } from "./options.ts";
import { advantages, type FoldRows, runTrial, type Trial } from "./trial.ts";

/** Learners whose further settings are tried: fewer where there are many rows, and one split tells them apart. */
const CONTENDERS = 3;
const LARGE_CONTENDERS = 2;
/** Settings of a learner in a row that bring nothing before it is left alone. */
const PATIENCE = 2;

export interface Running {
  options: SearchOptions;
  judge: Judge;
  folds: FoldRows[];
  contests: Contests;
  trials: number;
}

const TIME_UP = "the time budget was used up";

/** Everything but a cancel is one learner's failure, not the search's. */
export function rethrowCancel(thrown: unknown): void {
  if (thrown instanceof HomeostatError && thrown.code === "CANCELLED") throw thrown;
}

/** Ends a fit that outlives the budget, once there is a result to show: a trial counts whole or not at all. */
const isOver = ({ options, contests }: Running): boolean =>
  options.setting.fit.cancelled() || (contests.hasResult() && !options.timeLeft());

/** Whether a fit was ended by the budget, not by the user. */
const wasLate = (running: Running): boolean => isOver(running) && !running.options.setting.fit.cancelled();

function attempt(running: Running, learner: Learner, parameters: Parameters): Trial {
  const { folds, contests, options } = running;
  const trial: Trial = { learner, parameters, scores: [], held: [] };
  const fit = { ...options.setting.fit, cancelled: () => isOver(running) };
  runTrial(trial, folds, contests.best()?.trial ?? null, { ...options.setting, fit });
  return trial;
}

/** Why no further trial is begun, or null. */
function exhausted(running: Running): string | null {
  if (running.trials >= running.options.trials) return "the number of trials was reached";
  return wasLate(running) ? TIME_UP : null;
}

export async function tryDefaults(running: Running): Promise<void> {
  const { options, judge, contests } = running;
  for (const learner of options.learners) {
    const isBaseline = learner.name === "baseline";
    const reason = isBaseline ? null : exhausted(running);
    if (reason !== null) {
      contests.skip(learner.name, reason);
      continue;
    }
    try {
      const trial = attempt(running, learner, learner.defaults);
      contests.add({ trial, judged: judge.judge(learner, learner.defaults, () => isOver(running)) });
    } catch (thrown) {
      if (wasLate(running)) contests.skip(learner.name, TIME_UP);
      else {
        rethrowCancel(thrown);
        contests.fail(learner.name, thrown);
      }
    }
    if (!isBaseline) running.trials++;
    await options.breathe(learner.name, contests.board());
  }
}

/** Keeps the setting where it got through all folds and is better than the learner's best one so far. */
function trySetting(running: Running, contest: Contest, parameters: Parameters): boolean {
  try {
    const trial = attempt(running, contest.trial.learner, parameters);
    const gain = advantages(trial, contest.trial).reduce((sum, x) => sum + x, 0);
    if (trial.scores.length < running.folds.length || !(gain > 0)) return false;
    contest.trial = trial;
    return true;
  } catch (thrown) {
    if (!wasLate(running)) rethrowCancel(thrown);
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
      if (exhausted(running) !== null) return;
      turn.failures = trySetting(running, turn.contest, parameters) ? 0 : turn.failures + 1;
      running.trials++;
      await running.options.breathe(`${turn.contest.trial.learner.name}, other settings`, running.contests.board());
    }
    turns = turns.filter(({ left, failures }) => left.length > 0 && failures < PATIENCE);
  }
}

/**
 * Small tables: the best few again on folds dealt anew, since five folds of few rows are mostly luck. All of them on
 * all of the folds, or none: else they could not be compared.
 */
export async function runFinal(running: Running, more: () => FoldRows[]): Promise<void> {
  const { contests, options } = running;
  const finalists = contests.ranking().slice(0, CONTENDERS);
  if (finalists.length < 2 || wasLate(running)) return;
  const folds = [...running.folds, ...more()];
  if (folds.length === running.folds.length) return;
  const fit = { ...options.setting.fit, cancelled: () => isOver(running) };
  const runs = finalists.map(({ trial }) => ({ ...trial, scores: [...trial.scores], held: [...trial.held] }));
  for (const run of runs) {
    try {
      runTrial(run, folds, null, { ...options.setting, fit });
    } catch (thrown) {
      if (!wasLate(running)) throw thrown;
      return;
    }
    await options.breathe(`${run.learner.name}, more folds`, contests.board());
  }
  runs.forEach((run, at) => {
    finalists[at]!.trial = run;
  });
}

/** The leaderboard tells of the settings that won; of the others as far as the time allows. */
export function judgeAgain({ contests, judge, options }: Running): void {
  const best = contests.best();
  for (const contest of contests.all()) {
    const { learner, parameters } = contest.trial;
    if (contest.judged.parameters === parameters || (contest !== best && !options.timeLeft())) continue;
    contest.judged = judge.judge(learner, parameters);
  }
}

/** Their lines alone depend on how fast the machine is: the winner is chosen before. */
export async function showExhibits({ options, contests, judge }: Running): Promise<void> {
  const { fit } = options.setting;
  for (const learner of options.exhibits) {
    const deadline = fit.now() + options.exhibitTime;
    const late = () => fit.now() > deadline;
    try {
      const judged = judge.judge(learner, learner.defaults, () => fit.cancelled() || late());
      contests.exhibit(judged, "for comparison: too slow to be cross-validated");
    } catch (thrown) {
      if (fit.cancelled()) rethrowCancel(thrown);
      if (late()) contests.skip(learner.name, `its fit takes longer than ${options.exhibitTime / 1000} s here`);
      else contests.fail(learner.name, thrown);
    }
    await options.breathe(learner.name, contests.board());
  }
}
