/**
 * What a model can be refitted on: the set its line of versions began with, and every labelled prediction since,
 * without those that came while the data were broken. The training set of the live version ends at a known place in
 * the log, so that what is newer is untouched and can judge.
 */
import { HomeostatError, type VersionDetail } from "../contract/index.ts";
import {
  type CellValue,
  columnNamed,
  compileValidator,
  sliceRows,
  type Table,
  tableOf,
  takeRows,
} from "../data/index.ts";
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
export function rootOf(registry: Registry, model: string, version: string): VersionDetail {
  let detail = registry.show(`${model}@${version}`);
  while (detail.parent !== null && detail.trigger !== "train" && detail.trigger !== "import")
    detail = registry.show(`${model}@${detail.parent}`);
  return detail;
}

/** Place in the log up to which a version has learnt; 0 for one that was trained from a file. */
export function learnedThrough(registry: Registry, model: string, version: string): number {
  const through = registry.report(model, version).learned_through;
  return typeof through === "number" ? through : 0;
}

interface Cached {
  seqs: number[];
  times: number[];
  values: CellValue[][];
  outcomes: NonNullable<LoggedRow["outcome"]>[];
  /** Labelled rows in the log when it was filled. */
  labelled: number;
  lastSeq: number;
}

const caches = new WeakMap<HealContext["log"], Map<string, Cached>>();

function cacheOf(log: HealContext["log"], key: string): Cached {
  const of = caches.get(log) ?? new Map<string, Cached>();
  caches.set(log, of);
  const found = of.get(key) ?? { seqs: [], times: [], values: [], outcomes: [], labelled: 0, lastSeq: 0 };
  of.set(key, found);
  return found;
}

/** Labelled rows as the validator of the line's first version reads them; only what is new is read again. */
function labelledRows(context: HealContext, root: VersionDetail): Cached {
  const { log } = context;
  const cached = cacheOf(log, `${root.model}@${root.version}`);
  const { labelled } = log.count(root.model);
  if (labelled === cached.labelled) return cached;
  // An outcome that came late belongs among rows that were read before: then everything is read again.
  const arrived = log.count(root.model, { labelledAfterSeq: cached.lastSeq }).labelled;
  if (cached.labelled + arrived !== labelled)
    Object.assign(cached, { seqs: [], times: [], values: [], outcomes: [], lastSeq: 0 });
  const validate = compileValidator(withoutLimits(root.schema));
  const since = Date.parse(root.created_at);
  for (const row of log.window(root.model, { labelledOnly: true, afterSeq: cached.lastSeq })) {
    cached.lastSeq = row.seq;
    if (row.at < since || row.status !== "ok" || row.outcome === undefined) continue;
    const valid = validate(row.input);
    if (!valid.ok) continue;
    cached.seqs.push(row.seq);
    cached.times.push(row.at);
    cached.values.push(valid.values);
    cached.outcomes.push(row.outcome);
  }
  cached.labelled = labelled;
  return cached;
}

/** Places among the cached rows that may be learnt from. */
function usable(context: HealContext, model: string, { times }: Cached): number[] {
  const spells = quarantinesOf(context, model);
  return [...times.keys()].filter((row) => !isQuarantined(spells, times[row]!));
}

/** Labelled rows that may be learnt from, and those of them that a version has not seen, without reading any table. */
export function countLearning(
  context: HealContext,
  model: string,
  version: string,
): { labelled: number; untouched: number } {
  const cached = labelledRows(context, rootOf(context.registry, model, version));
  const learned = learnedThrough(context.registry, model, version);
  const kept = usable(context, model, cached);
  return { labelled: kept.length, untouched: kept.filter((row) => cached.seqs[row]! > learned).length };
}

/** @throws HomeostatError DATASET_GONE where the set the line began with is no longer stored */
export async function learningRows(context: HealContext, model: string, version: string): Promise<LearningRows> {
  const root = rootOf(context.registry, model, version);
  const table = await trainingSet(context, root);
  const target = columnNamed(table, root.schema.target);
  if (!target) throw new HomeostatError("DATASET_GONE", { model, version: root.version });
  const cached = labelledRows(context, root);
  const { seqs, times, values, outcomes } = cached;
  const features = tableOf(root.schema, values);
  const production: Table = { rows: features.rows, columns: [...features.columns, outcomeColumn(outcomes, target)] };
  const kept = usable(context, model, cached);
  return {
    root: table,
    production: kept.length === production.rows ? production : takeRows(production, kept),
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
