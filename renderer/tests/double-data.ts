/** Made-up but plausible: two models, their versions, a month of checks, three incidents. */
import type { DriftReport, FeatureDrift } from "../../core/contract/drift.ts";
import type { ModelFacts } from "../../core/contract/facts.ts";
import type { Incident } from "../../core/contract/incidents.ts";
import type { Feature, ModelSchema } from "../../core/contract/model-schema.ts";
import type { Metrics, Stage } from "../../core/contract/names.ts";
import type { AuditEntry, VersionDetail } from "../../core/contract/registry.ts";
import type { GateVerdict, LeaderboardEntry } from "../../core/contract/train.ts";
import type { Check, Logged } from "./double-world.ts";

const HOUR = 3_600_000;
const at = (now: number, hours: number) => new Date(now - hours * HOUR).toISOString();
/** A fraction that looks random and is always the same for the same seeds. */
export const wobble = (...seeds: number[]) => {
  const x = Math.sin(seeds.reduce((sum, seed, i) => sum + seed * (12.9898 + 78.233 * i), 1)) * 43758.5453;
  return x - Math.floor(x);
};
const hash = (seed: number) =>
  Array.from({ length: 64 }, (_, i) => Math.floor(wobble(seed, i) * 16).toString(16)).join("");

const number = (name: string, min: number, max: number, integer = true, nullable = false): Feature => ({
  name,
  type: "number",
  nullable,
  missingTokens: nullable ? ["0"] : [],
  range: { min, max, low: Math.max(0, 2 * min - max), high: 2 * max - min, source: "learned" },
  integer,
});

export const SCHEMAS: Record<"diabetes" | "bike_demand", ModelSchema> = {
  diabetes: {
    task: "binary",
    target: "Outcome",
    classes: [0, 1],
    positive: 1,
    time: [],
    features: [
      number("Pregnancies", 0, 17),
      number("Glucose", 44, 199, true, true),
      number("BloodPressure", 24, 122, true, true),
      number("SkinThickness", 7, 99, true, true),
      number("Insulin", 14, 846, true, true),
      number("BMI", 18.2, 67.1, false, true),
      number("DiabetesPedigreeFunction", 0.078, 2.42, false),
      number("Age", 21, 81),
    ],
  },
  bike_demand: {
    task: "regression",
    target: "cnt",
    classes: [],
    positive: null,
    time: ["dteday"],
    features: [
      { name: "dteday", type: "datetime", nullable: false, missingTokens: [], format: "%Y-%m-%d" },
      number("hr", 0, 23),
      { name: "season", type: "category", nullable: false, missingTokens: [], categories: ["1", "2", "3", "4"] },
      { name: "holiday", type: "boolean", nullable: false, missingTokens: [], categories: ["0", "1"] },
      number("temp", 0.02, 1, false),
      number("hum", 0, 1, false),
      number("windspeed", 0, 0.8507, false),
    ],
  },
};
type Name = keyof typeof SCHEMAS;

const METRICS: Record<Name, (step: number) => Metrics> = {
  diabetes: (step) => ({
    roc_auc: 0.812 + 0.013 * step,
    accuracy: 0.753 + 0.012 * step,
    precision: 0.681 + 0.01 * step,
    recall: 0.611 + 0.02 * step,
    f1: 0.644 + 0.015 * step,
    pr_auc: 0.701 + 0.014 * step,
    log_loss: 0.492 - 0.012 * step,
    brier: 0.161 - 0.004 * step,
    ece: 0.051 - 0.004 * step,
    mcc: 0.462 + 0.02 * step,
  }),
  bike_demand: (step) => ({
    rmse: 46.2 - 4.1 * step,
    mae: 28.9 - 2.6 * step,
    mape: 0.41 - 0.04 * step,
    r2: 0.935 + 0.009 * step,
    mse: (46.2 - 4.1 * step) ** 2,
  }),
};

