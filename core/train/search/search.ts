/**
 * The search: every learner with its plain defaults, then further settings of the best ones, raced on the inner
 * folds of the training part; small tables end with more folds for the finalists. It stops by itself where settings
 * stop helping. Time decides only whether another trial is begun.
 */
import { HomeostatError, type LeaderboardEntry, type LearnerName } from "../../contract/index.ts";
import type { Learner, Parameters } from "../learners/index.ts";
import type { Held } from "./beats-baseline.ts";
import { type Contest, type Contests, createContests } from "./contests.ts";
import { type FoldOptions, innerFolds, repeatsFor } from "./folds.ts";
import type { Judge, Judged } from "./judge.ts";
import type { LabelledRows } from "./rows.ts";
import { advantages, type FoldRows, foldRows, runTrial, type Trial, type TrialSetting } from "./trial.ts";

/** Learners whose further settings are tried: fewer where there are many rows, and one split tells them apart. */
const CONTENDERS = 3;
const LARGE_CONTENDERS = 2;
/** Settings of a learner in a row that bring nothing before it is left alone. */
const PATIENCE = 2;

export interface SearchOptions {
  learners: readonly Learner[];
  /** Judged once on the holdout, after the search, for comparison. */
  exhibits: readonly Learner[];
  /** Milliseconds that an exhibit's fit may take. */
  exhibitTime: number;
  skipped: readonly LeaderboardEntry[];
  folds: FoldOptions;
  setting: TrialSetting;
  /** Most trials, the baseline not counted. */
  trials: number;
  /** Whether the time allows another trial. */
  timeLeft(): boolean;
  /** Called between trials: reports, and lets the event loop breathe. */
  breathe(detail: string, leaderboard: LeaderboardEntry[]): Promise<void>;
  /** Whether the baseline may win: only where the user did not name learners. */
  baselineMayWin: boolean;
}

export interface SearchResult {
  winner: Judged;
  leaderboard: LeaderboardEntry[];
  /** What the winner and the baseline said about the rows of the inner folds. */
  held: { winner: Held[]; baseline: Held[] };
}

interface Running {
  options: SearchOptions;
  judge: Judge;
  folds: FoldRows[];
  contests: Contests;
  trials: number;
}

/** Everything but a cancel is one learner's failure, not the search's. */
export function rethrowCancel(thrown: unknown): void {
  if (thrown instanceof HomeostatError && thrown.code === "CANCELLED") throw thrown;
}

function attempt({ folds, contests, options }: Running, learner: Learner, parameters: Parameters): Trial {
  const trial: Trial = { learner, parameters, scores: [], held: [] };
  runTrial(trial, folds, contests.best()?.trial ?? null, options.setting);
  return trial;
}

/** Why no further trial is begun, or null. The first one is always run: a search has a result. */
function exhausted({ options, trials }: Running): string | null {
  if (trials >= options.trials) return "the number of trials was reached";
  return trials > 0 && !options.timeLeft() ? "the time budget was used up" : null;
}

async function tryDefaults(running: Running): Promise<void> {
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
      contests.add({ trial, judged: judge.judge(learner, learner.defaults) });
    } catch (thrown) {
      rethrowCancel(thrown);
      contests.fail(learner.name, thrown);
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
    rethrowCancel(thrown);
    return false;
  }
}

/** The contenders in turn, one setting at a time, until each has run out of settings or of luck. */
async function tryPortfolios(running: Running): Promise<void> {
  const most = running.folds.length > 1 ? CONTENDERS : LARGE_CONTENDERS;
  const contenders = running.contests.ranking().slice(0, most);
  let turns = contenders.map((contest) => ({
    contest,
    left: [...(contest.trial.learner.portfolio ?? [])],
    failures: 0,
  }));
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

/** Small tables: the best few again on folds dealt anew, since five folds of few rows are mostly luck. */
async function runFinal(running: Running, more: () => FoldRows[]): Promise<void> {
  const { contests, options } = running;
  const finalists = contests.ranking().slice(0, CONTENDERS);
  if (finalists.length < 2 || !options.timeLeft()) return;
  const folds = [...running.folds, ...more()];
  if (folds.length === running.folds.length) return;
  for (const { trial } of finalists) {
    runTrial(trial, folds, null, options.setting);
    await options.breathe(`${trial.learner.name}, more folds`, contests.board());
  }
}

/** Their lines alone depend on how fast the machine is: the winner is chosen before. */
async function showExhibits({ options, contests, judge }: Running): Promise<void> {
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
  const best = contests.best();
  for (const contest of contests.all())
    if (contest.judged.parameters !== contest.trial.parameters && (contest === best || options.timeLeft()))
      contest.judged = judge.judge(contest.trial.learner, contest.trial.parameters);
  await showExhibits(running);
  if (!best) throw noLearner(contests.board());
  const heldBy = (learner: LearnerName): Held[] =>
    contests.of(learner)?.trial.held.slice(0, running.folds.length) ?? [];
  return {
    winner: best.judged,
    leaderboard: contests.board(),
    held: { winner: heldBy(best.trial.learner.name), baseline: heldBy("baseline") },
  };
}

export const noLearner = (leaderboard: readonly LeaderboardEntry[]): HomeostatError =>
  new HomeostatError("NO_LEARNER", {
    reason: leaderboard.map(({ learner, reason }) => `${learner}: ${reason ?? "no result"}`).join("; "),
  });
