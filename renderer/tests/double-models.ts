/** Made-up but plausible: two models and their versions. */
import { z } from "zod";
import type { Inspection } from "../../core/contract/inspection.ts";
import type { Feature, ModelSchema } from "../../core/contract/model-schema.ts";
import type { Metrics, Stage } from "../../core/contract/names.ts";
import type { VersionDetail, VersionOutline } from "../../core/contract/registry.ts";
import type { LeaderboardEntry } from "../../core/contract/train.ts";

const HOUR = 3_600_000;
/** So many hours ago. */
export const at = (now: number, hours: number) => new Date(now - hours * HOUR).toISOString();
/** A fraction that looks random and is always the same for the same seeds. */
export const wobble = (...seeds: number[]) => {
  const x = Math.sin(seeds.reduce((sum, seed, i) => sum + seed * (12.9898 + 78.233 * i), 1)) * 43758.5453;
  return x - Math.floor(x);
};
export const hash = (seed: number) =>
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
export type Name = keyof typeof SCHEMAS;

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
    validation: task === "regression" ? 41.8 / score ** 3 : score - 0.004,
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
    // The third learnt from the same rows as the second.
    dataset_sha256: hash(i === 2 ? 2 : i + 1),
    schema,
    statistics: statistics(schema),
    primary_metric: schema.task === "regression" ? "rmse" : "roc_auc",
    intervals: intervals(given.metrics),
    leaderboard: leaderboard(schema.task),
    importance: schema.features.map(({ name }, k) => ({ feature: name, importance: 0.4 * 0.62 ** ((k * 3 + 6) % 8) })),
    parity: { rows: given.rows, max_abs_error: 1.2e-7, max_rel_error: 1.2e-7 },
    lineage: {
      dataset_sha256: hash(i === 2 ? 2 : i + 1),
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

/** As pages are given it: of the statistics the middle value, or the first category, which is the commonest. */
export function outlineOf({ statistics, ...detail }: VersionDetail): VersionOutline {
  const held = z.object({
    quantiles: z.array(z.number()).default([]),
    counts: z.record(z.string(), z.number()).default({}),
  });
  const typical = Object.entries(statistics).map(([name, its]) => {
    const { quantiles, counts } = held.parse(its);
    return [name, quantiles[50] ?? Object.keys(counts)[0] ?? null] as const;
  });
  return { ...detail, typical: Object.fromEntries(typical) };
}

export const versions = (name: Name, now: number): VersionDetail[] =>
  HISTORY[name].map(({ stage, hours, trigger, rows }, i) =>
    version(name, SCHEMAS[name], i, { stage, at: at(now, hours), trigger, rows, metrics: METRICS[name](i) }),
  );

const tenths = Array.from({ length: 10 }, (_, at) => at / 10);

/** What unseen rows showed, by the model's task. */
export const INSPECTIONS: Partial<Record<ModelSchema["task"], Inspection>> = {
  binary: {
    rows: 154,
    confusion: {
      labels: [0, 1],
      counts: [
        [86, 14],
        [18, 36],
      ],
    },
    curves: [
      {
        label: 1,
        roc: [...tenths.map((x): [number, number] => [x, Math.sqrt(x)]), [1, 1]],
        precision_recall: [...tenths.map((x): [number, number] => [x, 1 - 0.5 * x * x]), [1, 0.35]],
      },
    ],
    reliability: tenths.map((from, at) => ({ from, count: 15, said: from + 0.05, came_true: from + wobble(at) / 10 })),
    residuals: null,
    segments: [{ feature: "Age", value: "> 41.75", rows: 39, loss_ratio: 2.176, metric: 0.641, worse: true }],
    limits: ["It is worse than elsewhere where Age > 41.75 (39 rows)."],
  },
  regression: {
    ...{ rows: 3475, confusion: null, curves: [], reliability: [], segments: [] },
    residuals: {
      mean: -1.2,
      quantiles: [-88, -24, 1, 22, 91],
      histogram: { edges: tenths.map((x) => 200 * (x - 0.5)), counts: [12, 60, 240, 610, 900, 820, 520, 230, 83] },
      by_prediction: [],
    },
    limits: [
      "It does not extrapolate: whatever it is asked, its answers stay near what it has seen (1 to 977 on the rows that judged it).",
    ],
  },
};
