import { countUpTo, quantile } from "../../statistics/index.ts";
import { figure, percent, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import type { NumberSide } from "../drift/sides.ts";
import type { Found } from "./finding.ts";

/** A sentinel repeats: this many rows, and this share of them. */
const LEAST_ROWS = 5;
const LEAST_SHARE = 0.01;
/** A usual code stands apart by this share of the reference's usual width, and by twice its widest inner gap. */
const APART = 0.25;
const GAPS = 2;
/** Any other value has to lie this many times the whole range away: prices and levels find new values all the time. */
const FAR_RANGES = 2;
/** Beside a sentinel the other values go on as before: at least this share of them lies in the reference's range. */
const REST_INSIDE = 0.5;
/** Columns of few values (codes, seasons) may well get a new one. */
const LEAST_LEVELS = 10;

/** Values that people and devices write for "unknown": 0, ±1, nines, eights, sevens, the limits of small integers. */
const USUAL_CODE = /^-?(0|1|9+(\.9+)?|8{2,}|7{2,}|32767|32768|65535|2147483647|2147483648)$/;

const isUsualCode = (value: number, reference: NumberSide): boolean =>
  USUAL_CODE.test(String(value)) || (value < 0 && reference.min >= 0);

/** The widest step between neighbouring values of the middle 98 %: what a gap looks like where nothing is wrong. */
function widestGap(sorted: Float64Array): number {
  const from = Math.floor(0.01 * sorted.length);
  const to = Math.ceil(0.99 * sorted.length);
  let widest = 0;
  for (let i = from + 1; i < to; i++) widest = Math.max(widest, sorted[i]! - sorted[i - 1]!);
  return widest;
}

/** Distance from a value to the nearest other value of the window; infinite where it is the only one. */
function isolation(sorted: Float64Array, from: number, to: number): number {
  const below = from > 0 ? sorted[from]! - sorted[from - 1]! : Number.POSITIVE_INFINITY;
  const above = to < sorted.length ? sorted[to]! - sorted[to - 1]! : Number.POSITIVE_INFINITY;
  return Math.min(below, above);
}

/** True where the values are so few that they look like codes. */
function fewLevels(sorted: Float64Array): boolean {
  let levels = 1;
  for (let i = 1; i < sorted.length && levels < LEAST_LEVELS; i++) if (sorted[i] !== sorted[i - 1]) levels++;
  return levels < LEAST_LEVELS;
}

function countBelow(sorted: Float64Array, limit: number): number {
  let below = 0;
  while (below < sorted.length && sorted[below]! < limit) below++;
  return below;
}

function outside(value: number, reference: NumberSide): number {
  return Math.max(reference.min - value, value - reference.max);
}

/** A code that stands for "unknown" (−999, 9999, 0): new, repeated, beyond the reference's range, apart from all else. */
export function sentinel(pair: Pair): Found[] {
  if (pair.kind !== "number" || pair.type !== "number") return [];
  const { reference, current, name } = pair;
  const rows = current.sorted.length;
  if (reference.sorted.length === 0 || rows === 0) return [];
  // Only what lies outside the reference can be one; usually that is nothing, and the rest need not be looked at.
  if (current.min >= reference.min && current.max <= reference.max) return [];
  const width = quantile(reference.sorted, 0.95) - quantile(reference.sorted, 0.05);
  if (width === 0 || fewLevels(reference.sorted)) return [];
  const inside = countUpTo(current.sorted, reference.max) - countBelow(current.sorted, reference.min);
  const apart = Math.max(APART * width, GAPS * widestGap(reference.sorted));
  const far = Math.max(apart, FAR_RANGES * (reference.max - reference.min));
  const found: Found[] = [];
  for (let from = 0; from < rows; ) {
    const value = current.sorted[from]!;
    if (value >= reference.min && value <= reference.max) {
      from = countUpTo(current.sorted, reference.max);
      continue;
    }
    const to = countUpTo(current.sorted, value);
    const share = (to - from) / rows;
    const usual = isUsualCode(value, reference);
    const needed = usual ? apart : far;
    const restGoesOn = to - from === rows ? usual : inside >= REST_INSIDE * (rows - (to - from));
    if (
      to - from >= LEAST_ROWS &&
      share >= LEAST_SHARE &&
      restGoesOn &&
      outside(value, reference) >= needed &&
      isolation(current.sorted, from, to) >= needed
    ) {
      const evidence = say("sentinelFound", {
        ...{ column: name, value: figure(value), share: percent(share) },
        ...{ low: figure(reference.min), high: figure(reference.max) },
      });
      found.push({
        column: name,
        kind: "sentinel",
        evidence,
        share,
        breaking: true,
        repair: { kind: "sentinel", column: name, value },
      });
    }
    from = to;
  }
  return found;
}
