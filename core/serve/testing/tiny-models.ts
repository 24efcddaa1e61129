/** Hand-made models whose answers can be worked out on paper, and a registry that holds them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelSchema } from "../../contract/index.ts";
import { featureStatistics, type Table, tableOf } from "../../data/index.ts";
import { createRegistry, type NewVersion, type Registry } from "../../registry/index.ts";
import { type Database, type DataDir, openDatabase, openDataDir, simulatedClock } from "../../shared/index.ts";
import { exportModel, type FittedModel, type Tree } from "../../train/index.ts";

const feature = { nullable: true, missingTokens: [] };

/** sales = 100 + 10 × (bias + (price − 50) ÷ 25 + (North: 2)) */
export const salesSchema: ModelSchema = {
  task: "regression",
  target: "Net Sales",
  classes: [],
  positive: null,
  features: [
    {
      ...feature,
      ...{ name: "price", type: "number", integer: false },
      range: { min: 10, max: 100, low: 0, high: 190, source: "learned" },
    },
    { ...feature, name: "region", type: "category", categories: ["North", "South"] },
  ],
  time: [],
};

export const salesModel = (bias = 0): FittedModel => ({
  format: 1,
  task: "regression",
  classes: [],
  positive: null,
  learner: "ridge",
  parameters: {},
  encodings: [
    { kind: "numeric", feature: "price", impute: 50, center: 50, scale: 25, indicator: false },
    { kind: "one_hot", feature: "region", levels: ["North", "South"] },
  ],
  predictor: { kind: "linear", weights: [Float64Array.of(1, 2, 0)], bias: [bias], link: "identity" },
  target: { center: 100, scale: 10 },
  threshold: null,
  interval: { radius: 5, coverage: 0.9 },
});

export const salesTable: Table = tableOf(salesSchema, [
  [10, "North"],
  [50, "South"],
  [100, "North"],
  [null, null],
]);

/** Log-odds: 2 above a glucose of 120, else −1; missing goes left. Ages over 50 add 0.5. */
export const riskSchema: ModelSchema = {
  task: "binary",
  target: "Outcome",
  classes: [0, 1],
  positive: 1,
  features: [
    {
      ...feature,
      ...{ name: "glucose", type: "number", integer: true },
      range: { min: 50, max: 200, low: 0, high: 350, source: "learned" },
    },
    {
      ...feature,
      ...{ name: "age", type: "number", integer: true },
      range: { min: 20, max: 80, low: 20, high: 80, source: "user" },
    },
  ],
  time: [],
};

const stump = (column: number, threshold: number, low: number, high: number, cover: [number, number]): Tree => ({
  feature: Int32Array.of(column, -1, -1),
  threshold: Float32Array.of(threshold, 0, 0),
  left: Int32Array.of(1, 0, 0),
  right: Int32Array.of(2, 0, 0),
  missingLeft: Uint8Array.of(1, 0, 0),
  values: Float64Array.of(0, low, high),
  width: 1,
  output: 0,
  cover: Float64Array.of(cover[0] + cover[1], ...cover),
});

export const riskModel: FittedModel = {
  format: 1,
  task: "binary",
  classes: [0, 1],
  positive: 1,
  learner: "gradient_boosting",
  parameters: {},
  encodings: ["glucose", "age"].map((name) => ({
    ...{ kind: "numeric", feature: name, impute: null, center: 0, scale: 1, indicator: false },
    kind: "numeric",
  })),
  predictor: {
    kind: "trees",
    trees: [stump(0, 120, -1, 2, [6, 2]), stump(1, 50, 0, 0.5, [4, 4])],
    base: [0],
    aggregate: "sum",
    link: "sigmoid",
  },
  target: { center: 0, scale: 1 },
  threshold: null,
  interval: null,
};

export const riskTable: Table = tableOf(riskSchema, [
  [100, 30],
  [150, 60],
  [null, 40],
]);

/** A version ready to be registered, its ONNX model exported and proved. */
export async function newVersion(
  name: string,
  fitted: FittedModel,
  schema: ModelSchema,
  table: Table,
): Promise<NewVersion> {
  const exported = await exportModel(fitted, schema, table);
  const metric = schema.task === "regression" ? "rmse" : "roc_auc";
  return {
    model: name,
    schema,
    trained: {
      ...{ model: fitted, ...exported },
      ...{ metrics: { [metric]: 0.9 }, intervals: {}, primary_metric: metric },
      leaderboard: [{ rank: 1, learner: fitted.learner, status: "ok", metrics: { [metric]: 0.9 } }],
      holdout: { rows: 1, split: "random" },
      importance: schema.features.map((each) => ({ feature: each.name, importance: 0 })),
      inspection: { rows: 1, confusion: null, curves: [], reliability: [], residuals: null, segments: [], limits: [] },
      held_out: {
        table: { rows: 0, columns: [] },
        scores: { outputs: 1, values: new Float64Array() },
        truth: new Float64Array(),
      },
      statistics: featureStatistics(table, schema),
      ...{ fitted_on: "all", beats_baseline: true, calibration: null, warnings: [], seconds: { train: 0, export: 0 } },
    },
    dataset: { sha256: "d".repeat(64), rows: table.rows, from: null, to: null },
    ...{ trigger: "train", parent: null, seed: 1, author: "test", report: {} },
  };
}

const WHY = { actor: "test", reason: "test", gate: null };

export interface OpenModels extends Disposable {
  registry: Registry;
  db: Database;
  dir: DataDir;
  clock: ReturnType<typeof simulatedClock>;
  /** Registers a version of `sales` whose answers are 10 × `bias` higher. */
  addSales(bias: number, schema?: ModelSchema): Promise<string>;
  addRisk(): Promise<string>;
  promote(model: string, version: string): void;
}

/** A registry in a folder of its own, removed in the end; or in a given one, which stays. */
export function openModels(folder?: string): OpenModels {
  const dir = openDataDir(folder ?? mkdtempSync(join(tmpdir(), "homeostat-serve-")));
  const db = openDatabase(dir.database);
  const clock = simulatedClock(Date.UTC(2026, 0, 1));
  const registry = createRegistry({ db, dir, clock });
  return {
    ...{ registry, db, dir, clock },
    addSales: async (bias, schema = salesSchema) =>
      registry.register(await newVersion("sales", salesModel(bias), schema, salesTable)).version,
    addRisk: async () => registry.register(await newVersion("risk", riskModel, riskSchema, riskTable)).version,
    promote: (model, version) => void registry.promote(model, version, WHY),
    [Symbol.dispose]: () => {
      db.close();
      if (folder === undefined) rmSync(dir.root, { recursive: true, force: true });
    },
  };
}
