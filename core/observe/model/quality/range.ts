import { countUpTo, poissonTail, quantile } from "../../statistics/index.ts";
import { figure, percent, plural, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import { type NumberSide, present } from "../drift/sides.ts";
import type { Found } from "./finding.ts";

/** So many values, or one so far, would come by chance once in a hundred thousand windows. */
const IMPROBABLE = 1e-5;
/** Values that a tail is estimated from; fewer say nothing about it. */
const LEAST_TAIL = 5;

/**
 * How heavy a tail is: Hill's estimate (1975) from the values that lie farthest from the median on one side, two
 * standard errors on the safe side. A power 1 ÷ index says how fast larger values become rare; normal tails have less
 * than 0.2, incomes about 0.5, Cauchy's 1. Null where the tail holds too few different values.
 * @param distances from the median, ascending
 */
function tailIndex(distances: Float64Array): number | null {
  const size = Math.max(LEAST_TAIL, Math.floor(Math.sqrt(distances.length)));
  const start = distances[distances.length - size - 1];
  if (start === undefined || start <= 0) return null;
  let sum = 0;
  for (let i = distances.length - size; i < distances.length; i++) sum += Math.log(distances[i]! / start);
  return (sum / size) * (1 + 2 / Math.sqrt(size));
}

/** Values expected beyond `limit`, of `rows`, where nothing has changed: one in n beyond the largest of n, fewer farther out. */
function expectedBeyond(distances: Float64Array, limit: number, rows: number): number {
  const beyondLargest = rows / (distances.length + 1);
  const index = tailIndex(distances);
  const largest = distances[distances.length - 1]!;
  return index === null ? beyondLargest : beyondLargest * (limit / largest) ** (-1 / Math.max(index, 1e-3));
}

/** Is the number of values beyond a limit, or the farthest of them, beyond chance? Distances are from the median. */
function isBeyondChance(
  distances: Float64Array,
  limit: number,
  farthest: number,
  count: number,
  rows: number,
): boolean {
  if (count === 0) return false;
  return (
    poissonTail(count, expectedBeyond(distances, limit, rows)) <= IMPROBABLE ||
    poissonTail(1, expectedBeyond(distances, farthest, rows)) <= IMPROBABLE
  );
}

/** Distances from the median on one side, ascending, as many as there are rows: those of the other side count as 0. */
function distancesFrom({ sorted }: NumberSide, middle: number, sign: 1 | -1): Float64Array {
  const distances = sorted.map((value) => Math.max(0, sign * (value - middle)));
  return sign < 0 ? distances.reverse() : distances;
}

/**
 * Values beyond the reference's range widened by itself on either side, and below 0 where nothing was (what serving
 * refuses unless the user set limits), where there are more of them than the reference's own tail foretells.
 */
export function outOfRange(pair: Pair): Found[] {
  if (pair.kind !== "number" || pair.type !== "number") return [];
  const { reference, current, name } = pair;
  if (reference.sorted.length === 0 || current.sorted.length === 0) return [];
  const width = reference.max - reference.min;
  const high = reference.max + width;
  const low = reference.min >= 0 ? Math.max(0, reference.min - width) : reference.min - width;
  if (current.min >= low && current.max <= high) return [];
  let below = 0;
  while (below < current.sorted.length && current.sorted[below]! < low) below++;
  const above = current.sorted.length - countUpTo(current.sorted, high);
  const middle = quantile(reference.sorted, 0.5);
  const rows = present(current);
  // A sketch's points stand for its rows: its tail is as short as they are few, which is on the safe side.
  const isSo = (sign: 1 | -1, limit: number, farthest: number, count: number): boolean =>
    isBeyondChance(
      distancesFrom(reference, middle, sign),
      sign * (limit - middle),
      sign * (farthest - middle),
      count,
      rows,
    );
  if (!isSo(1, high, current.max, above) && !isSo(-1, low, current.min, below)) return [];
  const share = (below + above) / current.sorted.length;
  const extreme = above > 0 ? current.max : current.min;
  const evidence = say("farOutside", {
    ...{ values: plural(below + above, "value"), column: name, share: percent(share) },
    ...{ low: figure(reference.min), high: figure(reference.max), extreme: figure(extreme) },
  });
  return [{ column: name, kind: "out_of_range", evidence, share, breaking: false }];
}