export function leaderboard(task: "binary" | "regression" | "multiclass"): LeaderboardEntry[] {
  const names = [
    ["gradient_boosting", 0.838, 0.41, 2.1],
    ["random_forest", 0.831, 0.62, 6.3],
    ["extra_trees", 0.829, 0.48, 6.1],
    [task === "regression" ? "ridge" : "logistic_regression", 0.826, 0.03, 0.3],
    ["decision_tree", 0.764, 0.01, 0.2],
    ["baseline", 0.5, 0.001, 0.1],
  ] as const;
  const entries: LeaderboardEntry[] = names.map(([learner, score, fit_seconds, predict_us_per_row], i) => ({
    rank: i + 1,
    learner,
    status: "ok",
    metrics:
      task === "regression"
        ? { rmse: 42.1 / score ** 3, mae: 26.3 / score ** 3 }
        : { roc_auc: score, accuracy: 0.5 + (score - 0.32) / 1.9 },
    fit_seconds,
    predict_us_per_row,
  }));
  return [
    ...entries,
    {
      rank: 7,
      learner: "ml_random_forest",
      status: "skipped",
      reason: "over 2,000 rows: its cost grows with the square",
    },
  ];
}

function statistics(schema: ModelSchema): Record<string, unknown> {
  return Object.fromEntries(
    schema.features.map((feature) => {
      if (feature.type === "category" || feature.type === "boolean") {
        const counts = Object.fromEntries(feature.categories.map((category, i) => [category, 400 - 90 * i]));
        return [feature.name, { type: feature.type, rows: 768, missing: 0, counts }];
      }
      const [min, max] =
        feature.type === "number" ? [feature.range.min, feature.range.max] : [1_293_840_000_000, 1_356_912_000_000];
      const quantiles = Array.from({ length: 101 }, (_, i) => min + (max - min) * (i / 100) ** 1.6);
      return [feature.name, { type: feature.type, rows: 768, missing: 0, mean: quantiles[55], sd: 1, quantiles }];
    }),
  );
}

function intervals(metrics: Metrics): VersionDetail["intervals"] {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, value]) => [name, [(value ?? 0) * 0.94, Math.min((value ?? 0) * 1.05, 1e9)]]),
  );
}

const HISTORY: Record<Name, { stage: Stage; hours: number; trigger: VersionDetail["trigger"]; rows: number }[]> = {
  diabetes: [
    { stage: "archived", hours: 31 * 24, trigger: "train", rows: 768 },
    { stage: "archived", hours: 20 * 24, trigger: "more_data", rows: 1012 },
    { stage: "production", hours: 9 * 24, trigger: "performance", rows: 1240 },
    { stage: "candidate", hours: 3, trigger: "drift", rows: 1466 },
  ],
  bike_demand: [
    { stage: "archived", hours: 26 * 24, trigger: "train", rows: 14_303 },
    { stage: "production", hours: 12 * 24, trigger: "schedule", rows: 17_379 },
  ],
};

const versionName = (i: number) => `v${String(i + 1).padStart(4, "0")}`;

export function version(
  model: string,
  schema: ModelSchema,
  i: number,
  given: { stage: Stage; at: string; trigger: VersionDetail["trigger"]; rows: number; metrics: Metrics },
): VersionDetail {
  const parent = i === 0 ? null : versionName(i - 1);
  return {
    model,
    version: versionName(i),
    stage: given.stage,
    learner: "gradient_boosting",
    metrics: given.metrics,
    created_at: given.at,
    trigger: given.trigger,
    parent,
    dataset_sha256: hash(i + 1),
    schema,
    statistics: statistics(schema),
    primary_metric: schema.task === "regression" ? "rmse" : "roc_auc",
    intervals: intervals(given.metrics),
    leaderboard: leaderboard(schema.task),
    importance: schema.features.map(({ name }, k) => ({ feature: name, importance: 0.4 * 0.62 ** ((k * 3 + 6) % 8) })),
    parity: { rows: given.rows, max_abs_error: 1.2e-7, max_rel_error: 1.2e-7 },
    lineage: {
      dataset_sha256: hash(i + 1),
      rows: given.rows,
      from: null,
      to: null,
      code_version: "0.1.0",
      seed: 0,
      parameters: { trees: 142, leaves: 31, learning_rate: 0.07, min_rows_in_leaf: 20 },
      parent,
      trigger: given.trigger,
      author: i === 0 ? "user" : "homeostat",
    },
    artifacts: [
      { name: "model.onnx", sha256: hash(11 + i), bytes: 412_331 },
      { name: "schema.json", sha256: hash(12 + i), bytes: 3120 },
      { name: "feature_statistics.json", sha256: hash(13 + i), bytes: 9822 },
      { name: "model_card.md", sha256: hash(14 + i), bytes: 2210 },
    ],
  };
}

