/**
 * The drift report: every feature of a reference beside the same column of a current window.
 * A feature has drifted where the effect matters (PSI ≥ 0.1) and is improbable without drift (q ≤ 0.05).
 */
import type { DriftReport, FeatureDrift } from "../../../contract/index.ts";
import { type Column, columnNamed, type FeatureStatistics, type Table } from "../../../data/index.ts";
import { deriveSeed } from "../../../shared/index.ts";
import { falseDiscovery } from "../../statistics/index.ts";
import { checkQuality, type Found } from "../quality/index.ts";
import { type Measured, measure } from "./effects.ts";
import { type CurrentSide, currentSide, type FeatureType, type Pair, typeOf } from "./pair.ts";
import { type CategorySide, type NumberSide, sketchedCategorySide, sketchedNumberSide } from "./sides.ts";

export interface DriftOptions {
  /** Type per column; columns not named are left out. Without it every column of the reference is judged as it was read. */
  types?: Record<string, FeatureType>;
  /** Importance per feature to the model, for the weighted share. */
  importance?: readonly { feature: string; importance: number }[];
  /** Severity limits on PSI; a feature needs the first to have drifted. Default 0.1 and 0.25. */
  warn?: number;
  alert?: number;
  /** Share of features from which the dataset has drifted. Default 0.3. */
  share?: number;
  /** Of the permutation null. Default 0. */
  seed?: number;
}

/** Below this many rows on either side nothing is judged. */
export const LEAST_ROWS = 50;
const FALSE_DISCOVERY = 0.05;

interface Prepared {
  pairs: Pair[];
  findings: Found[];
}

const describeLack = (name: string): Found => ({
  column: name,
  kind: "missing",
  evidence: `The current table has no column ${name}.`,
  share: 1,
  breaking: true,
});

/** Pairs every feature with its current column; what is not there or not readable becomes a finding. */
function prepare(
  features: readonly { name: string; type: FeatureType; side: () => NumberSide | CategorySide }[],
  current: Table,
): Prepared {
  const findings: Found[] = [];
  const pairs = features.map(({ name, type, side }): Pair => {
    const column = columnNamed(current, name);
    if (!column) {
      findings.push(describeLack(name));
      const missing = { reference: 0, current: 1 };
      return { kind: "none", name, type, missing, reason: "not judged: the current table has no such column" };
    }
    const reference = side();
    const { side: now, finding }: CurrentSide = currentSide(name, type, column, current.rows);
    if (finding) findings.push(finding);
    if (reference.kind === "number" && now.kind === "number")
      return { kind: "number", name, type, reference, current: now };
    if (reference.kind === "category" && now.kind === "category")
      return { kind: "category", name, type, reference, current: now };
    const missing = { reference: reference.missing / Math.max(1, reference.rows), current: 1 };
    return { kind: "none", name, type, missing, reason: "not judged: the reference holds another type" };
  });
  return { pairs, findings };
}

const severityOf = (drifted: boolean, effect: number | null, alert: number): FeatureDrift["severity"] =>
  !drifted ? "none" : effect !== null && effect >= alert ? "alert" : "warn";

/** One family of tests: q-values over the features that could be judged, then effect and improbability together. */
function judge(measured: Measured[], warn: number, alert: number): FeatureDrift[] {
  const judged = measured.filter(({ p_value }) => p_value !== null);
  const q = falseDiscovery(judged.map(({ p_value }) => p_value!));
  const qOf = new Map(judged.map(({ name }, k) => [name, q[k]!]));
  return measured.map(({ name, type, effect, p_value, null: nullName, missing, reason, distribution }) => {
    const q_value = qOf.get(name) ?? null;
    const drifted = q_value !== null && q_value <= FALSE_DISCOVERY && effect.psi !== null && effect.psi >= warn;
    return {
      name,
      type,
      drifted,
      severity: severityOf(drifted, effect.psi, alert),
      effect,
      p_value,
      q_value,
      null: nullName,
      missing,
      reason,
      ...(distribution ? { distribution } : {}),
    };
  });
}

/** Each drifted feature's part of the effect: its PSI times its importance; without importance its PSI alone. */
function withEffectShares(features: FeatureDrift[], importance: DriftOptions["importance"] = []): FeatureDrift[] {
  const weightOf = new Map(importance.map(({ feature, importance: weight }) => [feature, Math.max(0, weight)]));
  const effects = (weigh: (name: string) => number) =>
    features.map(({ name, drifted, effect }) => (drifted ? (effect.psi ?? 0) * weigh(name) : 0));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const weighted = effects((name) => weightOf.get(name) ?? 0);
  const shares = sum(weighted) > 0 ? weighted : effects(() => 1);
  const all = sum(shares);
  return features.map((feature, k) => (feature.drifted ? { ...feature, effect_share: shares[k]! / all } : feature));
}

