/** What a refit test has found, made ready to go live: fitted on everything, exported and proven. */
import { quantile, type Table } from "../data/index.ts";
import type { LoadedModel, LoadedVersion } from "../registry/index.ts";
import type { Exported, FittedModel } from "../train/index.ts";
import type { HealContext } from "./context.ts";
import { exportChallenger, fitRecipe } from "./fit-recipe.ts";
import type { Contest } from "./gate.ts";
import { historyUpTo, productionSlice, trainingSet } from "./learning-rows.ts";
import type { RefitTest } from "./refit-test.ts";
import { retrainedSchema } from "./retrained-schema.ts";

export interface Deployable extends Exported {
  fitted: FittedModel;
  table: Table;
  schema: LoadedVersion["schema"];
  /** Where its training set is kept already. */
  stored?: { sha256: string; rows: number };
  seconds: { train: number; export: number };
}

/** Half width of the interval, from the residuals of the slice that the challenger never saw (split conformal). */
function intervalFrom(
  { challenger, truth, task }: Contest,
  interval: FittedModel["interval"],
): FittedModel["interval"] {
  if (task !== "regression" || interval === null) return interval;
  const residuals = truth.map((value, row) => Math.abs(value - challenger.values[row]!)).sort();
  const share = Math.min(1, (interval.coverage * (residuals.length + 1)) / residuals.length);
  return { ...interval, radius: quantile(residuals, share) };
}

/** An earlier version as it is, with the width of its intervals measured anew; its training set is stored already. */
async function redeploy(
  context: HealContext,
  { contest: judged }: RefitTest,
  { fitted: earlier, schema, detail }: LoadedModel,
): Promise<Deployable> {
  const table = await trainingSet(context, detail);
  const fitted = { ...earlier, interval: intervalFrom(judged, earlier.interval) };
  const started = performance.now();
  const exported = await exportChallenger(context, fitted, schema, table);
  const seconds = { train: 0, export: (performance.now() - started) / 1000 };
  const stored = { sha256: detail.dataset_sha256, rows: detail.lineage.rows };
  return { fitted, table, schema, stored, ...exported, seconds };
}

/** The winning recipe on everything, or on the newest rows where those won, exported and proven. @throws HomeostatError PARITY_FAILED */
export async function fitOnEverything(
  context: HealContext,
  champion: LoadedVersion,
  test: RefitTest,
): Promise<Deployable> {
  const { rows, newest, slice, labelled, recalled } = test;
  if (recalled) return redeploy(context, test, recalled);
  const history = historyUpTo(rows, labelled);
  const table = newest === null ? history : productionSlice(rows, labelled - slice - newest, labelled);
  // Ranges and categories stay those of all that was ever seen: a fresh start must not refuse what was served before.
  const schema = retrainedSchema(champion.schema, history);
  const started = performance.now();
  const refitted = await fitRecipe(context, "fitting on all rows", test.recipe, table, champion.schema, test.weighting);
  const fitted = { ...refitted, interval: intervalFrom(test.contest, champion.fitted.interval) };
  const trained = performance.now();
  const exported = await exportChallenger(context, fitted, schema, table);
  const seconds = { train: (trained - started) / 1000, export: (performance.now() - trained) / 1000 };
  return { fitted, table, schema, ...exported, seconds };
}
