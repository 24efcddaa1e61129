/** The same recipe on other rows: what healing runs again and again. */
import { HomeostatError, type ModelSchema } from "../../contract/index.ts";
import { columnNamed, encodeTarget, type Table, takeRows } from "../../data/index.ts";
import type { FittedModel } from "../model.ts";
import { fitRecipe, preparedOnce } from "./fit-model.ts";
import { inSteps } from "./progress.ts";
import { labelledRows } from "./rows.ts";
import { type Weighting, weightsOf } from "./weighting.ts";

export interface RefitOptions {
  seed: number;
  threads: number;
  /** One per row of the table. */
  weights?: Float64Array;
  /** Weights that follow from where a row stands in the order of time, in place of given ones; the newest row is the last. */
  weighting?: Weighting | null;
  cancelled?(): boolean;
  /** Told the share done, of a fit that takes long. */
  onProgress?(done: number): void;
}

/** Share of a weighted fit's time after which the weights are known. */
const WEIGHED = 0.3;

/** Weights of the rows whose target is known. */
function knownWeights(weights: Float64Array, table: Table, schema: ModelSchema): Float64Array {
  const column = columnNamed(table, schema.target);
  const target = column ? encodeTarget(column, schema) : weights;
  return weights.filter((_, row) => !Number.isNaN(target[row]!));
}

/** Rows whose target is known. */
function labelled(table: Table, schema: ModelSchema): Table {
  const column = columnNamed(table, schema.target);
  if (!column) return table;
  const truth = encodeTarget(column, schema);
  const rows = Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]!));
  return rows.length === table.rows ? table : takeRows(table, rows);
}

/**
 * Learner, parameters and kinds of preprocessing stay; encodings, model and target scale are fitted anew. No search,
 * no holdout, no export. The decision threshold and the interval's width are the recipe's: they were measured on rows
 * that this fit may contain.
 * @param table features and target; rows without a known target are left out
 */
export function refit(recipe: FittedModel, table: Table, schema: ModelSchema, options: RefitOptions): FittedModel {
  const { weighting, onProgress = () => undefined, ...plain } = options;
  if (weighting) {
    const rows = labelled(table, schema);
    const refitOn = (asked: FittedModel, stretch: Table) => refit(asked, stretch, schema, plain);
    const weighing = (done: number) => onProgress(WEIGHED * done);
    const weights = weightsOf(weighting, { recipe, table: rows, schema, refitOn, onProgress: weighing });
    const fitting = (done: number) => onProgress(WEIGHED + (1 - WEIGHED) * done);
    return refit(recipe, rows, schema, { ...plain, weights, onProgress: fitting });
  }
  const { seed, threads, weights, cancelled = () => false } = plain;
  if (weights && weights.length !== table.rows)
    throw new HomeostatError("WRONG_USE", { reason: `${weights.length} weights for ${table.rows} rows` });
  const { model } = fitRecipe(recipe, preparedOnce(labelledRows(table, schema), schema, seed), schema, {
    seed,
    threads,
    weights: weights && knownWeights(weights, table, schema),
    cancelled,
    now: () => performance.now(),
    onProgress: inSteps(onProgress),
  });
  return { ...model, threshold: recipe.threshold, interval: recipe.interval };
}
