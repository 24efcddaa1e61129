/** Fits and exports of a repair: what each is for, and what it costs beside the others. */
import type { ModelSchema } from "../contract/index.ts";
import type { Table } from "../data/index.ts";
import type { Exported, FittedModel, Weighting } from "../train/index.ts";
import { courseOf, fitOptions, type HealContext, trainerOf } from "./context.ts";
import type { Recipe } from "./recipes.ts";
import { retrainedSchema } from "./retrained-schema.ts";

/** What a repair spends its time on, as it is told. */
type Purpose = "testing" | "weighing" | "starting anew" | "fitting on all rows";

/** What is told apart of costs: rows times trees; of other learners the rows. */
function treesOf({ parameters, members }: FittedModel): number {
  const all = (members ?? [{ parameters }]).map(({ parameters: { trees } }) => (typeof trees === "number" ? trees : 1));
  return all.reduce((sum, trees) => sum + trees, 0);
}

/** Its weights are learnt too, by small fits on stretches of history. */
const REGIME = 1.4;
/** A row and tree to export and prove beside one to fit. */
const PROVING = 1;

export const fitCost = (fitted: FittedModel, rows: number, weighting: Weighting | null = null): number =>
  rows * treesOf(fitted) * (weighting === "regime" ? REGIME : 1);

/** A row and tree to score beside one to fit. */
const SCORING = 0.3;

export const scoreCost = (fitted: FittedModel, rows: number): number => SCORING * rows * treesOf(fitted);

export const exportCost = (fitted: FittedModel, rows: number): number => PROVING * rows * treesOf(fitted);

/** The recipe fitted on other rows, as a part of the repair. @param purpose what for */
export const fitRecipe = (
  context: HealContext,
  purpose: Purpose,
  { fitted }: Recipe,
  table: Table,
  schema: ModelSchema,
  weighting: Weighting | null = null,
): Promise<FittedModel> =>
  courseOf(context).part(purpose, fitCost(fitted, table.rows, weighting), (onProgress) =>
    trainerOf(context).refit(fitted, table, retrainedSchema(schema, table), {
      ...fitOptions(context),
      ...{ weighting, onProgress },
    }),
  );

/** @throws HomeostatError PARITY_FAILED, CANCELLED */
export const exportChallenger = (
  context: HealContext,
  fitted: FittedModel,
  schema: ModelSchema,
  table: Table,
): Promise<Exported> =>
  courseOf(context).part("exporting", exportCost(fitted, table.rows), (onProgress) =>
    trainerOf(context).exportModel(fitted, schema, table, { signal: context.signal, onProgress }),
  );
