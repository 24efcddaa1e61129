/** Early stopping: the loss on rows that are not learnt from, round by round. */
import { createRng, deriveSeed } from "../../../shared/index.ts";
import type { FitContext, Labels } from "../learner.ts";
import type { Loss } from "./loss.ts";
import type { Settings } from "./settings.ts";

/** The rows that are only watched: the caller's, or a seeded share. Undefined where nothing is watched. */
export function watchedRows(
  rows: number,
  { patience, validationShare }: Settings,
  context: FitContext,
): Uint32Array | undefined {
  if (context.validation !== undefined || patience === null) return context.validation;
  const rng = createRng(deriveSeed(context.seed, "validation"));
  const order = rng.shuffle(Uint32Array.from({ length: rows }, (_, row) => row));
  return order.slice(0, Math.min(rows - 1, Math.ceil(rows * validationShare)));
}

/** Labels and weights of the rows that are learnt from. */
export function withoutRows<T extends Labels>(
  labels: T,
  weights: Float64Array | undefined,
  rows: Uint32Array,
): { labels: T; weights: Float64Array | undefined } {
  const left = new Set(rows);
  const isKept = (_: number, row: number): boolean => !left.has(row);
  return { labels: { ...labels, values: labels.values.filter(isKept) }, weights: weights?.filter(isKept) };
}

export class Watch {
  /** Trees up to and with the best round. */
  bestTrees = 0;
  readonly #rows: Uint32Array;
  readonly #patience: number;
  #best = Number.POSITIVE_INFINITY;
  #worseRounds = 0;

  /** @param patience rounds without progress that are borne */
  constructor(rows: Uint32Array, patience: number) {
    this.#rows = rows;
    this.#patience = patience;
  }

  /** Looks at the scores after a round. @returns whether there was no progress for too long */
  isOver(
    scores: readonly Float64Array[],
    labels: Labels,
    weights: Float64Array | undefined,
    loss: Loss,
    trees: number,
  ): boolean {
    const own = new Array<number>(scores.length);
    let sum = 0;
    for (const row of this.#rows) {
      for (let output = 0; output < own.length; output++) own[output] = scores[output]![row]!;
      sum += loss.value(own, labels.values[row]!) * (weights?.[row] ?? 1);
    }
    if (sum < this.#best) {
      this.#best = sum;
      this.bestTrees = trees;
      this.#worseRounds = 0;
      return false;
    }
    this.#worseRounds++;
    return this.#worseRounds >= this.#patience;
  }
}
