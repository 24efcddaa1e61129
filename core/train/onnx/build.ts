/** A fitted model as one ONNX file: raw named columns in, answers out. */
import { type ClassLabel, HomeostatError, type ModelSchema } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";
import type { Calibration, FittedModel, Predictor, TargetScale } from "../model.ts";
import { widthOf } from "../preprocess/index.ts";
import { predictorsOf } from "../reference/index.ts";
import { type EncodedInputs, encodingOps } from "./encodings.ts";
import { createGraph, type Graph, type TensorType, TYPES } from "./graph.ts";
import { outputNames } from "./outputs.ts";
import { categorySplits, treeOps } from "./trees.ts";

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

type Linear = Extract<Predictor, { kind: "linear" }>;

const inDouble = (graph: Graph, tensor: string): string => graph.op("Cast", [tensor], { to: TYPES.double });

/** Columns without any weight are left out: those of a blend's other members may hold NaN, and 0 × NaN is NaN. */
function linearOps(graph: Graph, { weights, bias }: Linear, inputs: EncodedInputs): string {
  const { positions, width } = inputs;
  const outputs = weights.length;
  const used = [...positions.keys()]
    .filter((column) => weights.some((weight) => weight[column] !== 0))
    .sort((a, b) => positions[a]! - positions[b]!);
  const places = used.map((column) => positions[column]!);
  const columns =
    used.length < width
      ? graph.op("Gather", [inputs.matrix, graph.constant("int64", [used.length], places)], { axis: 1 })
      : inputs.matrix;
  const slopes = used.flatMap((column) => weights.map((weight) => weight[column]!));
  const matrix = graph.constant("double", [used.length, outputs], slopes);
  const product = graph.op("MatMul", [inDouble(graph, columns), matrix]);
  return graph.op("Add", [product, graph.constant("double", [1, outputs], bias)]);
}

/** The same outputs for every row: [N, 1] zeros plus [1, outputs]. */
function constantOps(graph: Graph, outputs: readonly number[], feature: string): string {
  const shape = graph.op("Shape", [feature]);
  const zeros = graph.op("Expand", [graph.constant("double", [1, 1], [0]), shape]);
  return graph.op("Add", [zeros, graph.constant("double", [1, outputs.length], outputs)]);
}

/** A predictor that reads no cell as the constant that it is. */
function folded(predictor: Predictor): Predictor {
  const constant = (outputs: number[]): Predictor => ({ kind: "constant", outputs, link: predictor.link });
  if (predictor.kind === "trees" && predictor.trees.length === 0) return constant(predictor.base);
  if (predictor.kind === "linear" && predictor.weights.every((weight) => weight.every((slope) => slope === 0)))
    return constant(predictor.bias);
  return predictor;
}

/** The raw outputs of the predictor, or of each member of a blend; all read one matrix. */
function rawOps(graph: Graph, model: FittedModel, schema: ModelSchema): string[] {
  const first = schema.features[0];
  if (!first) throw new HomeostatError("NO_FEATURES", { reason: "the schema has none" });
  const predictors = predictorsOf(model.predictor).map(folded);
  const trees = predictors.flatMap((predictor) => (predictor.kind === "trees" ? predictor.trees : []));
  const splits = categorySplits(trees, levelCounts(model));
  const readsCells = predictors.some(({ kind }) => kind !== "constant");
  const inputs = readsCells ? encodingOps(graph, model.encodings, splits.columns) : null;
  return predictors.map((predictor) => {
    if (predictor.kind === "constant") return constantOps(graph, predictor.outputs, first.name);
    if (predictor.kind === "linear") return linearOps(graph, predictor, inputs!);
    return treeOps(graph, predictor, inputs!, splits);
  });
}

/** Raw outputs → values [N, 1], float64. */
function numberOps(graph: Graph, raw: string, link: Predictor["link"], { center, scale }: TargetScale): string {
  const number = link === "exponential" ? graph.op("Exp", [raw]) : raw;
  const scaled = graph.op("Mul", [number, graph.constant("double", [], [scale])]);
  return graph.op("Add", [graph.constant("double", [], [center]), scaled]);
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

/** Probabilities of two classes along a curve: its first value, and of each stretch as much as lies below p. */
function curveOps(graph: Graph, probabilities: string, curve: NonNullable<Calibration["curve"]>): string {
  const stretches = curve.slice(1).map((to, at) => ({ from: curve[at]!, to }));
  const row = (values: number[]): string => graph.constant("double", [1, values.length], values);
  const p = graph.op("Gather", [probabilities, graph.constant("int64", [1], [1])], { axis: 1 });
  const above = graph.op("Sub", [p, row(stretches.map(({ from }) => from.said))]);
  const within = graph.op("Min", [
    graph.op("Max", [above, graph.constant("double", [], [0])]),
    row(stretches.map(({ from, to }) => to.said - from.said)),
  ]);
  const slopes = stretches.map(({ from, to }) => (to.meant - from.meant) / (to.said - from.said));
  const rises = graph.op("Mul", [within, row(slopes)]);
  const total = graph.op("ReduceSum", [rises, graph.constant("int64", [1], [1])], { keepdims: 1 });
  const meant = graph.op("Add", [total, graph.constant("double", [], [curve[0]!.meant])]);
  return graph.op("Concat", [graph.op("Sub", [graph.constant("double", [], [1]), meant]), meant], { axis: 1 });
}

/** Probabilities, as `calibrated` of the reference predictor. */
function calibrationOps(graph: Graph, probabilities: string, calibration: Calibration): string {
  const { slope, offsets, smoothing, curve } = calibration;
  const said = curve ? curveOps(graph, probabilities, curve) : probabilities;
  const smoothed = graph.op("Add", [said, graph.constant("double", [], [smoothing])]);
  const sloped = graph.op("Mul", [graph.op("Log", [smoothed]), graph.constant("double", [], [slope])]);
  const odds = graph.op("Add", [sloped, graph.constant("double", [1, offsets.length], offsets)]);
  return graph.op("Softmax", [odds], { axis: 1 });
}

/** Values or probabilities; of a blend the weighted average of its members'. */
function answerOps(graph: Graph, model: FittedModel, schema: ModelSchema): string {
  const { predictor, task, target } = model;
  const raws = rawOps(graph, model, schema);
  const answer = (raw: string, link: Predictor["link"], scale: TargetScale): string =>
    task === "regression" ? numberOps(graph, raw, link, scale) : probabilityOps(graph, raw, link);
  if (predictor.kind !== "blend") return answer(raws[0]!, predictor.link, target);
  const weighted = predictor.members.map((member, at) =>
    graph.op("Mul", [
      answer(raws[at]!, member.predictor.link, member.target),
      graph.constant("double", [], [member.weight]),
    ]),
  );
  return weighted.reduce((sum, part) => graph.op("Add", [sum, part]));
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
  const answer = answerOps(graph, model, schema);
  if (model.task === "regression") graph.output(names.value, answer, "double", 1);
  else {
    const probabilities = model.calibration ? calibrationOps(graph, answer, model.calibration) : answer;
    graph.output(names.probabilities, probabilities, "double", model.classes.length);
    graph.output(names.label, labelOps(graph, probabilities, model.threshold, model.classes), "string", null);
  }
  return graph.encode(metadata(model, schema));
}