export const versions = (name: Name, now: number): VersionDetail[] =>
  HISTORY[name].map(({ stage, hours, trigger, rows }, i) =>
    version(name, SCHEMAS[name], i, { stage, at: at(now, hours), trigger, rows, metrics: METRICS[name](i) }),
  );

const MOVES: Record<string, { strength: number; reason: string }> = {
  Glucose: { strength: 1, reason: "mean 121 → 143" },
  BMI: { strength: 0.55, reason: "mean 32.5 → 35.8" },
  Age: { strength: 0.34, reason: "mean 33.2 → 37.9" },
};

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
    reason: drifted && move ? move.reason : "as in training",
  };
}

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
    quality:
      share > 0.3
        ? [{ column: "Insulin", kind: "missing", evidence: "Empty in 61 % of rows, 49 % in training.", share: 0.61 }]
        : [],
    reference_kind: "exact",
    verdict: share > 0.3 ? "drift" : "no_drift",
    seconds: { read: 0.01, compute: 0.08, total: 0.09 },
  };
}

export function checks(name: Name, now: number): Check[] {
  const total = 28;
  return Array.from({ length: total }, (_, step) => ({
    at: at(now, (total - 1 - step) * 12 + 1),
    version: "v0003",
    report: driftReport(SCHEMAS[name], step, total - 1),
  }));
}

