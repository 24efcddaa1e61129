/** Made-up but plausible: two weeks of checks in which three columns move, and the predictions behind them. */

import type { DriftReport, FeatureDrift, KeptReport } from "../../core/contract/drift.ts";
import type { ColumnOrder, DriftCourse, NewestCheck } from "../../core/contract/drift-course.ts";
import type { ModelFacts } from "../../core/contract/facts.ts";
import type { Incident } from "../../core/contract/incidents.ts";
import type { Feature, ModelSchema } from "../../core/contract/model-schema.ts";
import type { WindowPerformance } from "../../core/contract/performance.ts";
import type { VersionDetail } from "../../core/contract/registry.ts";
import { say } from "../../core/contract/sentences/say.ts";
import { at, type Name, SCHEMAS, wobble } from "./double-models.ts";
import type { Check, Logged } from "./double-world.ts";

const MOVES: Record<string, { strength: number; reason: string }> = {
  Glucose: { strength: 1, reason: "mean 121 → 143" },
  BMI: { strength: 0.55, reason: "mean 32.5 → 35.8" },
  Age: { strength: 0.34, reason: "mean 33.2 → 37.9" },
};

const MOVED = "2026-03-02T08:00:00.000Z";

/** Shares of a bell over ten bins, or falling ones over levels; what moved has slid along. */
function distribution(feature: Feature, moved: number): NonNullable<FeatureDrift["distribution"]> {
  const labels =
    feature.type === "number"
      ? Array.from({ length: 10 }, (_, k) => {
          const edge = (at: number) =>
            Math.round(feature.range.min + ((feature.range.max - feature.range.min) * at) / 10);
          return `${edge(k)} to ${edge(k + 1)}`;
        })
      : "categories" in feature
        ? feature.categories.map(String)
        : ["first", "second"];
  const bell = (middle: number) => {
    const heights = labels.map((_, k) => Math.exp(-(((k - middle) / 2) ** 2)));
    const all = heights.reduce((sum, height) => sum + height, 0);
    return heights.map((height) => height / all);
  };
  const [before, now] = [bell(labels.length / 3), bell(labels.length / 3 + 3 * moved)];
  return labels.map((label, k) => ({ label, reference: before[k]!, current: now[k]! }));
}

function featureDrift(feature: Feature, k: number, step: number, total: number): FeatureDrift {
  const move = MOVES[feature.name];
  const grown = Math.max(0, (step - total * 0.55) / (total * 0.45));
  const psi = 0.012 + 0.03 * wobble(k, step) + (move ? move.strength * grown ** 1.3 * 0.62 : 0);
  const drifted = psi >= 0.1;
  const numeric = feature.type === "number";
  return {
    name: feature.name,
    type: feature.type,
    drifted,
    severity: psi >= 0.25 ? "alert" : psi >= 0.1 ? "warn" : "none",
    effect: {
      psi,
      js: Math.sqrt(psi) * 0.36,
      wasserstein_std: numeric ? psi * 1.5 : null,
      ks: numeric ? Math.sqrt(psi) * 0.4 : null,
      hellinger: Math.sqrt(psi) * 0.3,
      kl: psi * 0.46,
    },
    p_value: drifted ? 0.0002 : 0.2 + 0.7 * wobble(k, step, 3),
    q_value: drifted ? 0.0008 : 0.4 + 0.5 * wobble(k, step, 4),
    null: "permutation",
    missing: { reference: 0.05 * wobble(k, 9), current: 0.05 * wobble(k, step, 8) },
    reason: drifted && move ? move.reason : feature.type === "number" ? "mean 100 → 101" : "“a” 50 % → 51 %",
    distribution: distribution(feature, drifted ? psi : 0),
  };
}

const LACKING = say("missingMore", { column: "Insulin", now: "61 %", before: "49 %" });

export function driftReport(schema: ModelSchema, step: number, total: number): DriftReport {
  const features = schema.features.map((feature, k) => featureDrift(feature, k, step, total));
  const share = features.filter(({ drifted }) => drifted).length / features.length;
  return {
    drifted: share > 0.3,
    share,
    weighted_share: Math.min(1, share * 1.4),
    threshold: 0.3,
    rows: { reference: 1240, current: 500 },
    features,
    changes: share > 0.3 ? [{ of: "Glucose", at: MOVED, earliest: MOVED, latest: MOVED }] : [],
    quality: share > 0.3 ? [{ column: "Insulin", kind: "missing", evidence: LACKING, share: 0.61 }] : [],
    reference_kind: "exact",
    verdict: share > 0.3 ? "drift" : "no_drift",
    seconds: { read: 0.01, compute: 0.08, total: 0.09 },
  };
}

