/** Why a row got its answer: what each feature added. Exact on the raw score of every kind of predictor. */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { z } from "zod";
import type { Cell, ClassLabel, ExplainedScale, ModelSchema } from "../../contract/index.ts";
import { type CellValue, tableOf } from "../../data/index.ts";
import { type Blend, decideLabels, encode, type FittedModel, type Predictor, score } from "../../train/index.ts";
import { blendParts, type Parts } from "./blend.ts";
import { addTreeShap, expectedValue } from "./tree-shap.ts";

export interface Explanation {
  contributions: { feature: string; value: z.infer<typeof Cell>; contribution: number }[];
  base_value: number;
  /** The class whose raw score is explained; absent for numbers. */
  explained_class?: ClassLabel;
  explained_scale: ExplainedScale;
}

/** Other requests get their turn after so many ms: a large forest takes longer than they should wait. */
const TURN = 5;

async function explainTrees(
  predictor: Extract<Predictor, { kind: "trees" }>,
  cells: Float32Array,
  output: number,
): Promise<Parts> {
  const columns = new Float64Array(cells.length);
  const trees = predictor.trees.filter((tree) => output >= tree.output && output < tree.output + tree.width);
  let sum = 0;
  let since = performance.now();
  for (const tree of trees) {
    addTreeShap(tree, cells, output - tree.output, columns);
    sum += expectedValue(tree, output - tree.output);
    if (performance.now() - since < TURN) continue;
    await nextTurn();
    since = performance.now();
  }
  const divisor = predictor.aggregate === "mean" ? Math.max(1, predictor.trees.length) : 1;
  return { base: predictor.base[output]! + sum / divisor, columns: columns.map((value) => value / divisor) };
}

/** A standardised number adds its weight times its distance from the mean; a category the weight of its level. */
function explainLinear(predictor: Extract<Predictor, { kind: "linear" }>, cells: Float32Array, output: number): Parts {
  const weights = predictor.weights[output]!;
  return {
    base: predictor.bias[output]!,
    columns: Float64Array.from(cells, (cell, column) => (weights[column] === 0 ? 0 : weights[column]! * cell)),
  };
}

async function explainPredictor(predictor: Predictor, cells: Float32Array, output: number): Promise<Parts> {
  if (predictor.kind === "trees") return explainTrees(predictor, cells, output);
  if (predictor.kind === "linear") return explainLinear(predictor, cells, output);
  return { base: predictor.outputs[output]!, columns: new Float64Array(cells.length) };
}

const rawOutputs = (predictor: Predictor): number => {
  if (predictor.kind === "trees") return predictor.base.length;
  return predictor.kind === "linear" ? predictor.weights.length : predictor.outputs.length;
};

async function explainBlend(blend: Blend, cells: Float32Array, code: number): Promise<Parts> {
  const explained: Parts[][] = [];
  for (const { predictor } of blend.members) {
    const parts: Parts[] = [];
    for (let output = 0; output < rawOutputs(predictor); output++)
      parts.push(await explainPredictor(predictor, cells, output));
    explained.push(parts);
  }
  return blendParts(blend, explained, code);
}

/**
 * What is explained. Numbers: the answer itself, in its unit; of counts (`exponential`) its logarithm. Two classes: the
 * positive class, its log-odds (boosting, logistic) or its share of votes (forests). More classes: the same of the
 * decided class. A blend: its value, or the class's probability. All of it before calibration.
 */
async function explainModel(model: FittedModel, cells: Float32Array, code: number): Promise<Parts> {
  const { predictor, target, task } = model;
  if (predictor.kind === "blend") return explainBlend(predictor, cells, code);
  const { base, columns } = await explainPredictor(predictor, cells, rawOutputs(predictor) === 1 ? 0 : code);
  if (task !== "regression") return { base, columns };
  if (predictor.link === "exponential") return { base: Math.log(target.scale) + base, columns };
  return { base: target.center + target.scale * base, columns: columns.map((x) => target.scale * x) };
}

/** What the raw score of `explainModel` is counted in. */
function scaleOf({ predictor, task }: FittedModel): ExplainedScale {
  if (task === "regression") return predictor.link === "exponential" ? "log_value" : "value";
  if (predictor.link === "sigmoid") return "log_odds";
  return predictor.link === "softmax" ? "score" : "probability";
}

function explainedCode({ task }: FittedModel, decided: number): number {
  if (task === "regression") return 0;
  return task === "binary" ? 1 : decided;
}

/**
 * @param values a validated row, in the schema's order
 * @returns contributions in the schema's order; they and `base_value` add up to what is explained
 */
export async function explainRow(model: FittedModel, schema: ModelSchema, values: CellValue[]): Promise<Explanation> {
  const table = tableOf(schema, [values]);
  const decided = model.task === "regression" ? 0 : decideLabels(model, score(model, table))[0]!;
  const code = explainedCode(model, decided);
  const matrix = encode(model.encodings, table);
  const cells = Float32Array.from(matrix.columns, (column) => column.values[0]!);
  const { base, columns } = await explainModel(model, cells, code);

  const byFeature = new Map(schema.features.map(({ name }) => [name, 0]));
  for (const [i, { feature }] of matrix.columns.entries())
    byFeature.set(feature, byFeature.get(feature)! + columns[i]!);
  return {
    contributions: schema.features.map(({ name, type }, i) => {
      const value = values[i]!;
      const shown = type === "datetime" && typeof value === "number" ? new Date(value).toISOString() : value;
      return { feature: name, value: shown, contribution: byFeature.get(name)! };
    }),
    base_value: base,
    explained_scale: scaleOf(model),
    ...(model.task === "regression" ? {} : { explained_class: model.classes[code] }),
  };
}
