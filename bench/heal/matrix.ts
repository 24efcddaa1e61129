/**
 * Every model that a rule could deploy or try on a stream: each recipe refitted at every half block on everything known
 * by then, and its answers to the rows that came later. What any rule would have scored is read off, without a fit.
 * Answers are kept in files, so that the fits are made once and an interrupted run goes on.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Intervals, Metrics, ModelSchema, Task } from "../../core/contract/index.ts";
import { columnNamed, encodeTarget, sliceRows, type Table, takeColumns } from "../../core/data/index.ts";
import { meanLosses } from "../../core/heal/losses.ts";
import { type RaceResult, type RecipeName, recipesOf } from "../../core/heal/recipes.ts";
import { retrainedSchema } from "../../core/heal/retrained-schema.ts";
import { scoreBlock } from "../../core/replay/scoring.ts";
import { firstSchema, openStream, ROW_ORDER, withRowOrder } from "../../core/replay/stream.ts";
import { type FittedModel, refit, type Scores, serializeModel, train, type Weighting } from "../../core/train/index.ts";
import type { StreamSpec } from "./streams.ts";

export interface Matrix {
  name: string;
  task: Task;
  threshold: number | null;
  blocks: number;
  block: number;
  initial: number;
  /** All rows in the order of time: features, and the target as `encodeTarget` gives it. */
  features: Table;
  truth: Float64Array;
  /** Probabilities per row, or 1. */
  outputs: number;
  recipes: RecipeName[];
  /** Answers of the model that knows so many half blocks, for every row from there up to `to` at least. */
  answers(recipe: Weighed, halves: number, to: number): Float32Array;
  /** What version 1 promised, and how its recipes compare on the end of its rows. */
  promised: { metrics: Metrics; intervals: Intervals };
  race: RaceResult;
}

/** A recipe, and which rows of history count more; null where all count alike. */
export interface Weighed {
  recipe: RecipeName;
  weighting: Weighting | null;
}

export interface MatrixOptions {
  /** The stream's file. */
  file: string;
  seed: number;
  shuffle?: boolean;
  /** Each model learns from as many rows as version 1, the newest: on shuffled rows none is better than another. */
  sameSize?: boolean;
  /** Folder of the files that keep answers. */
  cache: string;
}

/** Most models are only asked about the rows that come next: so many half blocks of answers are made at first. */
const NEXT = 6;
/** The end of the first training set, on which recipes are compared before any test was made. */
const TAIL = 0.2;

/** Rows known after so many half blocks. */
export const knownRows = ({ initial, block }: Pick<Matrix, "initial" | "block">, halves: number): number =>
  initial + Math.floor((halves * block) / 2);

/** Half blocks known to the newest model that saw none of the last `size` rows of those known after `blocks` blocks. */
export const knownBefore = ({ block }: Pick<Matrix, "block">, blocks: number, size: number): number =>
  Math.max(0, 2 * blocks - Math.ceil((2 * size) / block));

/** Numbers kept in a file; made where it is not there yet. */
function kept(path: string, make: () => Float32Array): Float32Array {
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }
  const values = make();
  writeFileSync(`${path}.part`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  renameSync(`${path}.part`, path);
  return values;
}

/** Losses of all recipes, fitted on the first rows but their end, on that end. */
function firstRace(recipes: ReturnType<typeof recipesOf>, rows: Table, schema: ModelSchema, seed: number): RaceResult {
  const cut = Math.floor((1 - TAIL) * rows.rows);
  const [before, after] = [sliceRows(rows, 0, cut), sliceRows(rows, cut, rows.rows)];
  const truth = encodeTarget(columnNamed(after, schema.target)!, schema);
  const lossOf = (recipe: FittedModel): number => {
    const model = refit(recipe, before, retrainedSchema(schema, before), { seed, threads: 1 });
    const { scores } = scoreBlock(model, schema, after);
    return meanLosses({ task: schema.task, champion: scores, challenger: scores, truth, features: after }).challenger;
  };
  return Object.fromEntries(recipes.map(({ name, fitted }) => [name, lossOf(fitted)]));
}

