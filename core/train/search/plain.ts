/** `--no-search`: each learner once with its plain defaults on the training part; the holdout ranks them. */
import type { MetricName } from "../../contract/index.ts";
import type { Judge, Judged } from "./judge.ts";
import { entryOf } from "./judge.ts";
import { failedEntry, type Ranked, ranked } from "./leaderboard.ts";
import type { SearchOptions, SearchResult } from "./options.ts";
import { rethrowCancel } from "./rounds.ts";
import { noLearner } from "./search.ts";
import { oriented } from "./trial.ts";

type PlainOptions = Pick<SearchOptions, "learners" | "skipped" | "breathe" | "baselineMayWin">;

/** @throws NO_LEARNER, CANCELLED */
export async function plainFits(judge: Judge, metric: MetricName, options: PlainOptions): Promise<SearchResult> {
  const entries: Ranked[] = options.skipped.map((entry) => ({ entry, merit: null }));
  let winner: { judged: Judged; merit: number } | null = null;
  for (const learner of options.learners) {
    try {
      const judged = judge.judge({ learner: learner.name, parameters: learner.defaults });
      const value = oriented(metric, judged.evaluation.metrics[metric]);
      const merit = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
      const mayWin = learner.name !== "baseline" || options.baselineMayWin;
      if (mayWin && (!winner || merit > winner.merit)) winner = { judged, merit };
      entries.push({ entry: entryOf(judged), merit });
    } catch (thrown) {
      rethrowCancel(thrown);
      entries.push({ entry: failedEntry(learner.name, thrown), merit: null });
    }
    await options.breathe(learner.name, ranked(entries));
  }
  const leaderboard = ranked(entries);
  if (!winner) throw noLearner(leaderboard);
  return { winner: winner.judged, leaderboard, held: { winner: [], baseline: [] }, calibration: null };
}
