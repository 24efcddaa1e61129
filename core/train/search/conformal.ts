/** Split-conformal intervals (Vovk et al. 2005; Lei et al. 2018): a width that holds without any assumption on errors. */
import { takeRows } from "../../data/index.ts";
import type { FittedModel, Recipe } from "../model.ts";
import { score } from "../reference/index.ts";
import type { HeldOut } from "../unseen/index.ts";
import { fitRecipe } from "./fit-model.ts";
import { type FoldOptions, manyFolds } from "./folds.ts";
import { type Held, pool } from "./held.ts";
import type { LabelledRows } from "./rows.ts";
import { foldRows, type TrialSetting } from "./trial.ts";

const COVERAGE = 0.9;

/**
 * Half width: the ⌈(n + 1) × 0.9⌉-th smallest absolute error on rows that the model had not seen; the largest one
 * where there are fewer than 9 rows.
 */
export function conformalInterval({ scores, truth }: Held): FittedModel["interval"] {
  const residuals = truth.map((actual, row) => Math.abs(actual - scores.values[row]!)).sort();
  if (residuals.length === 0) return null;
  const rank = Math.min(residuals.length, Math.ceil((residuals.length + 1) * COVERAGE));
  return { radius: residuals[rank - 1]!, coverage: COVERAGE };
}

/** Below this many rows a model that was fitted without a third of them errs visibly more than the one that serves. */
export const CROSS_FITTED_ROWS = 2000;

/** How many times all rows `crossFitted` fits. */
export const CROSS_FITS = 9;

/**
 * The recipe on ten folds of all rows: each model has nine tenths of what the model that serves was fitted on. The
 * search's own folds leave out the holdout too, so that on few rows their errors are too large and intervals too wide.
 */
export function crossFitted(recipe: Recipe, rows: LabelledRows, options: FoldOptions, setting: TrialSetting): HeldOut {
  const { schema, fit } = setting;
  const folds = manyFolds(rows, options);
  const held = folds.map((fold): Held => {
    const { prepared, test } = foldRows(rows, fold, schema, fit.seed);
    const { model } = fitRecipe(recipe, prepared, schema, fit);
    return { scores: score(model, test.table), truth: test.target };
  });
  return {
    ...pool(held),
    table: takeRows(
      rows.table,
      folds.flatMap(({ test }) => [...test]),
    ),
  };
}
