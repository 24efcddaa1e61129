/** Fits a recipe on the training part and judges it on the holdout: one line of the leaderboard. */
import type { LeaderboardEntry } from "../../contract/index.ts";
import { type Evaluation, evaluate } from "../evaluate/index.ts";
import { type FittedModel, type Recipe, settingsOf } from "../model.ts";
import { type Scores, score } from "../reference/index.ts";
import { type FitOptions, fitRecipe, preparedOnce } from "./fit-model.ts";
import type { LabelledRows } from "./rows.ts";
import type { TrialSetting } from "./trial.ts";

export interface Judged {
  recipe: Recipe;
  model: FittedModel;
  scores: Scores;
  evaluation: Evaluation;
  fitSeconds: number;
  predictMicroseconds: number;
}

export interface Judge {
  holdout: LabelledRows;
  /** @param cancelled stops the fit, besides the run's own cancel */
  judge(recipe: Recipe, cancelled?: () => boolean): Judged;
}

const WARM_UP_ROWS = 2000;

/** The training part is encoded once per input kind. */
export function createJudge(training: LabelledRows, holdout: LabelledRows, setting: TrialSetting): Judge {
  const { schema, threshold } = setting;
  const fit: FitOptions = setting.fit;
  const prepared = preparedOnce(training, schema, fit.seed);
  return {
    holdout,
    judge(recipe, cancelled = fit.cancelled) {
      const { model, seconds } = fitRecipe(recipe, prepared, schema, { ...fit, cancelled });
      // Few rows are scored once before the clock runs: the engine compiles what it runs twice.
      if (holdout.table.rows < WARM_UP_ROWS) score(model, holdout.table);
      const started = fit.now();
      const scores = score(model, holdout.table);
      const predictMicroseconds = ((fit.now() - started) * 1000) / Math.max(1, holdout.table.rows);
      const evaluation = evaluate(scores, holdout.target, schema.task, { threshold });
      return { recipe, model, scores, evaluation, fitSeconds: seconds, predictMicroseconds };
    },
  };
}

const significant = (x: number): number => Number(x.toPrecision(4));

export const entryOf = (judged: Judged): LeaderboardEntry => ({
  rank: 0,
  learner: judged.recipe.learner,
  status: "ok",
  metrics: judged.evaluation.metrics,
  parameters: settingsOf(judged.recipe),
  fit_seconds: significant(judged.fitSeconds),
  predict_us_per_row: significant(judged.predictMicroseconds),
});
