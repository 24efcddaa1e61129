/**
 * What an estimate of performance without outcomes needs, learnt from rows that the version had not been fitted on:
 * for classes true probabilities (Platt or temperature scaling), for numbers models of the error itself.
 */
import type { Feature, Intervals, Metrics, ModelSchema } from "../../contract/index.ts";
import type { Column, Table } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import { evaluate, takeScores } from "../evaluate/index.ts";
import { LEARNERS } from "../learners/index.ts";
import type { Calibration, FittedModel } from "../model.ts";
import { calibrated, type Scores, score } from "../reference/index.ts";
import { fitCalibration } from "../search/calibrate.ts";
import { fitModel } from "../search/fit-model.ts";
import { chunkOf, type Held, pool } from "../search/held.ts";
import { takeLabelled } from "../search/rows.ts";
import type { HeldOut } from "./held-out.ts";

interface Judged {
  /** Of the held-out rows themselves: what an estimate is compared with. */
  metrics: Metrics;
  intervals: Intervals;
}

export interface ClassEstimator extends Judged {
  kind: "classes";
  calibration: Calibration;
  /** The same, learnt from rows drawn again with replacement: how sure it is. */
  replicates: Calibration[];
  /** What is said of the held-out rows by calibrations that were learnt from other rows; in the order of `truth`. */
  crossed: Held;
}

export interface NumberEstimator extends Judged {
  kind: "numbers";
  absolute: LossModel;
  squared: LossModel;
}

/** A model of the loss, and what models that were fitted on the other rows say of each held-out row. */
export interface LossModel {
  model: FittedModel;
  said: Float64Array;
  actual: Float64Array;
}

export type Estimator = ClassEstimator | NumberEstimator;

const REPLICATES = 40;
const PARTS = 5;
/** Small trees, many rows a leaf: an error is mostly noise. */
const LOSS_TREES = { trees: 60, leaves: 6, learning_rate: 0.08, min_leaf_rows: 30 };

function drawn({ scores, truth }: Held, seed: number): Held {
  const rng = createRng(seed);
  const rows = Int32Array.from(truth, () => rng.int(truth.length));
  return { scores: takeScores(scores, rows), truth: Float64Array.from(rows, (row) => truth[row]!) };
}

function classEstimator(held: Held, seed: number): Omit<ClassEstimator, keyof Judged> {
  const parts = Array.from({ length: Math.min(PARTS, held.truth.length) }, (_, part) => chunkOf(held, part, PARTS));
  const crossed = parts.map((part, at): Held => {
    const calibration = fitCalibration(pool(parts.filter((_, other) => other !== at)));
    return { scores: { ...part.scores, values: calibrated(part.scores.values, calibration) }, truth: part.truth };
  });
  return {
    kind: "classes",
    calibration: fitCalibration(held),
    replicates: Array.from({ length: REPLICATES }, (_, at) =>
      fitCalibration(drawn(held, deriveSeed(seed, `calibration ${at}`))),
    ),
    crossed: pool(crossed),
  };
}

/** A name that no feature has. */
function freeName(schema: ModelSchema, wanted: string): string {
  return schema.features.some(({ name }) => name === wanted) ? freeName(schema, `${wanted}_`) : wanted;
}

/** The features and the answer itself, which often tells most of how far off it may be. */
export function withAnswer(table: Table, { values }: Scores, schema: ModelSchema): Table {
  const answer: Column = { name: freeName(schema, "answer"), kind: "number", values };
  return { rows: table.rows, columns: [...table.columns, answer] };
}

function lossSchema(schema: ModelSchema): ModelSchema {
  const limits = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, low: -Number.MAX_VALUE, high: Number.MAX_VALUE };
  const answer: Feature = {
    ...{ name: freeName(schema, "answer"), type: "number", nullable: false, missingTokens: [], integer: false },
    range: { ...limits, source: "learned" },
  };
  return {
    ...schema,
    ...{ task: "regression", target: freeName(schema, "loss"), classes: [], positive: null },
    features: [...schema.features, answer],
  };
}

function lossModel(table: Table, target: Float64Array, schema: ModelSchema, seed: number): LossModel {
  const learner = LEARNERS.gradient_boosting;
  const parameters = { ...learner.defaults, ...LOSS_TREES };
  const options = { seed, threads: 1, cancelled: () => false, now: () => 0 };
  const fitOn = (rows: Int32Array) =>
    fitModel(learner, parameters, takeLabelled({ table, target }, rows), schema, options).model;
  const all = Int32Array.from(target.keys());
  const said = new Float64Array(target.length);
  for (let part = 0; part < PARTS; part++) {
    const others = fitOn(all.filter((row) => row % PARTS !== part));
    const scores = score(others, table).values;
    for (let row = part; row < said.length; row += PARTS) said[row] = Math.max(0, scores[row]!);
  }
  return { model: fitOn(all), said, actual: target };
}

/**
 * @param heldOut rows that the version's recipe had not been fitted on
 * @param threshold that decides between two classes; null: the most probable one
 * @example const estimator = fitEstimator(heldOut, schema, 1)
 */
export function fitEstimator(
  { table, scores, truth }: HeldOut,
  schema: ModelSchema,
  seed: number,
  threshold: number | null = null,
): Estimator {
  const judged = evaluate(scores, truth, schema.task, { intervals: true, seed, threshold });
  if (schema.task !== "regression") return { ...judged, ...classEstimator({ scores, truth }, seed) };
  const rows = withAnswer(table, scores, schema);
  const errors = truth.map((actual, row) => Math.abs(actual - scores.values[row]!));
  const ofLoss = lossSchema(schema);
  return {
    ...judged,
    kind: "numbers",
    absolute: lossModel(rows, errors, ofLoss, seed),
    squared: lossModel(
      rows,
      errors.map((error) => error * error),
      ofLoss,
      seed,
    ),
  };
}
