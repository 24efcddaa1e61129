/**
 * Exact Shapley values of one tree, path-dependent: Algorithm 2 of Lundberg, Erion, Lee, "Consistent Individualized
 * Feature Attribution for Tree Ensembles", 2018 (https://arxiv.org/abs/1802.03888). A feature that is not known
 * follows both branches, weighted by the training rows that went each way (`cover`).
 */
import type { Tree } from "../../train/index.ts";

/** A feature on the way to a node: the share of paths that pass when it is unknown (`zero`) or known (`one`). */
interface Step {
  column: number;
  zero: number;
  one: number;
  weight: number;
}

/** The path with one more feature: weights of all subset sizes, updated. */
function extend(path: readonly Step[], zero: number, one: number, column: number): Step[] {
  const depth = path.length;
  const next = path.map((step) => ({ ...step }));
  next.push({ column, zero, one, weight: depth === 0 ? 1 : 0 });
  for (let i = depth - 1; i >= 0; i--) {
    next[i + 1]!.weight += (one * next[i]!.weight * (i + 1)) / (depth + 1);
    next[i]!.weight = (zero * next[i]!.weight * (depth - i)) / (depth + 1);
  }
  return next;
}

/** The path as it would be without its `at`-th feature: the inverse of `extend`. */
function unwind(path: readonly Step[], at: number): Step[] {
  const depth = path.length - 1;
  const { one, zero } = path[at]!;
  const next = path.map((step) => ({ ...step }));
  let ahead = next[depth]!.weight;
  for (let i = depth - 1; i >= 0; i--) {
    if (one !== 0) {
      const kept = next[i]!.weight;
      next[i]!.weight = (ahead * (depth + 1)) / ((i + 1) * one);
      ahead = kept - (next[i]!.weight * zero * (depth - i)) / (depth + 1);
    } else next[i]!.weight = (next[i]!.weight * (depth + 1)) / (zero * (depth - i));
  }
  for (let i = at; i < depth; i++) next[i] = { ...next[i + 1]!, weight: next[i]!.weight };
  return next.slice(0, depth);
}

/** The sum of the weights that `unwind` would leave, without making the path: most of the work is this. */
function unwoundSum(path: readonly Step[], at: number): number {
  const depth = path.length - 1;
  const { one, zero } = path[at]!;
  let ahead = path[depth]!.weight;
  let sum = 0;
  for (let i = depth - 1; i >= 0; i--) {
    const { weight } = path[i]!;
    if (one !== 0) {
      const unwound = (ahead * (depth + 1)) / ((i + 1) * one);
      sum += unwound;
      ahead = weight - (unwound * zero * (depth - i)) / (depth + 1);
    } else sum += (weight * (depth + 1)) / (zero * (depth - i));
  }
  return sum;
}

/** Where a row goes at a node, exactly as the reference predictor decides it. */
function goesLeft(tree: Tree, node: number, x: number): boolean {
  if (Number.isNaN(x)) return tree.missingLeft[node] === 1;
  const codes = tree.leftCodes?.[node];
  return codes ? codes.includes(x) : x <= tree.threshold[node]!;
}

/**
 * Adds the Shapley values of a tree's answer to one row.
 * @param cells the row's design matrix cells
 * @param output which of the tree's values is explained
 * @param into per matrix column, added to
 */
export function addTreeShap(tree: Tree, cells: Float32Array, output: number, into: Float64Array): void {
  function visit(node: number, path: readonly Step[]): void {
    const column = tree.feature[node]!;
    if (column < 0) {
      const value = tree.values[node * tree.width + output]!;
      for (let i = 1; i < path.length; i++) {
        const { one, zero, column } = path[i]!;
        into[column]! += unwoundSum(path, i) * (one - zero) * value;
      }
      return;
    }
    const left = tree.left[node]!;
    const right = tree.right[node]!;
    const [hot, cold] = goesLeft(tree, node, cells[column]!) ? [left, right] : [right, left];
    // A feature met before is taken off the path and put on again with both conditions.
    const before = path.findIndex((step, i) => i > 0 && step.column === column);
    const { zero, one } = before < 0 ? { zero: 1, one: 1 } : path[before]!;
    const rest = before < 0 ? path : unwind(path, before);
    const cover = tree.cover[node]!;
    descend(hot, rest, cover > 0 ? (zero * tree.cover[hot]!) / cover : 0, one, column);
    descend(cold, rest, cover > 0 ? (zero * tree.cover[cold]!) / cover : 0, 0, column);
  }
  function descend(child: number, rest: readonly Step[], zero: number, one: number, column: number): void {
    // What neither the row nor any training row reaches adds nothing.
    if (zero > 0 || one > 0) visit(child, extend(rest, zero, one, column));
  }
  visit(0, extend([], 1, 1, -1));
}

/** The tree's mean answer over its training rows: what its Shapley values start from. */
export function expectedValue(tree: Tree, output: number): number {
  let sum = 0;
  for (let node = 0; node < tree.feature.length; node++)
    if (tree.feature[node]! < 0) sum += tree.cover[node]! * tree.values[node * tree.width + output]!;
  return sum / tree.cover[0]!;
}
