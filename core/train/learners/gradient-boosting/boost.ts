/** The rounds of boosting: derivatives, a tree per output on them, its values, the rows' new scores. */
import { HomeostatError } from "../../../contract/index.ts";
import { createRng, deriveSeed, type Rng } from "../../../shared/index.ts";
import type { Matrix, Predictor, Tree } from "../../model.ts";
import { binMatrix } from "../binning.ts";
import { throwIfCancelled } from "../cancel.ts";
import type { FitContext, Labels, Parameters } from "../learner.ts";
import { rowWeights } from "../row-weights.ts";
import { weightedQuantile } from "../weighted.ts";
import { Booster } from "./booster.ts";
import { Grower, type Grown } from "./grow.ts";
import { type Loss, lossFor } from "./loss.ts";
import { monotoneDirections, readSettings, type Settings } from "./settings.ts";
import { within } from "./split.ts";
import { Watch, watchedRows, withoutRows } from "./watch.ts";

/** A random subset, ascending; at least one. */
function sampleColumns(columns: number, share: number, rng: Rng): Int32Array {
  const all = Int32Array.from({ length: columns }, (_, at) => at);
  if (share >= 1) return all;
  return rng
    .shuffle(all)
    .slice(0, Math.max(1, Math.round(columns * share)))
    .sort();
}

/** What each leaf is worth: the Newton step of its rows, from exact gradients, or their residuals' quantile. */
function leafValues(
  { leaves, builder }: Grown,
  booster: Booster,
  problem: { labels: Labels; weights: Float64Array | undefined; loss: Loss; settings: Settings },
): void {
  const { labels, weights, loss, settings } = problem;
  const residualQuantile = (from: number, to: number, level: number): number => {
    const rows = booster.list.subarray(from, to);
    const residuals = Float64Array.from(rows, (row) => labels.values[row]! - booster.scores[0]![row]!);
    return weightedQuantile(residuals, level, weights && Float64Array.from(rows, (row) => weights[row]!));
  };
  booster.sumLeaves(leaves).forEach(({ gradient, hessian, weight }, at) => {
    const { from, to, node, bounds } = leaves[at]!;
    const divisor = hessian + settings.l2;
    const newton = divisor > 0 ? -gradient / divisor : 0;
    const step = loss.quantile === null ? newton : residualQuantile(from, to, loss.quantile);
    builder.setLeaf(node, [settings.learningRate * within(bounds, step)], weight);
  });
}

export function boost(matrix: Matrix, labels: Labels, parameters: Parameters, context: FitContext): Predictor {
  const settings = readSettings(parameters);
  const directions = monotoneDirections(parameters, matrix.columns);
  const weights = rowWeights(labels, parameters, context);
  const watched = watchedRows(matrix.rows, settings, context);
  const seen = watched === undefined ? { labels, weights } : withoutRows(labels, weights, watched);
  const loss = lossFor(seen.labels, parameters, seen.weights);
  if (loss.quantile !== null && directions.some((direction) => direction !== 0))
    throw new HomeostatError("WRONG_USE", { reason: "the quantile loss cannot be held monotone." });
  const poll = () => throwIfCancelled(context);
  const binned = binMatrix(matrix, { bins: settings.bins, threads: context.threads, poll });
  const booster = new Booster({ binned, labels: labels.values, weights, watched, directions, loss, ...settings });
  const grower = new Grower(booster, binned, { ...settings, directions }, poll);
  const watch = watched && settings.patience !== null ? new Watch(watched, settings.patience) : null;
  const sampled = settings.rowShare < 1 || settings.columnShare < 1;
  const outputs = loss.base.length;
  const trees: Tree[] = [];

  for (let round = 0; round < settings.trees; round++) {
    poll();
    booster.derive();
    const rng = createRng(deriveSeed(context.seed, `round ${round}`));
    const treesBefore = trees.length;
    for (let output = 0; output < outputs; output++) {
      poll();
      const listed = booster.sample(settings.rowShare, rng.int(2 ** 32));
      const columns = sampleColumns(matrix.columns.length, settings.columnShare, rng);
      const grown = grower.grow(output, listed, columns);
      if (grown.leaves.length === 1) continue;
      leafValues(grown, booster, { labels, weights, loss, settings });
      const tree = grown.builder.finish(output);
      booster.addTree(tree, grown.leaves, grown.splits);
      trees.push(tree);
    }
    // Where nothing is left to learn, later rounds would find the same.
    const isDone =
      (trees.length === treesBefore && !sampled) || watch?.isOver(booster.scores, labels, weights, loss, trees.length);
    context.onProgress?.(isDone ? 1 : (round + 1) / settings.trees);
    if (isDone) break;
  }
  const kept = watch === null ? trees : trees.slice(0, watch.bestTrees);
  if (kept.length === 0) return { kind: "constant", outputs: loss.base, link: loss.link };
  return { kind: "trees", trees: kept, base: loss.base, aggregate: "sum", link: loss.link };
}
