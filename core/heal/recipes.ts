/**
 * Recipes that race: the one the line of versions began with, and a calmer one that bends less to single rows. Which
 * of them predicts the next rows better is a property of the stream, and only the stream can tell: each refit test
 * scores both on rows that neither has seen, and the evidence of earlier tests says which one challenges.
 */
import type { FittedModel } from "../train/index.ts";

export type RecipeName = "as trained" | "calmer";

export interface Recipe {
  name: RecipeName;
  fitted: FittedModel;
}

const scaled = (value: unknown, by: number, least: number): number =>
  Math.max(least, Math.round((typeof value === "number" ? value : least) * by));

/** Fewer trees, coarser bins, larger leaves, shrunk leaf values. */
function calmer(model: FittedModel): FittedModel | null {
  if (model.learner !== "gradient_boosting") return null;
  const { trees, bins, min_leaf_rows, l2 } = model.parameters;
  const parameters = {
    ...model.parameters,
    trees: scaled(trees, 0.4, 10),
    bins: Math.min(31, scaled(bins, 1, 2)),
    min_leaf_rows: scaled(min_leaf_rows, 5, 1),
    l2: (typeof l2 === "number" ? l2 : 0) + 20,
  };
  return { ...model, parameters };
}

/** What may challenge, the line's own recipe first; learners without a calmer form race alone. */
export function recipesOf(root: FittedModel): Recipe[] {
  const other = calmer(root);
  const own: Recipe = { name: "as trained", fitted: root };
  return other ? [own, { name: "calmer", fitted: other }] : [own];
}

/** Mean loss of each recipe on one test's slice. */
export type RaceResult = Partial<Record<RecipeName, number>>;

/**
 * The recipe with the smaller losses so far: relative differences are averaged over the tests, so that no test weighs
 * more than another because its rows were hard. Without evidence the line's own.
 * @example leader([{ "as trained": 0.6, calmer: 0.5 }, { "as trained": 0.4, calmer: 0.41 }]) // "calmer"
 */
export function leader(results: readonly RaceResult[]): RecipeName {
  let sum = 0;
  for (const { "as trained": own, calmer: other } of results)
    if (own !== undefined && other !== undefined && own > 0) sum += (own - other) / own;
  return sum > 0 ? "calmer" : "as trained";
}
