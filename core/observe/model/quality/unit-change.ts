import { countUpTo, quantile } from "../../statistics/index.ts";
import { figure, percent, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import type { NumberSide } from "../drift/sides.ts";
import { CONVERSIONS, type Conversion } from "./conversions.ts";
import type { Found } from "./finding.ts";
import { fitsGrid } from "./grid.ts";

/** .05, .10 … .95 */
const GRID = Array.from({ length: 19 }, (_, k) => (k + 1) / 20);
const LEAST_ROWS = 20;
/** A part of the rows has to be larger: a few spikes resemble anything. */
const LEAST_PART = 50;
const LEAST_SHARE = 0.05;
/** Columns of few values (codes, flags) have no unit. */
const LEAST_LEVELS = 10;
/** The world moves too, but seldom does most of a window leave all that was ever seen. */
const OUTSIDE = 0.6;
/** Misfit allowed after conversion, as a share of the usual width; near factors could be chance, far ones hardly. */
const NEAR_MISFIT = 0.05;
const FAR_MISFIT = 0.15;
/** The widths agree after conversion within this factor. */
const WIDTH_RATIO = 1.25;
/** So do low, middle and high values, each by itself: a factor acts on all alike, a change of the population does not. */
const QUANTILE_RATIO = 1.5;
const FAR = 10;
/** A factor without a name has to be larger than the world's own changes, and leave hardly a value where it was. */
const LEAST_FREE = 3;
const NEARLY_ALL_OUTSIDE = 0.9;

const grid = (sorted: Float64Array): number[] => GRID.map((share) => quantile(sorted, share));
const width = (quantiles: number[]): number => quantiles[17]! - quantiles[1]!;
const levels = (quantiles: number[]): number => new Set(quantiles).size;

const meanDistance = (a: number[], b: number[]): number =>
  a.reduce((sum, value, k) => sum + Math.abs(value - b[k]!), 0) / a.length;

const isFar = ({ factor, offset }: Conversion): boolean => offset === 0 && (factor >= FAR || factor <= 1 / FAR);

const shareOutside = (sorted: Float64Array, { min, max }: NumberSide): number => {
  const upToMax = countUpTo(sorted, max);
  let below = 0;
  while (below < sorted.length && sorted[below]! < min) below++;
  return (below + sorted.length - upToMax) / sorted.length;
};

/** The largest factor by which the 10 %, 50 % and 90 % quantiles miss; only of positive values, where it means something. */
function worstRatio(expected: number[], now: number[]): number {
  if (expected[1]! <= 0) return 1;
  return Math.max(...[1, 9, 17].map((k) => Math.exp(Math.abs(Math.log(now[k]! / expected[k]!)))));
}

/** How badly the conversion takes the first quantiles to the second, as a share of the usual width; null where it does not. */
function misfitOf(
  before: number[],
  now: number[],
  conversion: Conversion,
  allowed: number,
  noise: number,
): number | null {
  const expected = before.map((value) => value * conversion.factor + conversion.offset);
  const misfit = meanDistance(expected, now) / width(expected);
  const ratio = Math.abs(Math.log(width(now) / width(expected)));
  if (!(misfit <= allowed + noise) || ratio > Math.log(WIDTH_RATIO) + 3 * noise) return null;
  return worstRatio(expected, now) <= QUANTILE_RATIO * (1 + noise) ? misfit : null;
}

/** A factor without a name, by which all the values have moved; of positive values only, and none that is close to 1. */
function freeFactor(before: number[], now: number[]): Conversion | null {
  if (before[1]! <= 0 || now[1]! <= 0) return null;
  const factor = Number((now[9]! / before[9]!).toPrecision(4));
  const size = factor > 1 ? factor : 1 / factor;
  if (size < LEAST_FREE) return null;
  return {
    name: say(factor > 1 ? "multiplied" : "divided", {
      factor: say("aboutFactor", { size: figure(Number(size.toPrecision(2))) }),
    }),
    factor,
    offset: 0,
  };
}

/** The conversion that takes the reference's quantiles to these; null where none fits or none is needed. */
function explain(reference: NumberSide, sample: Float64Array): Conversion | null {
  const before = grid(reference.sorted);
  const now = grid(sample);
  if (levels(before) < LEAST_LEVELS || levels(now) < LEAST_LEVELS) return null;
  const outside = shareOutside(sample, reference);
  // Divided by a lot, values that reach down to 0 stay inside the range and still part from the bulk.
  const apart = now[17]! < before[1]! || now[1]! > before[17]!;
  const noise = 1 / Math.sqrt(sample.length);
  let best: Conversion | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const conversion of CONVERSIONS) {
    const allowed = isFar(conversion) ? FAR_MISFIT : NEAR_MISFIT;
    const misfit = misfitOf(before, now, conversion, allowed, noise);
    if (misfit === null) continue;
    // Where the values have not left what was usual, only their grid can tell a conversion from a change of the world;
    // and it tells factors apart that are close to each other.
    const onGrid = fitsGrid(reference, sample, conversion);
    const clear = outside >= OUTSIDE || (apart && isFar(conversion));
    const rank = onGrid ? misfit - 1 : misfit;
    if (rank >= least || !(clear || onGrid)) continue;
    best = conversion;
    least = rank;
  }
  if (best) return best;
  const free = freeFactor(before, now);
  if (!free || misfitOf(before, now, free, NEAR_MISFIT, noise) === null) return null;
  return outside >= NEARLY_ALL_OUTSIDE || fitsGrid(reference, sample, free) ? free : null;
}

