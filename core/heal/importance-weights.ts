/**
 * Covariate shift without outcomes: rows that were trained on count as much as they resemble what comes now. The odds
 * that a row is a live one, as a classifier of both tells them, are the ratio of the densities (Bickel, Brückner &
 * Scheffer 2009; Sugiyama, Suzuki & Kanamori, Density Ratio Estimation in Machine Learning, 2012).
 */
import type { ModelSchema } from "../contract/index.ts";
import { learnSchema, type Table, takeColumns, takeRows } from "../data/index.ts";
import { createRng, deriveSeed } from "../shared/index.ts";
import { score } from "../train/index.ts";
import type { Trainer } from "./context.ts";
import { concatTables } from "./tables.ts";

/** Rows of either side that the classifier learns from. */
const MOST_ROWS = 5000;
/** A row counts at most as much as so many: a few must not decide alone. */
const LARGEST_WEIGHT = 10;
/** The name must not be a feature's. */
const SIDE = "came\u0000when";

export interface ImportanceWeights {
  /** One per training row, mean 1. */
  weights: Float64Array;
  /** Rows that the weighted ones are worth: (Σw)² ÷ Σw² (Kish 1965). */
  effective: number;
}

const some = (table: Table, seed: number): Table =>
  table.rows <= MOST_ROWS
    ? table
    : takeRows(
        table,
        createRng(seed)
          .shuffle(Int32Array.from({ length: table.rows }, (_, row) => row))
          .slice(0, MOST_ROWS),
      );

/** Both sides in one table, with the side as the target. */
function sidesOf(then: Table, now: Table): Table {
  const both = concatTables([then, now]);
  const codes = Int32Array.from({ length: both.rows }, (_, row) => (row < then.rows ? 0 : 1));
  return { rows: both.rows, columns: [...both.columns, { name: SIDE, kind: "text", codes, levels: ["then", "now"] }] };
}

/**
 * @param trained rows with the schema's features; `live` rows that came lately
 * @example const { weights, effective } = await importanceWeights(trainer, schema, trained, live, 1);
 */
export async function importanceWeights(
  trainer: Pick<Trainer, "train">,
  schema: ModelSchema,
  trained: Table,
  live: Table,
  seed: number,
): Promise<ImportanceWeights> {
  const names = schema.features.map(({ name }) => name).filter((name) => !schema.time.includes(name));
  const [then, now] = [takeColumns(trained, names), takeColumns(live, names)];
  const [learnt, came] = [some(then, deriveSeed(seed, "then")), some(now, deriveSeed(seed, "now"))];
  const table = sidesOf(learnt, came);
  const columns = schema.features.map(({ name, type }) => ({ name, type, role: "feature" as const }));
  const question = learnSchema(
    table,
    {
      ...{ target: SIDE, task: "binary", classes: ["then", "now"], positive: "now", time: [], features: names },
      ...{ columns, targets: [], warnings: [] },
    },
    [],
    {},
  );
  const { model } = await trainer.train(table, {
    ...{ schema: question, learners: ["logistic_regression"], search: false, budget: 1, holdout: 0.2, time: [] },
    ...{ seed, threads: 1 },
  });
  const { outputs, values } = score(model, then);
  const odds = Float64Array.from({ length: then.rows }, (_, row) => {
    const chance = values[row * outputs + outputs - 1]!;
    return Math.min(LARGEST_WEIGHT, (chance / Math.max(1e-9, 1 - chance)) * (learnt.rows / came.rows));
  });
  const mean = odds.reduce((sum, weight) => sum + weight, 0) / odds.length;
  const weights = odds.map((weight) => weight / mean);
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  return { weights, effective: weights.length ** 2 / squares };
}

/**
 * Rows drawn so that they look like the weighted whole, each at most once: what a holdout of now would be.
 * @returns places, ascending
 */
export function drawByWeight(weights: Float64Array, places: Int32Array, seed: number): Int32Array {
  const rng = createRng(seed);
  const largest = places.reduce((most, row) => Math.max(most, weights[row]!), 0);
  return places.filter((row) => rng.next() * largest < weights[row]!);
}
