/**
 * Target encoding for categories with many levels: each level becomes the mean of the target among its rows,
 * shrunk towards the overall mean (Micci-Barreca 2001). The training rows themselves get means of the other folds,
 * so that no row sees its own target (as scikit-learn's `TargetEncoder`).
 */
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { Encoding } from "../model.ts";
import { levelIndices, type Texts } from "./cells.ts";

/** Rows' worth of overall mean that a level's own rows are mixed with. */
const SMOOTHING = 20;
const FOLDS = 5;

interface Sums {
  totals: Float64Array;
  counts: Float64Array;
}

function sumByLevel(places: Int32Array, target: Float64Array, levels: number, keep: (row: number) => boolean): Sums {
  const totals = new Float64Array(levels + 1);
  const counts = new Float64Array(levels + 1);
  for (let row = 0; row < places.length; row++) {
    if (!keep(row)) continue;
    totals[places[row]!]! += target[row]!;
    counts[places[row]!]!++;
  }
  return { totals, counts };
}

function shrunkMeans({ totals, counts }: Sums): { means: Float64Array; overall: number } {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const overall = rows > 0 ? totals.reduce((sum, total) => sum + total, 0) / rows : 0;
  const means = totals.map((total, level) => (total + SMOOTHING * overall) / (counts[level]! + SMOOTHING));
  return { means, overall };
}

export interface FittedTargetMean {
  encoding: Extract<Encoding, { kind: "target_mean" }>;
  /** What the training rows are to be learnt from. */
  outOfFold: Float32Array;
}

/**
 * @param levels those worth a mean of their own; the others share the fallback
 * @param target the standardised target, or 0/1 for one class
 */
export function fitTargetMean(
  feature: string,
  texts: Texts,
  levels: string[],
  target: Float64Array,
  seed: number,
): FittedTargetMean {
  const places = levelIndices(texts, levels);
  const { means, overall } = shrunkMeans(sumByLevel(places, target, levels.length, () => true));
  const rng = createRng(deriveSeed(seed, `target mean of ${feature}`));
  const folds = Uint8Array.from(places, () => rng.int(FOLDS));
  const outOfFold = new Float32Array(places.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = shrunkMeans(sumByLevel(places, target, levels.length, (row) => folds[row] !== fold));
    for (let row = 0; row < places.length; row++) {
      if (folds[row] !== fold) continue;
      const place = places[row]!;
      outOfFold[row] = place === levels.length ? others.overall : others.means[place]!;
    }
  }
  const encoding = {
    kind: "target_mean" as const,
    feature,
    levels,
    means: means.slice(0, levels.length),
    fallback: overall,
  };
  return { encoding, outOfFold };
}
