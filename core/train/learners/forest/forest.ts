/** Trees on the same bins whose leaf values are averaged: what random forest, extra trees and decision tree share. */
import { createRng, deriveSeed } from "../../../shared/index.ts";
import type { Matrix, Predictor, Tree } from "../../model.ts";
import { withRanges } from "../bin-ranges.ts";
import { binMatrix } from "../binning.ts";
import { throwIfCancelled } from "../cancel.ts";
import type { FitContext, Labels } from "../learner.ts";
import { ClassScan } from "./class-scan.ts";
import { bootstrapSample, wholeSample } from "./sample.ts";
import type { Scan } from "./scan.ts";
import { ValueScan } from "./value-scan.ts";
import { type VotingRules, VotingTreeGrower } from "./voting-tree.ts";

export interface ForestSettings extends VotingRules {
  trees: number;
  bootstrap: boolean;
}

/** Cells worked on between two looks at whether the fit was cancelled: some milliseconds. */
const CELLS_PER_POLL = 1_000_000;

/** Two classes are a 0/1 number: Gini impurity is then twice its variance, and two sums do. */
function scanFor(labels: Labels): Scan {
  if (labels.task === "regression") return new ValueScan(labels.values, 1);
  if (labels.classes === 2) return new ValueScan(Float64Array.from(labels.values), 2);
  return new ClassScan(labels.values, labels.classes);
}

/** @returns class shares (width = classes), or means, averaged over the trees. */
export function fitForest(matrix: Matrix, labels: Labels, settings: ForestSettings, context: FitContext): Predictor {
  const binned = withRanges(binMatrix(matrix, { poll: () => throwIfCancelled(context) }), matrix.columns);
  const scan = scanFor(labels);
  let work = 0;
  const poll = (cells: number) => {
    work += cells;
    if (work < CELLS_PER_POLL) return;
    work = 0;
    throwIfCancelled(context);
  };
  const grower = new VotingTreeGrower(binned, scan, settings, poll);
  const trees: Tree[] = [];
  for (let tree = 0; tree < settings.trees; tree++) {
    throwIfCancelled(context);
    // Each tree has its own sequence, so that trees can be grown in any order.
    const rng = createRng(deriveSeed(context.seed, `tree ${tree}`));
    const sample = settings.bootstrap
      ? bootstrapSample(matrix.rows, context.weights, rng)
      : wholeSample(matrix.rows, context.weights);
    trees.push(grower.grow(sample, rng));
    context.onProgress?.((tree + 1) / settings.trees);
  }
  return {
    kind: "trees",
    trees,
    base: new Array<number>(scan.width).fill(0),
    aggregate: "mean",
    link: "identity",
  };
}