/** The ascending values that lie outside the reference's range. */
function beyond(sorted: Float64Array, { min, max }: NumberSide): Float64Array {
  let below = 0;
  while (below < sorted.length && sorted[below]! < min) below++;
  const above = sorted.subarray(countUpTo(sorted, max));
  const foreign = new Float64Array(below + above.length);
  foreign.set(sorted.subarray(0, below));
  foreign.set(above, below);
  return foreign;
}

/**
 * A change of unit: all values, or those that lie outside the reference's range, are the reference's times a known
 * factor (×1000, lb/kg, mg/dL to mmol/L …), its conversion between temperature scales, or times any other factor that
 * all of them share. Values that stay within the usual range need a grid that shows it (`fitsGrid`).
 */
export function unitChange(pair: Pair): Found[] {
  if (pair.kind !== "number" || pair.type !== "number") return [];
  const { reference, current, name } = pair;
  if (reference.sorted.length === 0 || current.sorted.length < LEAST_ROWS) return [];
  const told = (conversion: Conversion, sample: Float64Array): Found[] => {
    const share = sample.length / current.sorted.length;
    const evidence = say("unitChanged", {
      ...{ column: name, conversion: conversion.name, share: percent(share) },
      ...{ before: figure(quantile(reference.sorted, 0.5)), now: figure(quantile(sample, 0.5)) },
    });
    const { factor, offset } = conversion;
    // A value far from where it belongs tells which unit it is in; one of a near unit does not.
    const telling = sample !== current.sorted || isFar(conversion);
    const range: [number, number] | null = telling ? [reference.min, reference.max] : null;
    const repair = { kind: "convert" as const, column: name, factor, offset, range };
    return [{ column: name, kind: "unit_change", evidence, share, breaking: true, repair }];
  };
  const whole = explain(reference, current.sorted);
  if (whole) return told(whole, current.sorted);
  if (current.min >= reference.min && current.max <= reference.max) return [];
  const foreign = beyond(current.sorted, reference);
  if (foreign.length < LEAST_PART || foreign.length < LEAST_SHARE * current.sorted.length) return [];
  const part = explain(reference, foreign);
  return part ? told(part, foreign) : [];
}
