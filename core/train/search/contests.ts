/** The contest among learners: each with its best trial so far, ranked by what the inner folds say. */
import type { LeaderboardEntry, LearnerName, MetricName } from "../../contract/index.ts";
import { entryOf, type Judged } from "./judge.ts";
import { failedEntry, ranked } from "./leaderboard.ts";
import { advantages, chosenParameters, fromOriented, meanScore, type Trial } from "./trial.ts";

export interface Contest {
  trial: Trial;
  /** The same recipe fitted on the whole training part, on the holdout: shown, never used to choose. */
  judged: Judged | null;
}

export interface Contests {
  of(learner: LearnerName): Contest | undefined;
  add(trial: Trial): void;
  /** Listed after those that were chosen among. */
  exhibit(judged: Judged, reason: string): void;
  /** A blend won. @param gain over the best learner alone, in the oriented metric */
  crown(judged: Judged, gain: number): void;
  fail(learner: LearnerName, thrown: unknown): void;
  skip(learner: LearnerName, reason: string): void;
  best(): Contest | null;
  /** Whether a learner other than the baseline got through. */
  hasResult(): boolean;
  /** Those that may win, best first. */
  ranking(): Contest[];
  all(): Contest[];
  board(): LeaderboardEntry[];
}

/** Mean over the folds; for a trial with fewer folds than the best one, the best one's mean less what it lags behind. */
function merit({ trial }: Contest, best: Contest | null): number {
  if (!best || trial.scores.length >= best.trial.scores.length) return meanScore(trial);
  const gains = advantages(trial, best.trial);
  if (gains.length === 0) return Number.NEGATIVE_INFINITY;
  return meanScore(best.trial) + gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

/** The line of a recipe, with its metrics once it was judged on the holdout. */
function entryFor({ trial, judged }: Contest): LeaderboardEntry {
  if (judged) return entryOf(judged);
  return { rank: 0, learner: trial.learner.name, status: "ok", parameters: chosenParameters(trial) };
}

export function createContests(
  metric: MetricName,
  skipped: readonly LeaderboardEntry[],
  baselineMayWin: boolean,
): Contests {
  const contests = new Map<LearnerName, Contest>();
  const others: LeaderboardEntry[] = [...skipped];
  let crowned: { judged: Judged; gain: number } | null = null;
  const eligible = (): Contest[] =>
    [...contests.values()].filter(({ trial }) => baselineMayWin || trial.learner.name !== "baseline");
  const best = (): Contest | null => {
    let leader: Contest | null = null;
    for (const one of eligible()) if (!leader || merit(one, leader) > meanScore(leader.trial)) leader = one;
    return leader;
  };
  return {
    of: (learner) => contests.get(learner),
    add: (trial) => contests.set(trial.learner.name, { trial, judged: null }),
    exhibit: (judged, reason) => others.unshift({ ...entryOf(judged), reason }),
    crown(judged, gain) {
      crowned = { judged, gain };
    },
    fail(learner, thrown) {
      contests.delete(learner);
      others.push(failedEntry(learner, thrown));
    },
    skip: (learner, reason) => others.push({ rank: 0, learner, status: "skipped", reason }),
    best,
    hasResult: () => [...contests.keys()].some((learner) => learner !== "baseline"),
    ranking() {
      const leader = best();
      return eligible().sort((a, b) => merit(b, leader) - merit(a, leader));
    },
    all: () => [...contests.values()],
    board() {
      const leader = best();
      const judged = [...contests.values()].map((contest) => {
        const value = merit(contest, leader);
        const entry = { ...entryFor(contest), validation: fromOriented(metric, value) };
        return { entry, merit: contest === leader ? Number.POSITIVE_INFINITY : value };
      });
      if (crowned && leader) {
        const validation = fromOriented(metric, meanScore(leader.trial) + crowned.gain);
        judged.unshift({ entry: { ...entryOf(crowned.judged), validation }, merit: Number.POSITIVE_INFINITY });
      }
      return ranked([...judged, ...others.map((entry) => ({ entry, merit: null }))]);
    },
  };
}
