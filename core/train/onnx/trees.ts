/**
 * Tree ensembles as `TreeEnsembleRegressor` of ai.onnx.ml 3: leaf sums come out, the link follows as plain operations.
 *
 * ONNX sums leaves in float32. With one or two outputs each leaf value is therefore split into coarse and finer parts,
 * each a whole multiple of its own power of two, chosen so that every partial sum is exact; added up in float64 they
 * are the reference's sum, in whatever order a runtime adds. So a regression on a large scale keeps its small values.
 *
 * ai.onnx.ml 3 knows no sets of category codes: a split on one becomes a 0/1 column looked up by code, cut at 0.5.
 */
import type { Predictor, Tree } from "../model.ts";
import type { EncodedInputs } from "./encodings.ts";
import type { Graph } from "./graph.ts";

export type TreesPredictor = Extract<Predictor, { kind: "trees" }>;

/** Every distinct category split of an ensemble as a column of its own. */
export interface CategorySplits {
  /** Design matrix column → lookup tables, levels + 1 long: 0 goes left, 1 right. */
  columns: Map<number, Float32Array[]>;
  /** Which of its feature's columns a node uses. */
  place(tree: Tree, node: number): number;
}

const splitKey = (tree: Tree, node: number): string =>
  `${tree.feature[node]} ${tree.missingLeft[node]} ${tree.leftCodes![node]!.toSorted().join(",")}`;

/** @param levelsOf number of levels of the category code in a design matrix column */
export function categorySplits(trees: readonly Tree[], levelsOf: (column: number) => number): CategorySplits {
  const columns = new Map<number, Float32Array[]>();
  const places = new Map<string, number>();
  for (const tree of trees) {
    tree.leftCodes?.forEach((codes, node) => {
      if (codes === null) return;
      const key = splitKey(tree, node);
      if (places.has(key)) return;
      const feature = tree.feature[node]!;
      const goesRight = new Float32Array(levelsOf(feature) + 1).fill(1);
      for (const code of codes) if (code < goesRight.length - 1) goesRight[code] = 0;
      goesRight[goesRight.length - 1] = tree.missingLeft[node] === 1 ? 0 : 1;
      const own = columns.get(feature) ?? [];
      places.set(key, own.push(goesRight) - 1);
      columns.set(feature, own);
    });
  }
  return { columns, place: (tree, node) => places.get(splitKey(tree, node))! };
}

interface NodeLists {
  treeids: number[];
  nodeids: number[];
  featureids: number[];
  modes: string[];
  values: number[];
  trueids: number[];
  falseids: number[];
  missing: number[];
}

function nodeLists(trees: readonly Tree[], inputs: EncodedInputs, splits: CategorySplits): NodeLists {
  const lists: NodeLists = {
    treeids: [],
    nodeids: [],
    featureids: [],
    modes: [],
    values: [],
    trueids: [],
    falseids: [],
    missing: [],
  };
  trees.forEach((tree, t) => {
    tree.feature.forEach((feature, node) => {
      const leaf = feature < 0;
      const category = !leaf && tree.leftCodes?.[node] != null;
      lists.treeids.push(t);
      lists.nodeids.push(node);
      lists.modes.push(leaf ? "LEAF" : "BRANCH_LEQ");
      if (leaf) lists.featureids.push(0);
      else if (category) lists.featureids.push(inputs.extras.get(feature)![splits.place(tree, node)]!);
      else lists.featureids.push(inputs.positions[feature]!);
      if (category) lists.values.push(0.5);
      else lists.values.push(leaf ? 0 : tree.threshold[node]!);
      lists.trueids.push(leaf ? 0 : tree.left[node]!);
      lists.falseids.push(leaf ? 0 : tree.right[node]!);
      lists.missing.push(leaf || category ? 0 : tree.missingLeft[node]!);
    });
  });
  return lists;
}

