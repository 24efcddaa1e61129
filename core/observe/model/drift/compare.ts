/**
 * The drift report: every feature of a reference beside the same column of a current window.
 * A feature has drifted where the effect matters (PSI ≥ 0.1) and is improbable without drift (q ≤ 0.05).
 */
import type { DriftReport } from "../../../contract/index.ts";
import { type Column, columnNamed, type FeatureStatistics, type Table } from "../../../data/index.ts";
import { deriveSeed } from "../../../shared/index.ts";
import { say } from "../../words.ts";
import { createQualityCheck, type Found } from "../quality/index.ts";
import { type Measured, measure } from "./effects.ts";
import { type CurrentSide, currentSide, type FeatureType, type Pair, typeOf } from "./pair.ts";
import { type CategorySide, type NumberSide, sketchedCategorySide, sketchedNumberSide } from "./sides.ts";
import { enoughRows, type VerdictOptions, verdict } from "./verdict.ts";

export interface DriftOptions extends VerdictOptions {
  /** Type per column; columns not named are left out. Without it every column of the reference is judged as it was read. */
  types?: Record<string, FeatureType>;
  /** A mean that is off by this share of the reference's is a break. Default null: a mean may move. */
  meanJump?: number | null;
  /** Of the permutation null. Default 0. */
  seed?: number;
  /** Keeps what was made ready of the reference, as long as its columns live, for the windows to come. Default false. */
  keep?: boolean;
}

interface Feature {
  name: string;
  type: FeatureType;
  side(): NumberSide | CategorySide;
}

const describeLack = (name: string): Found => ({
  column: name,
  kind: "missing",
  evidence: say("noColumn", { column: name }),
  share: 1,
  breaking: true,
});

/** Pairs a feature with its current column; what is not there or not readable becomes a finding. */
function pairOf({ name, type, side }: Feature, current: Table): { pair: Pair; finding: Found | null } {
  const column = columnNamed(current, name);
  if (!column) {
    const missing = { reference: 0, current: 1 };
    const reason = say("noSuchColumn");
    return { pair: { kind: "none", name, type, missing, reason }, finding: describeLack(name) };
  }
  const reference = side();
  const { side: now, finding }: CurrentSide = currentSide(name, type, column, current.rows);
  if (reference.kind === "number" && now.kind === "number")
    return { pair: { kind: "number", name, type, reference, current: now }, finding };
  if (reference.kind === "category" && now.kind === "category")
    return { pair: { kind: "category", name, type, reference, current: now }, finding };
  const missing = { reference: reference.missing / Math.max(1, reference.rows), current: 1 };
  return {
    pair: { kind: "none", name, type, missing, reason: say("otherType") },
    finding,
  };
}

interface Task {
  features: Feature[];
  current: Table;
  rows: DriftReport["rows"];
  kind: DriftReport["reference_kind"];
  /** Both windows whole, where they are held. */
  tables: { reference: Table; current: Table } | null;
}

/** One feature at a time: a pair's sorted values are let go before the next, so that memory does not grow with them. */
function* steps(
  { features, current, rows, kind, tables }: Task,
  options: DriftOptions,
): Generator<number, DriftReport, void> {
  const started = performance.now();
  const findings: Found[] = [];
  const measured: Measured[] = [];
  const quality = createQualityCheck(options.meanJump);
  const judge = enoughRows(rows);
  for (const feature of features) {
    const { pair, finding } = pairOf(feature, current);
    if (finding) findings.push(finding);
    measured.push(measure(pair, deriveSeed(options.seed ?? 0, pair.name), judge));
    quality.add(pair);
    yield measured.length;
  }
  const report = verdict({ rows, kind, measured, findings, found: quality.found(tables) }, options);
  const seconds = (performance.now() - started) / 1000;
  return { ...report, seconds: { read: 0, compute: seconds, total: seconds } };
}