/** A stream, and version 1 of it. */
export async function begin(spec: StreamSpec, { file, seed, shuffle = false }: Omit<MatrixOptions, "cache">) {
  const stream = await openStream({ ...spec, file, read: {}, shuffle, seed });
  const firstRows = sliceRows(stream.table, 0, stream.initial);
  const schema = firstSchema(stream, firstRows);
  const trained = await train(shuffle ? firstRows : withRowOrder(firstRows), {
    ...{ schema, seed, threads: 1, learners: ["gradient_boosting" as const], search: false },
    ...{ budget: 30, holdout: 0.2, time: shuffle ? [] : [ROW_ORDER] },
  });
  return { stream, firstRows, schema, trained };
}

/** Nothing but version 1 is fitted here; the others when they are asked for. */
export async function matrixOf(spec: StreamSpec, options: MatrixOptions): Promise<Matrix> {
  const { seed, sameSize = false } = options;
  const { stream, firstRows, schema, trained } = await begin(spec, options);
  const { table, initial, blocks } = stream;
  const { name, block } = spec;
  const first = trained.model;
  const recipes = recipesOf(first);
  const key = createHash("sha256")
    .update(`${serializeModel(first)}${JSON.stringify(spec)}`)
    .digest("hex");
  const cache = join(options.cache, `${name}-${key.slice(0, 12)}${sameSize ? "-same-size" : ""}`);
  mkdirSync(cache, { recursive: true });
  const shape = { initial, block, blocks };
  const scored = (recipe: FittedModel, weighting: Weighting | null, halves: number, to: number): Float32Array => {
    const end = knownRows(shape, halves);
    const learnt = sliceRows(table, sameSize ? end - initial : 0, end);
    const now = halves === 0 ? schema : retrainedSchema(schema, learnt);
    const model =
      halves === 0 && recipe === first ? first : refit(recipe, learnt, now, { seed, threads: 1, weighting });
    return Float32Array.from(scoreBlock(model, now, sliceRows(table, end, to)).scores.values);
  };
  const known = new Map<string, Float32Array>();
  const last = knownRows(shape, 2 * blocks);
  const fileOf = ({ recipe, weighting }: Weighed, halves: number, to: number): string =>
    join(
      cache,
      `${[recipe, ...(weighting ?? "").split(/\W/)].filter(Boolean).join("-").replaceAll(" ", "-")}-${halves}-${to}.f32`,
    );
  const answers: Matrix["answers"] = (asked, halves, to) => {
    const next = Math.min(knownRows(shape, halves + NEXT), last);
    const isLong = to > next || existsSync(fileOf(asked, halves, last));
    const file = fileOf(asked, halves, isLong ? last : next);
    const { fitted } = recipes.find(({ name }) => name === asked.recipe)!;
    const found = known.get(file) ?? kept(file, () => scored(fitted, asked.weighting, halves, isLong ? last : next));
    known.set(file, found);
    return found;
  };
  const raceFile = kept(join(cache, "race.f32"), () =>
    Float32Array.from(Object.values(firstRace(recipes, firstRows, schema, seed))),
  );
  return {
    ...{ name, task: schema.task, threshold: first.threshold, ...shape },
    features: takeColumns(
      table,
      schema.features.map((feature) => feature.name),
    ),
    truth: encodeTarget(columnNamed(table, schema.target)!, schema),
    outputs: schema.task === "regression" ? 1 : schema.classes.length,
    recipes: recipes.map((recipe) => recipe.name),
    answers,
    promised: { metrics: trained.metrics, intervals: trained.intervals },
    race: Object.fromEntries(recipes.map((recipe, at) => [recipe.name, raceFile[at]!])),
  };
}

/** Answers of a model to the rows from `from` to `to`. */
export function answersTo(matrix: Matrix, model: Weighed & { halves: number }, from: number, to: number): Scores {
  const { outputs } = matrix;
  const start = knownRows(matrix, model.halves);
  const values = matrix.answers(model, model.halves, to).subarray((from - start) * outputs, (to - start) * outputs);
  return { outputs, values: Float64Array.from(values) };
}
