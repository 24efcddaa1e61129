/** One learner, one setting, some rows → a fitted model with its preprocessing. */
import { HomeostatError, type LearnerName, type ModelSchema, say } from "../../contract/index.ts";
import { type Labels, LEARNERS, type Learner, type Parameters } from "../learners/index.ts";
import type { Encoding, FittedModel, LearnerModel, Matrix, Recipe } from "../model.ts";
import { fitEncodings, type InputKind } from "../preprocess/index.ts";
import { combine } from "./combine.ts";
import type { LabelledRows } from "./rows.ts";

export interface FitOptions {
  seed: number;
  threads: number;
  weights?: Float64Array | undefined;
  cancelled(): boolean;
  now(): number;
  /** Told the share done, of a learner's fit that takes long. */
  onProgress?: ((done: number) => void) | undefined;
}

/** What a learner sees of some rows; the same for all learners of one input kind. */
export interface Prepared {
  encodings: Encoding[];
  matrix: Matrix;
  labels: Labels;
  target: { center: number; scale: number };
}

/** Numbers are standardised, so that learners' settings and float32 leaves do not depend on the unit. */
function standardised(values: Float64Array): { center: number; scale: number } {
  const center = values.reduce((sum, x) => sum + x, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0) / values.length);
  return { center, scale: spread > 0 ? spread : 1 };
}

/** How a recipe wants its rows: a learner of dense input may ask for `encoding: "curved"`. */
export const inputOf = ({ input }: Learner, { encoding }: Parameters): InputKind =>
  input === "dense" && encoding === "curved" ? encoding : input;

export function prepare(rows: LabelledRows, schema: ModelSchema, input: InputKind, seed: number): Prepared {
  const { task } = schema;
  const target = task === "regression" ? standardised(rows.target) : { center: 0, scale: 1 };
  const labels: Labels =
    task === "regression"
      ? { task, values: rows.target.map((x) => (x - target.center) / target.scale) }
      : { task, values: Int32Array.from(rows.target), classes: schema.classes.length };
  const { encodings, matrix } = fitEncodings(schema.features, rows.table, input, labels, seed);
  if (matrix.columns.length === 0) throw new HomeostatError("NO_FEATURES", { reason: say("nothingVaries") });
  return { encodings, matrix, labels, target };
}

/** Counts are not centred, so that their zero stays where it is: the poisson loss learns y ÷ scale. */
function asCounts({ labels, target, ...rest }: Prepared): Prepared {
  if (labels.task !== "regression") return { labels, target, ...rest };
  const shift = target.center / target.scale;
  // What is 0 but for rounding is 0.
  const values = labels.values.map((x) => (Math.abs(x + shift) < 1e-9 ? 0 : x + shift));
  return { ...rest, labels: { ...labels, values }, target: { center: 0, scale: target.scale } };
}

/** @returns the model, without threshold and interval, and the seconds of the learner's own fit */
export function fitPrepared(
  learner: Learner,
  parameters: Parameters,
  rows: Prepared,
  schema: ModelSchema,
  options: FitOptions,
): { model: LearnerModel; seconds: number } {
  const prepared = parameters.loss === "poisson" ? asCounts(rows) : rows;
  const { seed, threads, weights, cancelled, now, onProgress } = options;
  const started = now();
  const predictor = learner.fit(prepared.matrix, prepared.labels, parameters, {
    seed,
    threads,
    cancelled,
    ...(weights ? { weights } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const model: LearnerModel = {
    format: 1,
    task: schema.task,
    classes: schema.classes,
    positive: schema.positive,
    learner: learner.name,
    parameters,
    encodings: prepared.encodings,
    predictor,
    target: prepared.target,
    threshold: null,
    interval: null,
  };
  return { model, seconds: (now() - started) / 1000 };
}

/** @param prepared the rows, encoded once per input kind */
export function fitRecipe(
  { learner, parameters, members, calibration }: Recipe,
  prepared: (input: InputKind) => Prepared,
  schema: ModelSchema,
  options: FitOptions,
): { model: FittedModel; seconds: number } {
  const { onProgress } = options;
  /** @param at which fit this is, of how many */
  const one = (name: LearnerName, settings: Parameters, at = 0, of = 1) =>
    fitPrepared(LEARNERS[name], settings, prepared(inputOf(LEARNERS[name], settings)), schema, {
      ...options,
      ...(onProgress ? { onProgress: (done: number) => onProgress((at + done) / of) } : {}),
    });
  const calibrated = calibration ? { calibration } : {};
  if (learner !== "blend") {
    const { model, seconds } = one(learner, parameters);
    return { model: { ...model, ...calibrated }, seconds };
  }
  if (!members?.length) throw new HomeostatError("WRONG_SHAPE", { reason: "the recipe of a blend names no members" });
  const fitted = members.map((member, at) => ({
    ...one(member.learner, member.parameters, at, members.length),
    weight: member.weight,
  }));
  return {
    model: { ...fitted[0]!.model, ...combine(fitted), learner, parameters, members, ...calibrated },
    seconds: fitted.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** Rows encoded when an input kind is first asked for. */
export function preparedOnce(rows: LabelledRows, schema: ModelSchema, seed: number) {
  const made = new Map<InputKind, Prepared>();
  return (input: InputKind): Prepared => {
    const prepared = made.get(input) ?? prepare(rows, schema, input, seed);
    made.set(input, prepared);
    return prepared;
  };
}

export const fitModel = (
  learner: Learner,
  parameters: Parameters,
  rows: LabelledRows,
  schema: ModelSchema,
  options: FitOptions,
): { model: LearnerModel; seconds: number } =>
  fitPrepared(learner, parameters, prepare(rows, schema, inputOf(learner, parameters), options.seed), schema, options);
