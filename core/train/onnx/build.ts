/** A fitted model as one ONNX file: raw named columns in, answers out. */
import { type ClassLabel, HomeostatError, type ModelSchema } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";
import type { FittedModel, Predictor } from "../model.ts";
import { widthOf } from "../preprocess/index.ts";
import { type EncodedInputs, encodingOps } from "./encodings.ts";
import { createGraph, type Graph, type TensorType, TYPES } from "./graph.ts";
import { outputNames } from "./outputs.ts";
import { type CategorySplits, categorySplits, treeOps } from "./trees.ts";

const INPUT_TYPES: Record<ModelSchema["features"][number]["type"], TensorType> = {
  number: "float",
  category: "string",
  boolean: "string",
  datetime: "double",
};

/** Levels of the category code in a design matrix column; 0 where the column is none. */
function levelCounts(model: FittedModel): (column: number) => number {
  const counts: number[] = [];
  for (const encoding of model.encodings) {
    const levels = encoding.kind === "code" ? encoding.levels.length : 0;
    for (let k = 0; k < widthOf(encoding); k++) counts.push(levels);
  }
  return (column) => counts[column] ?? 0;
}

const inDouble = (graph: Graph, tensor: string): string => graph.op("Cast", [tensor], { to: TYPES.double });

function linearOps(graph: Graph, { weights, bias }: Extract<Predictor, { kind: "linear" }>, inputs: EncodedInputs) {
  const outputs = weights.length;
  const cells = new Float64Array(inputs.width * outputs);
  weights.forEach((weight, k) => {
    weight.forEach((slope, column) => {
      cells[inputs.positions[column]! * outputs + k] = slope;
    });
  });
  const matrix = graph.constant("double", [inputs.width, outputs], cells);
  const product = graph.op("MatMul", [inDouble(graph, inputs.matrix), matrix]);
  return graph.op("Add", [product, graph.constant("double", [1, outputs], bias)]);
}

/** The same outputs for every row: [N, 1] zeros plus [1, outputs]. */
function constantOps(graph: Graph, outputs: readonly number[], feature: string): string {
  const shape = graph.op("Shape", [feature]);
  const zeros = graph.op("Expand", [graph.constant("double", [1, 1], [0]), shape]);
  return graph.op("Add", [zeros, graph.constant("double", [1, outputs.length], outputs)]);
}

const noSplits: CategorySplits = { columns: new Map(), place: () => 0 };

function rawOps(graph: Graph, model: FittedModel, schema: ModelSchema): string {
  const { predictor } = model;
  const first = schema.features[0];
  if (!first) throw new HomeostatError("NO_FEATURES", { reason: "the schema has none" });
  if (predictor.kind === "constant") return constantOps(graph, predictor.outputs, first.name);
  if (predictor.kind === "trees" && predictor.trees.length === 0) return constantOps(graph, predictor.base, first.name);
  const splits = predictor.kind === "trees" ? categorySplits(predictor.trees, levelCounts(model)) : noSplits;
  const inputs = encodingOps(graph, model.encodings, splits.columns);
  return predictor.kind === "trees" ? treeOps(graph, predictor, inputs, splits) : linearOps(graph, predictor, inputs);
}

/** Raw outputs [N, width] → probabilities [N, classes], float64. */
function probabilityOps(graph: Graph, raw: string, link: Predictor["link"]): string {
  if (link === "softmax") return graph.op("Softmax", [raw], { axis: 1 });
  if (link === "identity") {
    const total = graph.op("ReduceSum", [raw, graph.constant("int64", [1], [1])], { keepdims: 1 });
    return graph.op("Div", [raw, total]);
  }
  const positive = graph.op("Sigmoid", [raw]);
  const negative = graph.op("Sub", [graph.constant("double", [], [1]), positive]);
  return graph.op("Concat", [negative, positive], { axis: 1 });
}

/** The decided class as text, [N]: by threshold for a binary model that has one, else the most probable. */
function labelOps(
  graph: Graph,
  probabilities: string,
  threshold: number | null,
  classes: readonly ClassLabel[],
): string {
  let index: string;
  if (threshold !== null && classes.length === 2) {
    const positive = graph.op("Gather", [probabilities, graph.constant("int64", [], [1])], { axis: 1 });
    const reached = graph.op("GreaterOrEqual", [positive, graph.constant("double", [], [threshold])]);
    index = graph.op("Cast", [reached], { to: TYPES.int64 });
  } else index = graph.op("ArgMax", [probabilities], { axis: 1, keepdims: 0 });
  return graph.ml("LabelEncoder", [index], {
    keys_int64s: { ints: classes.map((_, k) => k) },
    values_strings: classes.map(labelText),
    default_string: "",
  });
}

function metadata(model: FittedModel, schema: ModelSchema): Record<string, string> {
  return {
    task: model.task,
    target: schema.target,
    learner: model.learner,
    classes: JSON.stringify(model.classes),
    positive: JSON.stringify(model.positive),
    threshold: JSON.stringify(model.threshold),
    interval: JSON.stringify(model.interval),
  };
}

/**
 * ONNX opset 17 with ai.onnx.ml 3. Inputs as `toFeeds` makes them, one per feature, in the schema's order. Outputs:
 * `value`, float64 [N, 1], for regression; `probabilities`, float64 [N, classes], and `label`, string [N], for classes.
 */
export function buildOnnx(model: FittedModel, schema: ModelSchema): Uint8Array {
  const features = schema.features.map(({ name }) => name);
  const names = outputNames(features);
  const graph = createGraph([...features, ...Object.values(names)]);
  for (const { name, type } of schema.features) graph.input(name, INPUT_TYPES[type]);
  const raw = rawOps(graph, model, schema);
  if (model.task === "regression") {
    const number = model.predictor.link === "exponential" ? graph.op("Exp", [raw]) : raw;
    const scaled = graph.op("Mul", [number, graph.constant("double", [], [model.target.scale])]);
    const value = graph.op("Add", [graph.constant("double", [], [model.target.center]), scaled]);
    graph.output(names.value, value, "double", 1);
  } else {
    const probabilities = probabilityOps(graph, raw, model.predictor.link);
    graph.output(names.probabilities, probabilities, "double", model.classes.length);
    graph.output(names.label, labelOps(graph, probabilities, model.threshold, model.classes), "string", null);
  }
  return graph.encode(metadata(model, schema));
}
