/**
 * How much the rows of history count when a recipe is fitted again. By age: a row counts half as much as one that is a
 * half-life newer (exponential forgetting; Klinkenberg 2004, "Learning drifting concepts"). By regime: history is cut
 * into stretches, each is learnt by itself, and its rows count as much as what it teaches answers the newest stretch
 * (Wang, Fan, Yu & Han 2003, "Mining concept-drifting data streams using ensemble classifiers", on rows and not on
 * models): where regimes recur, those are the rows of the regime that has come back.
 */
import { mean } from "simple-statistics";
import type { ModelSchema } from "../../contract/index.ts";
import { columnNamed, encodeTarget, sliceRows, type Table } from "../../data/index.ts";
import { rowLoss } from "../evaluate/index.ts";
import type { FittedModel } from "../model.ts";
import { score } from "../reference/index.ts";

/** Half-lives as shares of history. */
const HALF_LIVES = { "half-life 1/2": 1 / 2, "half-life 1/4": 1 / 4, "half-life 1/8": 1 / 8 };
type HalfLife = keyof typeof HALF_LIVES;

export type Weighting = "regime" | HalfLife;

/** All that there are, in the order in which they are tried. */
export const WEIGHTINGS: readonly Weighting[] = ["regime", "half-life 1/4", "half-life 1/8", "half-life 1/2"];

/** Stretches that history is cut into, and rows that one has at least. */
const [STRETCHES, LEAST_ROWS] = [40, 120];
/** A stretch counts as (the best one's loss ÷ its own) to this power, and so much at least. */
const [SHARPNESS, LEAST_WEIGHT] = [6, 0.02];
/** A stretch is learnt with so many trees at most: it has few rows, and only its likeness is asked. */
const MOST_TREES = 40;

interface History {
  recipe: FittedModel;
  /** Features and known outcomes in the order of time, the newest last. */
  table: Table;
  schema: ModelSchema;
  /** The recipe on a stretch of the rows. */
  refitOn(recipe: FittedModel, table: Table): FittedModel;
  /** Told the share done, where that takes long. */
  onProgress?(done: number): void;
}

const meanOne = (weights: Float64Array): Float64Array => {
  const middle = mean(Array.from(weights));
  return weights.map((weight) => weight / middle);
};

const byAge = (rows: number, share: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => 2 ** ((row + 1 - rows) / (share * rows)));

const lossOn = (model: FittedModel, table: Table, schema: ModelSchema): number =>
  mean(Array.from(rowLoss(score(model, table), encodeTarget(columnNamed(table, schema.target)!, schema), schema.task)));

/** A recipe that is quick on few rows: of a blend the heaviest member, of trees some. */
function quick({ members, calibration: _, ...recipe }: FittedModel): FittedModel {
  const { learner, parameters } = members?.reduce((a, b) => (b.weight > a.weight ? b : a)) ?? recipe;
  const { trees } = parameters;
  return {
    ...{ ...recipe, learner },
    parameters: typeof trees === "number" ? { ...parameters, trees: Math.min(trees, MOST_TREES) } : parameters,
  };
}

function byRegime({ recipe, table, schema, refitOn, onProgress }: History): Float64Array {
  const { rows } = table;
  const weights = new Float64Array(rows).fill(1);
  const length = Math.max(LEAST_ROWS, Math.floor(rows / STRETCHES));
  const count = Math.floor(rows / length);
  if (count < 2) return weights;
  // What is left over belongs to the oldest stretch.
  const start = (stretch: number): number => (stretch === 0 ? 0 : rows - (count - stretch) * length);
  const newest = sliceRows(table, start(count - 1), rows);
  const asked = quick(recipe);
  const losses = Array.from({ length: count - 1 }, (_, at) => {
    onProgress?.(at / (count - 1));
    return lossOn(refitOn(asked, sliceRows(table, start(at), start(at + 1))), newest, schema);
  });
  const best = Math.min(...losses);
  losses.forEach((loss, at) => {
    const likeness = loss > 0 ? (best / loss) ** SHARPNESS : 1;
    weights.fill(Math.max(LEAST_WEIGHT, likeness), start(at), start(at + 1));
  });
  return weights;
}

/**
 * One weight per row, mean 1.
 * @example weightsOf("half-life 1/2", { recipe, table, schema, refitOn }) // the last is the largest
 */
export const weightsOf = (weighting: Weighting, history: History): Float64Array =>
  meanOne(weighting === "regime" ? byRegime(history) : byAge(history.table.rows, HALF_LIVES[weighting]));
