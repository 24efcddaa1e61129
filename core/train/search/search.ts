/**
 * The search: every learner with its plain defaults, then further settings of the best ones, raced on the inner
 * folds of the training part; small tables end with more folds for the finalists. It stops by itself where settings
 * stop helping. Time decides only how many trials count.
 */
import { HomeostatError, type LeaderboardEntry, type LearnerName, say } from "../../contract/index.ts";
import { type Blend, findBlend, recipeOf } from "./blend.ts";
import { calibrate } from "./calibrate.ts";
import { createContests } from "./contests.ts";
import { innerFolds, repeatsFor, VALIDATION_ROWS } from "./folds.ts";
import type { Held } from "./held.ts";
import type { Judge } from "./judge.ts";
import type { SearchOptions, SearchResult } from "./options.ts";
import { type Running, runFinal, secondsOn, tryDefaults, tryPortfolios } from "./rounds.ts";
import type { LabelledRows } from "./rows.ts";
import { judgeAll, showExhibits } from "./show.ts";
import { type FoldRows, foldRows, meanScore, recipeOfTrial, type Trial } from "./trial.ts";

/** Where there are many rows, forests cost most and win least: boosting's settings are tried first. */
const SLOW: ReadonlySet<LearnerName> = new Set(["random_forest", "extra_trees"]);

export const noLearner = (leaderboard: readonly LeaderboardEntry[]): HomeostatError =>
  new HomeostatError("NO_LEARNER", {
    reason: leaderboard
      .map(({ learner, reason }) => say("learnerReason", { learner, reason: reason ?? say("noResult") }))
      .join("; "),
  });

/** Trials that a blend is chosen among: the best of each learner and a few more. */
const MOST_BLENDED = 10;

/** A blend that is better beyond noise, where there is the time to fit all of it; else null. */
function bestBlend({ options, complete, folds }: Running, best: Trial): Blend | null {
  if (!options.blends) return null;
  const trials = complete.toSorted((a, b) => meanScore(b) - meanScore(a)).slice(0, MOST_BLENDED);
  const blend = findBlend(trials, best, folds.length, options.setting);
  if (!blend) return null;
  const rows = options.rows.judged + options.rows.refitted;
  const seconds = blend.members.reduce((sum, { trial }) => sum + secondsOn(trial, folds, rows), 0);
  return options.timeLeft(seconds) ? blend : null;
}

/**
 * @param rows of the training part (a sample of it, where it is large)
 * @param judges fit on `rows`, and on the whole training part: the latter for the winner
 * @throws NO_LEARNER where every one failed; CANCELLED
 */
export async function search(
  rows: LabelledRows,
  judges: { sample: Judge; whole: Judge },
  options: SearchOptions,
): Promise<SearchResult> {
  const { setting, learners } = options;
  const deal = (repeat: number): FoldRows[] =>
    innerFolds(rows, options.folds, repeat).map((fold) => foldRows(rows, fold, setting.schema, setting.fit.seed));
  const contests = createContests(setting.metric, options.skipped, options.baselineMayWin);
  const repeats = repeatsFor(rows.table.rows, options.folds);
  const running: Running = { options, folds: deal(0), repeats: repeats > 1, contests, complete: [], trials: 0 };
  const isLate = ({ name }: { name: LearnerName }): boolean => rows.table.rows >= VALIDATION_ROWS && SLOW.has(name);
  await tryDefaults(
    running,
    learners.filter((learner) => !isLate(learner)),
  );
  await tryPortfolios(running);
  await tryDefaults(running, learners.filter(isLate));
  await runFinal(running, () => Array.from({ length: repeats - 1 }, (_, k) => deal(k + 1)).flat());
  const best = contests.best();
  if (!best) throw noLearner(contests.board());
  const heldBy = ({ held }: Trial): Held[] => held.slice(0, running.folds.length);
  const blend = bestBlend(running, best.trial);
  const held = blend?.held ?? heldBy(best.trial);
  const calibration = calibrate(held, setting.schema.task);
  const recipe = blend ? recipeOf(blend) : recipeOfTrial(best.trial);
  const winner = judges.whole.judge(calibration ? { ...recipe, calibration: calibration.calibration } : recipe);
  if (blend) contests.crown(winner, blend.gain);
  else best.judged = winner;
  judgeAll(running, judges.sample);
  await showExhibits(running, judges.sample);
  const baseline = contests.of("baseline");
  return {
    winner,
    leaderboard: contests.board(),
    held: { winner: calibration?.held ?? held, baseline: baseline ? heldBy(baseline.trial) : [] },
    calibration: calibration?.report ?? null,
  };
}