function finish(work: Generator<number, DriftReport, void>): DriftReport {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

const readySides = new WeakMap<Column, Map<FeatureType, NumberSide | CategorySide>>();

function keptSide(column: Column, type: FeatureType, rows: number): NumberSide | CategorySide {
  const ready = readySides.get(column) ?? new Map<FeatureType, NumberSide | CategorySide>();
  readySides.set(column, ready);
  const side = ready.get(type) ?? currentSide(column.name, type, column, rows).side;
  ready.set(type, side);
  return side;
}

function taskOf(reference: Table, current: Table, { types, keep = false }: DriftOptions): Task {
  const features = reference.columns.flatMap((column): Feature[] => {
    const type = types ? types[column.name] : typeOf(column);
    const side = (of: FeatureType) => () =>
      keep ? keptSide(column, of, reference.rows) : currentSide(column.name, of, column, reference.rows).side;
    return type ? [{ name: column.name, type, side: side(type) }] : [];
  });
  const names = new Set(features.map(({ name }) => name));
  const only = (table: Table): Table => ({ ...table, columns: table.columns.filter(({ name }) => names.has(name)) });
  const tables = { reference: only(reference), current: only(current) };
  return { features, current, rows: { reference: reference.rows, current: current.rows }, kind: "exact", tables };
}

/**
 * Compares two tables column by column.
 * @param reference what the features looked like; at least 50 rows for a verdict
 * @param current the window to judge; columns in any order, further ones are ignored
 * @returns the public report of `drift`; `share` is over the features that could be judged, every other one is listed
 *   with its reason
 * @example compareTables(trainingRows, lastWeek, { importance }).verdict // "no_drift"
 * Source: the interface's definitions; statistics/ per measure, null.ts for the p-value, Benjamini-Yekutieli for q.
 */
export const compareTables = (reference: Table, current: Table, options: DriftOptions = {}): DriftReport =>
  finish(steps(taskOf(reference, current, options), options));

/** Columns are compared for so long before others get their turn on the event loop, milliseconds. */
const STRETCH = 10;

/**
 * The same for tables of many columns, in stretches of some milliseconds.
 * @param onProgress told how many features are done, of how many
 */
export async function compareTablesInTurns(
  reference: Table,
  current: Table,
  options: DriftOptions = {},
  onProgress?: (done: number, all: number) => void,
): Promise<DriftReport> {
  const task = taskOf(reference, current, options);
  const work = steps(task, options);
  let pause = performance.now() + STRETCH;
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() < pause) continue;
    onProgress?.(value, task.features.length);
    await new Promise(setImmediate);
    pause = performance.now() + STRETCH;
  }
}

/** The findings of quality alone, without the statistics of drift: a tenth of the work of a whole report. */
export function findQuality(reference: Table, current: Table, types?: DriftOptions["types"]): Found[] {
  const { features, tables } = taskOf(reference, current, types ? { types } : {});
  const quality = createQualityCheck();
  const findings: Found[] = [];
  for (const feature of features) {
    const { pair, finding } = pairOf(feature, current);
    if (finding) findings.push(finding);
    quality.add(pair);
  }
  return [...findings, ...quality.found(tables)];
}

/**
 * The same against held statistics: deciles, and so PSI, are those of the training rows; KS and Wasserstein are read
 * off 101 quantiles (an error of at most 0.01 in KS).
 */
export function compareToStatistics(
  reference: Record<string, FeatureStatistics>,
  current: Table,
  options: DriftOptions = {},
): DriftReport {
  const features = Object.entries(reference).flatMap(([name, held]): Feature[] => {
    if (options.types && !(name in options.types)) return [];
    const side = () => ("quantiles" in held ? sketchedNumberSide(held) : sketchedCategorySide(held));
    return [{ name, type: held.type, side }];
  });
  const held = Object.values(reference).reduce((most, { rows }) => Math.max(most, rows), 0);
  const rows = { reference: held, current: current.rows };
  return finish(steps({ features, current, rows, kind: "sketch", tables: null }, options));
}
