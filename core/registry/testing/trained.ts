/** The smallest finished training: a model that always answers 4.5, for tests of what is kept about it. */
import type { ModelSchema } from "../../contract/index.ts";
import type { TrainedModel } from "../../train/index.ts";
import type { NewVersion } from "../register.ts";

export const schema: ModelSchema = {
  task: "regression",
  target: "y",
  classes: [],
  positive: null,
  features: [
    {
      name: "x",
      type: "number",
      nullable: true,
      missingTokens: [],
      range: { min: 0, max: 9, low: -9, high: 18, source: "learned" },
      integer: false,
    },
  ],
  time: [],
};

export const trained: TrainedModel = {
  model: {
    format: 1,
    task: "regression",
    classes: [],
    positive: null,
    learner: "baseline",
    parameters: {},
    encodings: [
      { kind: "numeric", feature: "x", impute: 4.5, center: 4.5, scale: 3, indicator: true },
      { kind: "target_mean", feature: "x", levels: ["a"], means: Float64Array.of(1.5), fallback: 0 },
    ],
    predictor: { kind: "constant", outputs: [4.5], link: "identity" },
    target: { center: 0, scale: 1 },
    threshold: null,
    interval: null,
  },
  onnx: Uint8Array.of(8, 9, 18, 0),
  graph: { bytes: 4, us_per_row: 1 },
  parity: { rows: 10, max_abs_error: 0, max_rel_error: 0 },
  metrics: { rmse: 2.9, r2: 0 },
  intervals: { rmse: [2, 4] },
  primary_metric: "rmse",
  leaderboard: [{ rank: 1, learner: "baseline", status: "ok", metrics: { rmse: 2.9 } }],
  holdout: { rows: 2, split: "random" },
  importance: [{ feature: "x", importance: 0 }],
  inspection: { rows: 0, confusion: null, curves: [], reliability: [], residuals: null, segments: [], limits: [] },
  held_out: {
    table: { rows: 0, columns: [] },
    scores: { outputs: 1, values: new Float64Array(0) },
    truth: new Float64Array(0),
  },
  statistics: {
    x: { type: "number", rows: 10, missing: 0, mean: 4.5, sd: 3.03, min: 0, max: 9, distinct: 10, quantiles: [0, 9] },
  },
  fitted_on: "all",
  beats_baseline: false,
  calibration: null,
  warnings: [],
  seconds: { train: 0.1, export: 0.1 },
};

export const newVersion = (model: string, changes: Partial<NewVersion> = {}): NewVersion => ({
  model,
  schema,
  trained,
  dataset: { sha256: "d".repeat(64), rows: 10, from: null, to: null },
  trigger: "train",
  parent: null,
  seed: 1,
  author: "test",
  report: { file: "x.csv" },
  ...changes,
});