const METRICS = {
  diabetes: { metric: "roc_auc", reference: 0.838, promised: [0.786, 0.889], worst: 0.741, half: 0.06 },
  numbers: { metric: "rmse", reference: 42.1, promised: [39.8, 44.9], worst: 43.6, half: 3.4 },
} as const;

/** Outcomes come late, so that the newest checks have an estimate alone. */
function performance(name: Name, step: number, total: number): WindowPerformance {
  const { metric, reference, promised, worst, half } = name === "diabetes" ? METRICS.diabetes : METRICS.numbers;
  const grown = Math.max(0, (step - total * 0.55) / (total * 0.45));
  const value = reference + (worst - reference) * grown + half * 0.3 * (wobble(step, 5) - 0.5);
  const isKnown = step < total - 4;
  const around = (middle: number, width: number): [number, number] => [middle - width, middle + width];
  return {
    realised: {
      ...{ metric, reference, reference_interval: [...promised], labelled: isKnown ? 214 : 0, drop: null },
      ...{ current: isKnown ? value : null, current_interval: isKnown ? around(value, half) : null },
      ...{ all: {}, intervals: {}, coverage: null },
    },
    estimated: {
      ...{ known: true, method: metric === "rmse" ? "loss_model" : "cbpe", metric, rows: 500, drop: null },
      ...{ value: value + half * 0.2, interval: around(value + half * 0.2, half * 0.7), metrics: {}, intervals: {} },
      ...{ reference, reference_interval: [...promised] },
    },
  };
}

export function checks(name: Name, now: number): Check[] {
  const total = 28;
  return Array.from({ length: total }, (_, step) => ({
    at: at(now, (total - 1 - step) * 12 + 1),
    version: "v0003",
    report: driftReport(SCHEMAS[name], step, total - 1),
    performance: performance(name, step, total - 1),
  }));
}

export const modelFacts = (name: Name, now: number, drift: DriftReport | null): ModelFacts => ({
  model: name,
  version: name === "diabetes" ? "v0003" : "v0002",
  at: at(now, 1),
  window: 500,
  drift,
  spans: [24, 168, 720].map((hours, k) => ({
    ...{ hours, windows: [2, 14, 28][k]!, rows: [1000, 7000, 14_000][k]!, drifted: [2, 9, 9][k]!, broken: 0 },
    ...{ share: 0.3, labelled: [0, 100, 100][k]!, metric: name === "diabetes" ? "roc_auc" : "rmse" },
    ...{ value: k === 0 ? null : name === "diabetes" ? 0.71 : 61.2 },
  })),
  prediction_drift: { psi: name === "diabetes" ? 0.19 : 0.02, p_value: 0.01, drifted: name === "diabetes" },
  outcome_drift: { psi: 0.03, p_value: 0.4, drifted: false },
  performance: {
    metric: name === "diabetes" ? "roc_auc" : "rmse",
    reference: name === "diabetes" ? 0.838 : 42.1,
    reference_interval: name === "diabetes" ? [0.786, 0.889] : [39.8, 44.9],
    current: name === "diabetes" ? 0.741 : 43.6,
    current_interval: name === "diabetes" ? [0.672, 0.806] : [40.1, 47.3],
    labelled: 214,
    drop: name === "diabetes" ? 0.116 : 0.036,
    all: {},
    intervals: {},
    coverage: null,
  },
  estimated: performance(name, 27, 27).estimated,
  calibration:
    name === "diabetes"
      ? {
          ...{ labelled: 214, gap: 0.051, p_value: 0.002, off: true },
          ece: { reference: 0.041, reference_interval: [0.028, 0.07], current: 0.098, current_interval: [0.07, 0.13] },
          brier: { reference: 0.161, reference_interval: [0.14, 0.18], current: 0.198, current_interval: [0.17, 0.22] },
        }
      : null,
  segments:
    name === "diabetes"
      ? [
          {
            ...{ feature: "Glucose", value: "above 141", rows: 71, reference: 0.74, current: 0.58 },
            ...{ interval: [0.46, 0.69], worse: true },
          },
          {
            ...{ feature: "Age", value: "to 24", rows: 48, reference: 0.86, current: 0.84 },
            ...{ interval: [0.73, 0.94], worse: false },
          },
        ]
      : [],
  cost:
    name === "diabetes"
      ? {
          ...{ unit: "EUR", reference: 0.52, reference_interval: [0.41, 0.63], labelled: 214, drop: 0.37 },
          ...{ current: 0.71, current_interval: [0.58, 0.84], estimated: { value: 0.66, interval: [0.59, 0.73] } },
        }
      : null,
  error_alarms: name === "diabetes" ? ["adwin"] : [],
  new_labelled: 226,
  trained_rows: 1240,
  hours_since_outcome: 5,
  rejected_share: 0.004,
  outlier_share: 0.012,
  forming: { rows: 213, since: at(now, 0.5), moved: ["Glucose"] },
});