export const modelFacts = (name: Name, now: number, drift: DriftReport | null): ModelFacts => ({
  model: name,
  version: name === "diabetes" ? "v0003" : "v0002",
  at: at(now, 1),
  window: 500,
  drift,
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
  },
  error_alarms: name === "diabetes" ? ["adwin"] : [],
  new_labelled: 226,
  trained_rows: 1240,
  hours_since_outcome: 5,
  rejected_share: 0.004,
  outlier_share: 0.012,
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

export const PASSED: GateVerdict = {
  passed: true,
  checks: [
    { name: "Better on the newest 100 labelled rows (paired t)", ok: true, value: 2.41, limit: 1.64 },
    { name: "Exported model agrees with the trained one", ok: true, value: 1.2e-7, limit: 1e-5 },
    { name: "Calibration error", ok: true, value: 0.041, limit: 0.05 },
    { name: "Answers within, ms", ok: true, value: 0.7, limit: 200 },
  ],
};

export const REFUSED: GateVerdict = {
  passed: false,
  checks: [
    { name: "Better on the newest 100 labelled rows (paired t)", ok: false, value: 0.62, limit: 1.64 },
    { name: "Exported model agrees with the trained one", ok: true, value: 1.1e-7, limit: 1e-5 },
  ],
};

export function incidents(now: number): Incident[] {
  return [
    {
      id: "INC-0007",
      model: "diabetes",
      state: "held",
      diagnosis: "harmful_drift",
      decision: "retrain",
      opened_at: at(now, 4),
      closed_at: null,
      detected_ms: 5_400_000,
      recovered_ms: null,
      evidence: [
        "Glucose, BMI and Age have moved; together they carry 61 % of what the model looks at.",
        "ROC-AUC fell from 0.838 to 0.741 on 214 rows with known outcomes.",
        "Two checks in a row agree.",
      ],
      features: ["Glucose", "BMI", "Age"],
      waiting: true,
      champion: "v0003",
      challenger: "v0004",
      gate: PASSED,
      outcome: null,
      steps: [
        { at: at(now, 4), state: "open", note: "Three columns have drifted in two checks in a row." },
        {
          at: at(now, 3.9),
          state: "diagnosing",
          note: "The drift is harmful: it bears on what the model looks at most.",
        },
        {
          at: at(now, 3.8),
          state: "acting",
          note: "A challenger was trained on 1,466 rows, the newest 226 among them.",
        },
        {
          at: at(now, 3.2),
          state: "gating",
          note: "On the newest 100 labelled rows v0004 is clearly better than v0003.",
        },
        { at: at(now, 3.1), state: "held", note: "The policy asks first: approve it to put v0004 live." },
      ],
    },
    {
      id: "INC-0006",
      model: "diabetes",
      state: "closed",
      diagnosis: "concept_drift",
      decision: "retrain",
      opened_at: at(now, 9.2 * 24),
      closed_at: at(now, 9 * 24),
      detected_ms: 7_200_000,
      recovered_ms: 1_320_000,
      evidence: ["The error stream changed (ADWIN).", "Accuracy fell by 16 % on the newest 180 outcomes."],
      features: [],
      waiting: false,
      champion: "v0002",
      challenger: "v0003",
      gate: PASSED,
      outcome: "v0003 went live; accuracy is back at 0.777. About 31 wrong answers were saved since.",
      steps: [
        { at: at(now, 9.2 * 24), state: "open", note: "The answers are wrong more often than promised." },
        {
          at: at(now, 9.15 * 24),
          state: "acting",
          note: "Three ways to use the new rows were raced; all history with recent rows weighted up won.",
        },
        { at: at(now, 9.1 * 24), state: "gating", note: "v0003 beats v0002 on rows neither has seen." },
        { at: at(now, 9.05 * 24), state: "promoting", note: "v0003 went live in 11 ms; no request was lost." },
        { at: at(now, 9 * 24), state: "closed", note: "The next 200 outcomes confirm it." },
      ],
    },
    {
      id: "INC-0005",
      model: "bike_demand",
      state: "closed",
      diagnosis: "data_break",
      decision: "quarantine",
      opened_at: at(now, 15 * 24),
      closed_at: at(now, 14.6 * 24),
      detected_ms: 600_000,
      recovered_ms: 34_000_000,
      evidence: ["temp is 1.8 times what it was plus 32: it comes in Fahrenheit."],
      features: ["temp"],
      waiting: false,
      champion: "v0002",
      challenger: null,
      gate: null,
      outcome: "The feed was corrected; 318 rows stay set aside.",
      steps: [
        { at: at(now, 15 * 24), state: "open", note: "temp jumped within one window: a break, not drift." },
        {
          at: at(now, 15 * 24),
          state: "acting",
          note: "Rows with the broken column are set aside and never learned from.",
        },
        { at: at(now, 14.6 * 24), state: "closed", note: "temp is back in degrees Celsius." },
      ],
    },
  ];
}

export function audit(now: number): AuditEntry[] {
  const entries: [string, string, string, Record<string, unknown>][] = [
    ["user", "register", "diabetes@v0001", { learner: "gradient_boosting", rows: 768 }],
    ["user", "promote", "diabetes@v0001", { from: null, reason: "first version" }],
    ["user", "register", "bike_demand@v0001", { learner: "gradient_boosting", rows: 14_303 }],
    ["user", "promote", "bike_demand@v0001", { from: null, reason: "first version" }],
    ["homeostat", "register", "diabetes@v0002", { trigger: "more_data", rows: 1012 }],
    ["homeostat", "promote", "diabetes@v0002", { from: "v0001", reason: "the gate passed" }],
    ["user", "policy", "diabetes", { mode: "approve" }],
    ["homeostat", "quarantine", "bike_demand", { incident: "INC-0005", columns: ["temp"] }],
    ["homeostat", "register", "bike_demand@v0002", { trigger: "schedule", rows: 17_379 }],
    ["homeostat", "promote", "bike_demand@v0002", { from: "v0001", reason: "the gate passed" }],
    ["homeostat", "register", "diabetes@v0003", { trigger: "performance", rows: 1240 }],
    ["user", "approve", "INC-0006", { version: "v0003" }],
    ["homeostat", "promote", "diabetes@v0003", { from: "v0002", reason: "the gate passed" }],
    ["homeostat", "register", "diabetes@v0004", { trigger: "drift", rows: 1466 }],
  ];
  return entries.map(([actor, action, subject, detail], i) => ({
    seq: i + 1,
    at: at(now, (entries.length - i) * 51),
    actor,
    action,
    subject,
    detail,
    hash: hash(40 + i),
  }));
}
