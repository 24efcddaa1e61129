/** From measured features to the report: one family of tests, the dataset's share, what the checks of quality found. */
import type { DriftReport, FeatureDrift } from "../../../contract/index.ts";
import { falseDiscovery } from "../../statistics/index.ts";
import type { Found } from "../quality/index.ts";
import type { Measured } from "./effects.ts";

export interface VerdictOptions {
  /** Importance per feature to the model, for the weighted share. */
  importance?: readonly { feature: string; importance: number }[];
  /** Severity limits on PSI; a feature needs the first to have drifted. Default 0.1 and 0.25. */
  warn?: number;
  alert?: number;
  /** Share of features from which the dataset has drifted. Default 0.3. */
  share?: number;
}

/** Below this many rows on either side nothing is judged. */
export const LEAST_ROWS = 50;
export const FALSE_DISCOVERY = 0.05;
/**
 * A table of few columns counts as one of so many: with one column alone a false discovery in twenty windows would be
 * an alarm of the whole dataset in twenty windows.
 */
const LEAST_FAMILY = 10;

export const enoughRows = ({ reference, current }: DriftReport["rows"]): boolean =>
  reference >= LEAST_ROWS && current >= LEAST_ROWS;

/** q-values of the features of one window, dependent on each other as columns are. */
export function qValues(pValues: readonly number[]): number[] {
  const others = Array<number>(Math.max(0, LEAST_FAMILY - pValues.length)).fill(1);
  return falseDiscovery([...pValues, ...others], "any").slice(0, pValues.length);
}

const severityOf = (drifted: boolean, effect: number | null, alert: number): FeatureDrift["severity"] =>
  !drifted ? "none" : effect !== null && effect >= alert ? "alert" : "warn";

/** One family of tests, dependent as columns are: q-values over the features judged, then effect and improbability. */
function judge(measured: Measured[], warn: number, alert: number): FeatureDrift[] {
  const judged = measured.filter(({ p_value }) => p_value !== null);
  const q = qValues(judged.map(({ p_value }) => p_value!));
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
function withEffectShares(features: FeatureDrift[], importance: VerdictOptions["importance"] = []): FeatureDrift[] {
  const weightOf = new Map(importance.map(({ feature, importance: weight }) => [feature, Math.max(0, weight)]));
  const effects = (weigh: (name: string) => number) =>
    features.map(({ name, drifted, effect }) => (drifted ? (effect.psi ?? 0) * weigh(name) : 0));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const weighted = effects((name) => weightOf.get(name) ?? 0);
  const shares = sum(weighted) > 0 ? weighted : effects(() => 1);
  const all = sum(shares);
  return features.map((feature, k) => (feature.drifted ? { ...feature, effect_share: shares[k]! / all } : feature));
}

function weightedShare(features: FeatureDrift[], importance: VerdictOptions["importance"]): number | null {
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

export interface Seen {
  rows: DriftReport["rows"];
  kind: DriftReport["reference_kind"];
  measured: Measured[];
  /** Columns that are not there, or of another type. */
  findings: Found[];
  /** What the checks of quality found, breaking ones first. */
  found: Found[];
}

/** The report but for its seconds. */
export function verdict({ rows, kind, measured, findings, found }: Seen, options: VerdictOptions): DriftReport {
  const { warn = 0.1, alert = 0.25, share: threshold = 0.3 } = options;
  const features = withEffectShares(judge(measured, warn, alert), options.importance);
  const judged = features.filter(({ q_value }) => q_value !== null);
  const share = judged.length > 0 ? judged.filter((feature) => feature.drifted).length / judged.length : 0;
  const drifted = share > threshold;
  const quality = [...findings, ...found];
  const broken = quality.some(({ breaking }) => breaking);
  return {
    drifted,
    share,
    weighted_share: weightedShare(features, options.importance),
    threshold,
    rows,
    features,
    quality,
    reference_kind: kind,
    verdict: !enoughRows(rows) ? "too_few_rows" : broken ? "data_break" : drifted ? "drift" : "no_drift",
    seconds: { read: 0, compute: 0, total: 0 },
  };
}