/** Σ over the trees of the largest |leaf|: no sum can exceed it. */
function largestSum(trees: readonly Tree[]): number {
  let sum = 0;
  for (const tree of trees) {
    let largest = 0;
    for (let node = 0; node < tree.feature.length; node++)
      if (tree.feature[node]! < 0)
        for (let k = 0; k < tree.width; k++) largest = Math.max(largest, Math.abs(tree.values[node * tree.width + k]!));
    sum += largest;
  }
  return sum;
}

/** Parts per leaf value by number of outputs; with three and more, probabilities, plain float32 is enough. */
const PARTS: Record<number, number> = { 1: 3, 2: 2 };

/** A float32 counts to 2^24 exactly; one bit is left for rounding. */
const exactStep = (largest: number): number => 2 ** (Math.ceil(Math.log2(largest)) - 23);

/** Splits leaf values so that sums of each part are exact in float32; one part is the value as it is. */
function leafParts(trees: readonly Tree[], parts: number): (value: number) => number[] {
  const steps: number[] = [];
  for (let largest = largestSum(trees); steps.length < parts; largest = (trees.length * steps.at(-1)!) / 2)
    steps.push(largest > 0 ? exactStep(largest) : 1);
  if (parts === 1) return (value) => [value];
  return (value) => {
    let rest = value;
    return steps.map((step) => {
      const part = Math.round(rest / step) * step;
      rest -= part;
      return part;
    });
  };
}

interface TargetLists {
  treeids: number[];
  nodeids: number[];
  ids: number[];
  weights: number[];
}

function targetLists(trees: readonly Tree[], outputs: number, parts: number): TargetLists {
  const lists: TargetLists = { treeids: [], nodeids: [], ids: [], weights: [] };
  const split = leafParts(trees, parts);
  trees.forEach((tree, t) => {
    tree.feature.forEach((feature, node) => {
      if (feature >= 0) return;
      for (let k = 0; k < tree.width; k++)
        split(tree.values[node * tree.width + k]!).forEach((weight, part) => {
          lists.treeids.push(t);
          lists.nodeids.push(node);
          lists.ids.push(part * outputs + tree.output + k);
          lists.weights.push(weight);
        });
    });
  });
  return lists;
}

function ensemble(graph: Graph, inputs: EncodedInputs, nodes: NodeLists, targets: TargetLists, width: number): string {
  return graph.ml("TreeEnsembleRegressor", [inputs.matrix], {
    n_targets: width,
    aggregate_function: "SUM",
    nodes_treeids: { ints: nodes.treeids },
    nodes_nodeids: { ints: nodes.nodeids },
    nodes_featureids: { ints: nodes.featureids },
    nodes_modes: nodes.modes,
    nodes_values: { floats: nodes.values },
    nodes_truenodeids: { ints: nodes.trueids },
    nodes_falsenodeids: { ints: nodes.falseids },
    nodes_missing_value_tracks_true: { ints: nodes.missing },
    target_treeids: { ints: targets.treeids },
    target_nodeids: { ints: targets.nodeids },
    target_ids: { ints: targets.ids },
    target_weights: { floats: targets.weights },
  });
}

/** @returns float64 [N, outputs]: base + the sum (or mean) of the leaves */
export function treeOps(
  graph: Graph,
  predictor: TreesPredictor,
  inputs: EncodedInputs,
  splits: CategorySplits,
): string {
  const { trees, base, aggregate } = predictor;
  const outputs = base.length;
  const parts = PARTS[outputs] ?? 1;
  const targets = targetLists(trees, outputs, parts);
  const sums = ensemble(graph, inputs, nodeLists(trees, inputs, splits), targets, outputs * parts);
  let total = graph.op("Cast", [sums], { to: 11 });
  if (parts > 1) {
    const shape = graph.constant("int64", [3], [-1, parts, outputs]);
    const axis = graph.constant("int64", [1], [1]);
    total = graph.op("ReduceSum", [graph.op("Reshape", [total, shape]), axis], { keepdims: 0 });
  }
  if (aggregate === "mean") total = graph.op("Div", [total, graph.constant("double", [], [trees.length])]);
  return graph.op("Add", [total, graph.constant("double", [1, outputs], base)]);
}
