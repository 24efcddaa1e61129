/**
 * What a model can be refitted on: the set its line of versions began with, and every labelled prediction since,
 * without those that came while the data were broken. The training set of the live version ends at a known place in
 * the log, so that what is newer is untouched and can judge.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { HomeostatError, type ModelSchema, type VersionDetail } from "../contract/index.ts";
import { columnNamed, compileValidator, type GrowingRows, growingRows, sliceRows, type Table } from "../data/index.ts";
import type { Registry } from "../registry/index.ts";
import type { LoggedRow } from "../serve/index.ts";
import { type HealContext, trainerOf } from "./context.ts";
import { isQuarantined, quarantinesOf } from "./quarantine.ts";
import { concatTables, outcomeColumn } from "./tables.ts";
import { withoutLimits } from "./without-limits.ts";

export interface LearningRows {
  /** Stored set of the first version of the line. */
  root: Table;
  /** Labelled production rows, oldest first: features and target. */
  production: Table;
  /** Place in the log of each production row, ascending. */
  seqs: Float64Array;
  /** When each was predicted, epoch ms. */
  times: Float64Array;
}

/** The version that a person trained or brought in, from which the given one was refitted, step by step. */
export const rootOf = (registry: Registry, model: string, version: string): VersionDetail =>
  registry.show(`${model}@${registry.root(model, version)}`);

/** Place in the log up to which a version has learnt; 0 for one that was trained from a file. */
export function learnedThrough(registry: Registry, model: string, version: string): number {
  const through = registry.report(model, version).learned_through;
  return typeof through === "number" ? through : 0;
}

interface Learnable {
  inputs: GrowingRows;
  /** Place in the log and moment of each row of `inputs`, and its outcome. */
  seqs: number[];
  times: number[];
  outcomes: NonNullable<LoggedRow["outcome"]>[];
  /** The rows of `inputs` in the order of the log. */
  order: number[];
  isSorted: boolean;
}

interface Cached extends Learnable {
  /** Outcomes that were looked at, and where the next ones begin. */
  taken: number;
  next: number;
  validate: ReturnType<typeof compileValidator>;
}

/** Outcomes, and cells, read between two turns of the event loop: a few milliseconds. */
const STRETCH = { rows: 500, cells: 20_000 };

const caches = new WeakMap<HealContext["log"], Map<string, Cached>>();

const nothingTaken = (schema: ModelSchema): Omit<Cached, "validate"> => ({
  ...{ inputs: growingRows(schema), seqs: [], times: [], outcomes: [], order: [], isSorted: true },
  ...{ taken: 0, next: 0 },
});

function cacheOf(log: HealContext["log"], { model, version, schema }: VersionDetail): Cached {
  const of = caches.get(log) ?? new Map<string, Cached>();
  caches.set(log, of);
  const key = `${model}@${version}`;
  const found = of.get(key);
  if (found) return found;
  const made = { ...nothingTaken(schema), validate: compileValidator(withoutLimits(schema)) };
  of.set(key, made);
  return made;
}

/** Reads outcomes that were reported since, as the validator of the line's first version does; true where more are left. */
function takeIn({ log }: HealContext, root: VersionDetail, limit: number): boolean {
  const { model, created_at } = root;
  const cached = cacheOf(log, root);
  const { rows, next, done } = log.reported.inputs(model, { after: cached.next, limit });
  const since = Date.parse(created_at);
  for (const { seq, at, status, input, outcome } of rows) {
    if (at < since || status !== "ok") continue;
    const valid = cached.validate(input);
    if (!valid.ok) continue;
    const last = cached.order.at(-1);
    cached.isSorted &&= last === undefined || seq > cached.seqs[last]!;
    cached.order.push(cached.inputs.rows);
    cached.inputs.add(valid.values);
    cached.seqs.push(seq);
    cached.times.push(at);
    cached.outcomes.push(outcome);
  }
  cached.taken += rows.length;
  cached.next = next;
  if (!done) return true;
  const { seqs } = cached;
  if (!cached.isSorted) cached.order.sort((a, b) => seqs[a]! - seqs[b]!);
  cached.isSorted = true;
  if (cached.taken === log.count(model).labelled) return false;
  // Rows have gone to the archive, or an outcome was put right: all is read anew.
  Object.assign(cached, nothingTaken(root.schema));
  return true;
}

