import { countUpTo, quantile } from "../../statistics/index.ts";
import { figure, percent } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import type { NumberSide } from "../drift/sides.ts";
import type { Found } from "./finding.ts";

interface Conversion {
  name: string;
  factor: number;
  offset: number;
}

const factors: [string, number][] = [
  ["a thousand, as between g and kg", 1000],
  ["a hundred, as between a share and per cent or m and cm", 100],
  ["ten, as between cm and mm or dL and L", 10],
  ["a million", 1e6],
  ["60, as between hours and minutes", 60],
  ["3,600, as between hours and seconds", 3600],
  ["24, as between days and hours", 24],
  ["2.205, as between kg and lb", 2.2046226],
  ["2.54, as between inches and cm", 2.54],
  ["3.281, as between m and feet", 3.2808399],
  ["1.609, as between miles and km", 1.609344],
  ["28.35, as between ounces and g", 28.349523],
  ["3.6, as between m/s and km/h", 3.6],
  ["4.187, as between calories and joules", 4.1868],
  ["7.501, as between kPa and mmHg", 7.500617],
  ["57.3, as between radians and degrees", 57.29578],
  ["18.02, as between mmol/L and mg/dL of glucose", 18.0182],
  ["38.67, as between mmol/L and mg/dL of cholesterol", 38.67],
  ["88.57, as between mmol/L and mg/dL of triglycerides", 88.57],
  ["88.42, as between mg/dL and µmol/L of creatinine", 88.42],
  ["17.1, as between mg/dL and µmol/L of bilirubin", 17.104],
];

const CONVERSIONS: readonly Conversion[] = [
  ...factors.flatMap(([name, factor]) => [
    { name: `multiplied by ${name}`, factor, offset: 0 },
    { name: `divided by ${name}`, factor: 1 / factor, offset: 0 },
  ]),
  { name: "converted from °C to °F", factor: 1.8, offset: 32 },
  { name: "converted from °F to °C", factor: 1 / 1.8, offset: -32 / 1.8 },
  { name: "converted from °C to K", factor: 1, offset: 273.15 },
  { name: "converted from K to °C", factor: 1, offset: -273.15 },
];

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

/** The conversion that takes the reference's quantiles to these; null where none fits or none is needed. */
function explain(reference: NumberSide, sample: Float64Array): Conversion | null {
  const before = grid(reference.sorted);
  const now = grid(sample);
  if (levels(before) < LEAST_LEVELS || levels(now) < LEAST_LEVELS) return null;
  const left = shareOutside(sample, reference) >= OUTSIDE;
  // Divided by a lot, values that reach down to 0 stay inside the range and still part from the bulk.
  const apart = now[17]! < before[1]! || now[1]! > before[17]!;
  if (!left && !apart) return null;
  const noise = 1 / Math.sqrt(sample.length);
  let best: Conversion | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const conversion of CONVERSIONS) {
    if (!left && !isFar(conversion)) continue;
    const expected = before.map((value) => value * conversion.factor + conversion.offset);
    const misfit = meanDistance(expected, now) / width(expected);
    const ratio = Math.abs(Math.log(width(now) / width(expected)));
    const allowed = (isFar(conversion) ? FAR_MISFIT : NEAR_MISFIT) + noise;
    if (!(misfit <= allowed) || ratio > Math.log(WIDTH_RATIO) + 3 * noise || misfit >= least) continue;
    if (!(worstRatio(expected, now) <= QUANTILE_RATIO * (1 + noise))) continue;
    best = conversion;
    least = misfit;
  }
  return best;
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
 * factor (×1000, lb/kg, mg/dL to mmol/L …) or its conversion between temperature scales.
 */
export function unitChange(pair: Pair): Found[] {
  if (pair.kind !== "number" || pair.type !== "number") return [];
  const { reference, current, name } = pair;
  if (reference.sorted.length === 0 || current.sorted.length < LEAST_ROWS) return [];
  const say = (conversion: Conversion, sample: Float64Array): Found[] => {
    const share = sample.length / current.sorted.length;
    const medians = `${figure(quantile(reference.sorted, 0.5))} → ${figure(quantile(sample, 0.5))}`;
    const evidence = `${name} looks ${conversion.name} in ${percent(share)} of the rows: median ${medians}.`;
    const { factor, offset } = conversion;
    // A value far from where it belongs tells which unit it is in; one of a near unit does not.
    const telling = sample !== current.sorted || isFar(conversion);
    const range: [number, number] | null = telling ? [reference.min, reference.max] : null;
    const repair = { kind: "convert" as const, column: name, factor, offset, range };
    return [{ column: name, kind: "unit_change", evidence, share, breaking: true, repair }];
  };
  const whole = explain(reference, current.sorted);
  if (whole) return say(whole, current.sorted);
  if (current.min >= reference.min && current.max <= reference.max) return [];
  const foreign = beyond(current.sorted, reference);
  if (foreign.length < LEAST_PART || foreign.length < LEAST_SHARE * current.sorted.length) return [];
  const part = explain(reference, foreign);
  return part ? say(part, foreign) : [];
}
