/** A new version from a finished training: its row, and the files that make it reproducible and portable. */
import { type Expectation, HomeostatError, ModelName, type ModelSchema, say, type Trigger } from "../contract/index.ts";
import { modelCard, serializeHeldOut, serializeModel, settingsOf, type TrainedModel } from "../train/index.ts";
import type { NewRow } from "./versions.ts";

export interface NewVersion {
  model: string;
  schema: ModelSchema;
  trained: TrainedModel;
  dataset: { sha256: string; rows: number; from: string | null; to: string | null };
  trigger: Trigger;
  /** The version it is meant to replace. */
  parent: string | null;
  seed: number;
  author: string;
  /** What its rows are expected to look like, read from the training data. */
  expectations?: readonly Expectation[];
  /** Kept beside the version as it is: the report of `train`, for instance. */
  report: Record<string, unknown>;
}

/** The name becomes a folder: only what the contract allows is let through. */
export function checkModelName(name: string): void {
  if (!ModelName.safeParse(name).success)
    throw new HomeostatError("WRONG_USE", {
      reason: say("cannotName", { name }),
    });
}

/** One model answers one question: a version that answers another would change what its callers are told. */
export function checkSameQuestion(model: { name: string; task: string; target: string }, schema: ModelSchema): void {
  if (model.task === schema.task && model.target === schema.target) return;
  throw new HomeostatError("WRONG_USE", {
    reason: [
      say("anotherQuestion", {
        ...{ model: model.name, target: model.target, task: model.task },
        ...{ wanted: schema.target, wantedTask: schema.task },
      }),
      say("chooseName"),
    ].join(" "),
  });
}

export function versionRow(input: NewVersion, version: string, createdAt: string, codeVersion: string): NewRow {
  const { model, schema, trained, dataset, trigger, parent, seed, author } = input;
  return {
    model,
    version,
    learner: trained.model.learner,
    metrics: trained.metrics,
    created_at: createdAt,
    trigger,
    parent,
    dataset_sha256: dataset.sha256,
    schema,
    statistics: trained.statistics,
    primary_metric: trained.primary_metric,
    threshold: trained.model.threshold,
    intervals: trained.intervals,
    leaderboard: trained.leaderboard,
    importance: trained.importance,
    parity: trained.parity,
    lineage: {
      dataset_sha256: dataset.sha256,
      rows: dataset.rows,
      from: dataset.from,
      to: dataset.to,
      code_version: codeVersion,
      seed,
      parameters: settingsOf(trained.model),
      parent,
      trigger,
      author,
    },
  };
}

const plainArrays = (_key: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as unknown as ArrayLike<number>) : value;
const json = (value: unknown): string => `${JSON.stringify(value, plainArrays, 2)}\n`;

/** File name → content. `model.json` feeds the reference predictor, `model.onnx` everything else. */
export function versionFiles(input: NewVersion, row: NewRow): Record<string, string | Uint8Array> {
  const { trained, schema } = input;
  const { metrics, intervals, primary_metric, holdout, parity, graph, fitted_on, beats_baseline, warnings, seconds } =
    trained;
  const { encodings, target, threshold, interval } = trained.model;
  return {
    "model.onnx": trained.onnx,
    "model.json": serializeModel(trained.model),
    "schema.json": json(schema),
    "feature_statistics.json": json(trained.statistics),
    "metrics.json": json({
      primary_metric,
      metrics,
      intervals,
      holdout,
      parity,
      graph,
      fitted_on,
      beats_baseline,
      warnings,
      seconds,
    }),
    "leaderboard.json": json(trained.leaderboard),
    "expectations.json": json(input.expectations ?? []),
    "inspection.json": json(trained.inspection),
    "held_out.json": serializeHeldOut(trained.held_out),
    "preprocessing.json": json({ encodings, target, threshold, interval }),
    "model_card.md": modelCard({
      model: row.model,
      version: row.version,
      schema,
      trained,
      dataset: input.dataset,
      createdAt: row.created_at,
    }),
  };
}