export function predictions(name: Name, now: number): Logged[] {
  const schema = SCHEMAS[name];
  return Array.from({ length: 40 }, (_, i) => {
    const input = Object.fromEntries(
      schema.features.map((feature, k) => {
        const share = wobble(i, k);
        if (feature.type === "number") {
          const value = feature.range.min + share * (feature.range.max - feature.range.min);
          return [feature.name, feature.integer ? Math.round(value) : Number(value.toFixed(2))];
        }
        if (feature.type === "datetime") return [feature.name, at(now, i).slice(0, 10)];
        return [feature.name, feature.categories[Math.floor(share * feature.categories.length)] ?? null];
      }),
    );
    const yes = Number(wobble(i, 99) > 0.62);
    const prediction = schema.task === "regression" ? Math.round(wobble(i, 98) * 420) : yes;
    return {
      prediction_id: `01KAJ${String(7_000_000 + i * 7919)}QX${String(1000 + i)}`,
      at: at(now, i * 0.7 + 0.1),
      version: name === "diabetes" ? "v0003" : "v0002",
      input,
      prediction,
      outcome: i > 5 && i % 3 !== 0 ? (schema.task === "regression" ? prediction + 12 : yes) : null,
    };
  });
}

/** One report per incident about the data. */
export const keptReports = (incidents: readonly Incident[]): KeptReport[] =>
  incidents
    .filter(({ features }) => features.length > 0)
    .map(({ id, model, champion, opened_at, features }) => ({
      ...{ name: `data_drift_${opened_at.replaceAll(/[-:.]/g, "")}`, model, version: champion ?? "v0001" },
      ...{ at: opened_at, occasion: "incident", incident: id, verdict: "drift" },
      ...{ drifted: features.length, columns: 8 },
    }));

/** As the engine makes it of its stored checks. */
interface Asked {
  most: number;
  order: ColumnOrder;
  named?: string | undefined;
}
type Importance = VersionDetail["importance"];

/** The first columns of an order, and a named one after them. */
function firstOf<C extends { name: string }>(moved: readonly C[], importance: Importance, asked: Asked): C[] {
  const weight = ({ name }: C) => importance.find(({ feature }) => feature === name)?.importance ?? 0;
  const ordered = asked.order === "importance" ? moved.toSorted((a, b) => weight(b) - weight(a)) : moved;
  return ordered.filter(({ name }, place) => place < asked.most || name === asked.named);
}

export function driftCourse(
  stored: readonly Check[],
  importance: Importance,
  asked: Asked & { limit: number },
): DriftCourse {
  const checks = stored.slice(-asked.limit);
  const furthest = (name: string) =>
    Math.max(...checks.map(({ report }) => report.features.find((one) => one.name === name)?.effect.psi ?? 0));
  const all = [...new Set(checks.flatMap(({ report }) => report.features.map(({ name }) => name)))];
  const moved = all.toSorted((a, b) => furthest(b) - furthest(a)).map((name) => ({ name }));
  const columns = firstOf(moved, importance, asked).map(({ name }) => name);
  return {
    columns,
    total: all.length,
    checks: checks.map(({ at, version, report, performance }) => {
      const found = columns.map((name) => report.features.find((one) => one.name === name));
      const { verdict, drifted, share, threshold, rows } = report;
      return {
        ...{ at, version, verdict, drifted, share, threshold, rows: rows.current, performance },
        psi: found.map((feature) => feature?.effect.psi ?? null),
        moved: found.flatMap((feature, place) => (feature?.drifted ? [place] : [])),
      };
    }),
  };
}

export function newestCheck(stored: Check | undefined, importance: Importance, asked: Asked): NewestCheck | null {
  if (!stored) return null;
  const { at, version, report, performance } = stored;
  const psi = ({ effect }: FeatureDrift) => effect.psi ?? 0;
  const moved = report.features.toSorted((a, b) => Number(b.drifted) - Number(a.drifted) || psi(b) - psi(a));
  const features = firstOf(moved, importance, asked);
  return {
    ...{ at, version, performance, report: { ...report, features }, total: moved.length },
    importance: features.map(({ name }) => importance.find(({ feature }) => feature === name)?.importance ?? null),
    drifted: moved.filter(({ drifted }) => drifted).length,
    furthest: Math.max(...moved.map(psi)),
  };
}
