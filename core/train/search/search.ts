/**
 * The search: every learner with its plain defaults, then further settings of the best ones, raced on the inner
 * folds of the training part; small tables end with more folds for the finalists. It stops by itself where settings
 * stop helping. Time decides only how many trials count.
 */
import { HomeostatError, type LeaderboardEntry, type LearnerName } from "../../contract/index.ts";
import type { Held } from "./beats-baseline.ts";
import { createContests } from "./contests.ts";
import { innerFolds, repeatsFor } from "./folds.ts";
import type { Judge } from "./judge.ts";
import type { SearchOptions, SearchResult } from "./options.ts";
import { judgeAgain, type Running, runFinal, showExhibits, tryDefaults, tryPortfolios } from "./rounds.ts";
import type { LabelledRows } from "./rows.ts";
import { type FoldRows, foldRows } from "./trial.ts";

export const noLearner = (leaderboard: readonly LeaderboardEntry[]): HomeostatError =>
  new HomeostatError("NO_LEARNER", {
    reason: leaderboard.map(({ learner, reason }) => `${learner}: ${reason ?? "no result"}`).join("; "),
  });

/**
 * @param rows of the training part (a sample of it, where it is large)
 * @throws NO_LEARNER where every one failed; CANCELLED
 */
export async function search(rows: LabelledRows, judge: Judge, options: SearchOptions): Promise<SearchResult> {
  const { setting } = options;
  const deal = (repeat: number): FoldRows[] =>
    innerFolds(rows, options.folds, repeat).map((fold) => foldRows(rows, fold, setting.schema, setting.fit.seed));
  const contests = createContests(options.skipped, options.baselineMayWin);
  const running: Running = { options, judge, folds: deal(0), contests, trials: 0 };
  await tryDefaults(running);
  await tryPortfolios(running);
  const repeats = repeatsFor(rows.table.rows, options.folds);
  await runFinal(running, () => Array.from({ length: repeats - 1 }, (_, k) => deal(k + 1)).flat());
  judgeAgain(running);
  await showExhibits(running);
  const best = contests.best();
  if (!best) throw noLearner(contests.board());
  const heldBy = (learner: LearnerName): Held[] =>
    contests.of(learner)?.trial.held.slice(0, running.folds.length) ?? [];
  return {
    winner: best.judged,
    leaderboard: contests.board(),
    held: { winner: heldBy(best.trial.learner.name), baseline: heldBy("baseline") },
  };
}
