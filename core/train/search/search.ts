/**
 * The search: every learner with its plain defaults, then further settings of the best ones, raced on the inner
 * folds of the training part; small tables end with more folds for the finalists. It stops by itself where settings
 * stop helping. Time decides only how many trials count.
 */
import { HomeostatError, type LeaderboardEntry, type LearnerName } from "../../contract/index.ts";
import { createContests } from "./contests.ts";
import { innerFolds, repeatsFor, VALIDATION_ROWS } from "./folds.ts";
import type { Held } from "./held.ts";
import type { Judge } from "./judge.ts";
import type { SearchOptions, SearchResult } from "./options.ts";
import { type Running, runFinal, tryDefaults, tryPortfolios } from "./rounds.ts";
import type { LabelledRows } from "./rows.ts";
import { judgeAll, showExhibits } from "./show.ts";
import { chosenParameters, type FoldRows, foldRows } from "./trial.ts";

/** Where there are many rows, forests cost most and win least: boosting's settings are tried first. */
const SLOW: ReadonlySet<LearnerName> = new Set(["random_forest", "extra_trees"]);

export const noLearner = (leaderboard: readonly LeaderboardEntry[]): HomeostatError =>
  new HomeostatError("NO_LEARNER", {
    reason: leaderboard.map(({ learner, reason }) => `${learner}: ${reason ?? "no result"}`).join("; "),
  });

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
  const running: Running = { options, folds: deal(0), repeats: repeats > 1, contests, trials: 0 };
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
  const { learner } = best.trial;
  best.judged = judges.whole.judge(learner, chosenParameters(best.trial));
  judgeAll(running, judges.sample);
  await showExhibits(running, judges.sample);
  const heldBy = (name: LearnerName): Held[] => contests.of(name)?.trial.held.slice(0, running.folds.length) ?? [];
  return {
    winner: best.judged,
    leaderboard: contests.board(),
    held: { winner: heldBy(learner.name), baseline: heldBy("baseline") },
  };
}
