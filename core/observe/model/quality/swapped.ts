import { countUpTo, jensenShannon, ksStatistic, quantile } from "../../statistics/index.ts";
import { say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import { levelCounts, type NumberSide, present } from "../drift/sides.ts";
import type { Found } from "./finding.ts";

export type Judged = Exclude<Pair, { kind: "none" }>;

/** A swapped column has left its own reference by this much, and fits the other's this well (plus sampling error). */
const LEFT = 0.5;
const FITS = 0.1;
/** Columns of few values are too easily alike. */
const LEAST_LEVELS = 10;

/** Largest difference of the distribution functions, or distance of the shares; null where the two are not of one kind. */
function distance(from: Judged, to: Judged): number | null {
  if (from.kind === "number" && to.kind === "number" && from.type === to.type)
    return ksStatistic(from.reference.sorted, to.current.sorted);
  if (from.kind === "category" && to.kind === "category") {
    const { r, c } = levelCounts(from.reference, to.current);
    return jensenShannon(r, c);
  }
  return null;
}

const levelsOf = (pair: Judged): number =>
  pair.kind === "number" ? new Set(pair.reference.sorted).size : LEAST_LEVELS;

const hasRows = (pair: Pair): pair is Judged =>
  pair.kind !== "none" && present(pair.reference) > 0 && present(pair.current) > 0;

/** Categories with fewer rows than this per level lie far from everything, their own reference too. */
const ROWS_PER_LEVEL = 4;

const isFilled = (pair: Judged): boolean =>
  pair.kind === "number" || pair.current.rows >= ROWS_PER_LEVEL * pair.reference.counts.size;

/** A bound that costs two look-ups: where the one's median is no middle value of the other, they are not alike. */
const mayFit = (from: Judged, to: Judged, limit: number): boolean =>
  from.kind !== "number" ||
  to.kind !== "number" ||
  countUpTo(from.reference.sorted, quantile(to.current.sorted, 0.5)) / from.reference.sorted.length >= 0.5 - limit;

/** True of a column that may be one of a swapped two: it looks as it did no more. */
export const hasMoved = (pair: Pair): pair is Judged =>
  hasRows(pair) && isFilled(pair) && distance(pair, pair)! >= LEFT && levelsOf(pair) >= LEAST_LEVELS;

/** Points that stand for the values of a column: distribution functions are read off them within a thousandth. */
const POINTS = 1000;

function outline(side: NumberSide): NumberSide {
  const { sorted } = side;
  if (sorted.length <= POINTS) return { ...side, inOrder: null };
  const points = Float64Array.from(
    { length: POINTS },
    (_, k) => sorted[Math.floor(((k + 0.5) / POINTS) * sorted.length)]!,
  );
  return { ...side, sorted: points, inOrder: null };
}

/** What is kept of a column until all have been seen. */
export const outlineOf = (pair: Judged): Judged =>
  pair.kind === "number" ? { ...pair, reference: outline(pair.reference), current: outline(pair.current) } : pair;

/**
 * Two columns whose distributions have changed places.
 * @param moved the columns that have moved
 */
export function swapped(moved: readonly Judged[]): Found[] {
  const found: Found[] = [];
  for (const [k, a] of moved.entries()) {
    for (const b of moved.slice(k + 1)) {
      const error = 1.5 * Math.sqrt(1 / present(a.current) + 1 / present(b.current));
      if (!mayFit(a, b, FITS + error) || !mayFit(b, a, FITS + error)) continue;
      const there = distance(a, b);
      const back = distance(b, a);
      if (there === null || back === null || there > FITS + error || back > FITS + error) continue;
      // Two columns alike in the reference cannot be told apart, swapped or not.
      if (distance(a, a)! < 3 * there || distance(b, b)! < 3 * back) continue;
      for (const [one, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const evidence = say("swapped", { one: one.name, other: other.name });
        const repair = { kind: "swap" as const, columns: [a.name, b.name] as [string, string] };
        found.push({ column: one.name, kind: "swapped", evidence, share: 1, breaking: true, repair });
      }
    }
  }
  return found;
}