function weightedShare(features: FeatureDrift[], importance: DriftOptions["importance"]): number | null {
  if (!importance) return null;
  const weightOf = new Map(importance.map(({ feature, importance: weight }) => [feature, Math.max(0, weight)]));
  let all = 0;
  let drifted = 0;
  for (const feature of features) {
    const weight = weightOf.get(feature.name) ?? 0;
    all += weight;
    if (feature.drifted) drifted += weight;
  }
  return all > 0 ? drifted / all : 0;
}

function report(
  { pairs, findings }: Prepared,
  rows: DriftReport["rows"],
  kind: DriftReport["reference_kind"],
  tables: { reference: Table; current: Table } | null,
  options: DriftOptions,
  started: number,
): DriftReport {
  const { warn = 0.1, alert = 0.25, share: threshold = 0.3, seed = 0 } = options;
  const enough = rows.reference >= LEAST_ROWS && rows.current >= LEAST_ROWS;
  const measured = pairs.map((pair) => measure(pair, deriveSeed(seed, pair.name), enough));
  const features = withEffectShares(judge(measured, warn, alert), options.importance);
  const judged = features.filter(({ q_value }) => q_value !== null);
  const share = judged.length > 0 ? judged.filter((feature) => feature.drifted).length / judged.length : 0;
  const found = [...findings, ...checkQuality(pairs, tables)];
  const drifted = share > threshold;
  const broken = found.some(({ breaking }) => breaking);
  const seconds = (performance.now() - started) / 1000;
  return {
    drifted,
    share,
    weighted_share: weightedShare(features, options.importance),
    threshold,
    rows,
    features,
    quality: found,
    reference_kind: kind,
    verdict: !enough ? "too_few_rows" : broken ? "data_break" : drifted ? "drift" : "no_drift",
    seconds: { read: 0, compute: seconds, total: seconds },
  };
}

/** A reference is compared with many windows: what was made ready once is kept for as long as its column is. */
const readySides = new WeakMap<Column, Map<FeatureType, NumberSide | CategorySide>>();

const sideOf = (column: Column, type: FeatureType, rows: number) => (): NumberSide | CategorySide => {
  const ready = readySides.get(column) ?? new Map<FeatureType, NumberSide | CategorySide>();
  readySides.set(column, ready);
  const side = ready.get(type) ?? currentSide(column.name, type, column, rows).side;
  ready.set(type, side);
  return side;
};

/**
 * Compares two tables column by column.
 * @param reference what the features looked like; at least 50 rows for a verdict
 * @param current the window to judge; columns in any order, further ones are ignored
 * @returns the public report of `drift`; `share` is over the features that could be judged, every other one is listed
 *   with its reason
 * @example compareTables(trainingRows, lastWeek, { importance }).verdict // "no_drift"
 * Source: the interface's definitions; statistics/ per measure, null.ts for the p-value, Benjamini-Hochberg for q.
 */
export function compareTables(reference: Table, current: Table, options: DriftOptions = {}): DriftReport {
  const started = performance.now();
  const { prepared, tables } = prepareTables(reference, current, options.types);
  return report(prepared, { reference: reference.rows, current: current.rows }, "exact", tables, options, started);
}

function prepareTables(reference: Table, current: Table, types: DriftOptions["types"]) {
  const features = reference.columns.flatMap((column) => {
    const type = types ? types[column.name] : typeOf(column);
    return type ? [{ name: column.name, type, side: sideOf(column, type, reference.rows) }] : [];
  });
  const prepared = prepare(features, current);
  const names = new Set(features.map(({ name }) => name));
  const only = (table: Table): Table => ({ ...table, columns: table.columns.filter(({ name }) => names.has(name)) });
  return { prepared, tables: { reference: only(reference), current: only(current) } };
}

/** The findings of quality alone, without the statistics of drift: a tenth of the work of a whole report. */
export function findQuality(reference: Table, current: Table, types?: DriftOptions["types"]): Found[] {
  const { prepared, tables } = prepareTables(reference, current, types);
  return [...prepared.findings, ...checkQuality(prepared.pairs, tables)];
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
  const started = performance.now();
  const features = Object.entries(reference).flatMap(([name, held]) => {
    if (options.types && !(name in options.types)) return [];
    const side = () => ("quantiles" in held ? sketchedNumberSide(held) : sketchedCategorySide(held));
    return [{ name, type: held.type, side }];
  });
  const rows = Object.values(reference).reduce((most, held) => Math.max(most, held.rows), 0);
  return report(
    prepare(features, current),
    { reference: rows, current: current.rows },
    "sketch",
    null,
    options,
    started,
  );
}
