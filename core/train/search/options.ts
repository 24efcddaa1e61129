/** What a search needs and what it gives. */
import type { LeaderboardEntry } from "../../contract/index.ts";
import type { Learner } from "../learners/index.ts";
import type { CalibrationReport } from "../plan.ts";
import type { FoldOptions } from "./folds.ts";
import type { Held } from "./held.ts";
import type { Judged } from "./judge.ts";
import type { TrialSetting } from "./trial.ts";

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
  /** Rows that the other lines' models, the winner's for the holdout and the winner's for good are fitted on. */
  rows: { searched: number; judged: number; refitted: number };
  /** Whether the time allows to go on, with `reserve` seconds kept for what comes after the search. */
  timeLeft(reserve: number): boolean;
  /** Whether somebody ended the search by hand. */
  enough(): boolean;
  /** Whether several trials may win together. */
  blends: boolean;
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
  /** What calibrating the winner changed; null where it is not calibrated. */
  calibration: CalibrationReport | null;
}