/** Takes in what was reported since it was asked last, a stretch at a time: requests are served in between. */
export async function takeInOutcomes(context: HealContext, model: string, version: string): Promise<void> {
  const root = rootOf(context.registry, model, version);
  const rows = Math.floor(STRETCH.cells / Math.max(1, root.schema.features.length));
  while (takeIn(context, root, Math.max(1, Math.min(STRETCH.rows, rows)))) await nextTurn();
}

/** The labelled rows, and which of them may be learnt from, in the order of the log; what came since `takeInOutcomes` is read here. */
function usable(context: HealContext, root: VersionDetail): Learnable & { kept: number[] } {
  while (takeIn(context, root, Number.MAX_SAFE_INTEGER));
  const all = cacheOf(context.log, root);
  const spells = quarantinesOf(context, root.model);
  return { ...all, kept: all.order.filter((row) => !isQuarantined(spells, all.times[row]!)) };
}

/** Labelled rows that may be learnt from, and those of them that a version has not seen, without reading any table. */
export function countLearning(
  context: HealContext,
  model: string,
  version: string,
): { labelled: number; untouched: number } {
  const learned = learnedThrough(context.registry, model, version);
  const { kept, seqs } = usable(context, rootOf(context.registry, model, version));
  return { labelled: kept.length, untouched: kept.filter((row) => seqs[row]! > learned).length };
}

/**
 * @param most production rows, the newest; all where absent
 * @throws HomeostatError DATASET_GONE where the set the line began with is no longer stored
 */
export async function learningRows(
  context: HealContext,
  model: string,
  version: string,
  most = Number.POSITIVE_INFINITY,
): Promise<LearningRows> {
  const root = rootOf(context.registry, model, version);
  const table = await trainingSet(context, root);
  const target = columnNamed(table, root.schema.target);
  if (!target) throw new HomeostatError("DATASET_GONE", { model, version: root.version });
  await takeInOutcomes(context, model, version);
  const { inputs, seqs, times, outcomes, kept: all } = usable(context, root);
  const kept = all.length > most ? all.slice(-most) : all;
  const learnt = outcomeColumn(
    kept.map((row) => outcomes[row]!),
    target,
  );
  return {
    root: table,
    production: { rows: kept.length, columns: [...inputs.take(kept).columns, learnt] },
    seqs: Float64Array.from(kept, (row) => seqs[row]!),
    times: Float64Array.from(kept, (row) => times[row]!),
  };
}

const sets = new WeakMap<HealContext["registry"], Map<string, Table>>();

/** The rows a version was trained on. The newest few are kept in memory. @throws HomeostatError DATASET_GONE */
export async function trainingSet(context: HealContext, detail: VersionDetail): Promise<Table> {
  const kept = sets.get(context.registry) ?? new Map<string, Table>();
  sets.set(context.registry, kept);
  const found =
    kept.get(detail.dataset_sha256) ??
    (await trainerOf(context).loadDataset(context.dir.datasets, detail.dataset_sha256));
  kept.delete(detail.dataset_sha256);
  kept.set(detail.dataset_sha256, found);
  if (kept.size > 3) kept.delete(kept.keys().next().value!);
  return found;
}

/** Rows up to a place in the production rows, after the root set: all history. */
export const historyUpTo = ({ root, production }: LearningRows, rows: number): Table =>
  concatTables([root, rows === production.rows ? production : sliceRows(production, 0, rows)]);

/** Production rows that a version has not learnt from. */
export function untouchedBy(rows: LearningRows, learned: number): { from: number; count: number } {
  const first = rows.seqs.findIndex((seq) => seq > learned);
  const from = first < 0 ? rows.seqs.length : first;
  return { from, count: rows.seqs.length - from };
}

export const productionSlice = ({ production }: LearningRows, from: number, to: number): Table =>
  sliceRows(production, from, to);
