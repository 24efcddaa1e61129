/** Chooses and fits the encodings of a table for one kind of learner; sees training rows only. */
import type { Feature } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import type { Labels } from "../learners/learner.ts";
import type { CalendarPart, Encoding, Matrix } from "../model.ts";
import { CALENDAR_PARTS, calendarPart, isCyclic } from "./calendar.ts";
import { numbersOf, type Texts, textsOf } from "./cells.ts";
import { encode, widthOf } from "./encode.ts";
import { fitTargetMean } from "./target-mean.ts";
import { fitYeoJohnson, skewness, yeoJohnson } from "./yeo-johnson.ts";

/** Dense learners: up to this many levels become 0/1 columns, more become target means. */
export const MOST_ONE_HOT_LEVELS = 30;
/** Learners that split on categories: up to this many levels stay codes (a byte per cell), more become target means. */
export const MOST_CODE_LEVELS = 254;
/** Target means: one column per class, for the commonest classes. */
const MOST_TARGET_CLASSES = 10;
/** A level seen once tells nothing that another row could use. */
const FEWEST_ROWS_PER_LEVEL = 2;

/** `curved`: as `dense`, and what has a long tail is bent, what comes round again is a point on a circle. */
export type InputKind = "dense" | "curved" | "native";

/** From this skewness on a tail is long; bending has to halve it. */
const LONG_TAIL = 1;

/** An encoding and, where the training rows must not see what serving sees, their own matrix columns. */
interface Fitted {
  encoding: Encoding;
  training?: Float32Array;
}

const meanAndSpread = (values: Float64Array): { center: number; scale: number } => {
  const center = values.reduce((sum, x) => sum + x, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0) / values.length);
  return { center, scale: spread > 0 ? spread : 1 };
};

/** Of sorted values. */
const median = (sorted: Float64Array): number => {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** λ where it takes most of a long tail away. */
function powerFor(values: Float64Array): number | undefined {
  const before = Math.abs(skewness(values));
  if (before < LONG_TAIL) return undefined;
  const lambda = fitYeoJohnson(values);
  return Math.abs(skewness(values.map((x) => yeoJohnson(x, lambda)))) < before / 2 ? lambda : undefined;
}

function fitNumeric(feature: string, table: Table, input: InputKind): Fitted[] {
  if (input === "native")
    return [{ encoding: { kind: "numeric", feature, impute: null, center: 0, scale: 1, indicator: false } }];
  const all = Float64Array.from(numbersOf(table, feature), Math.fround);
  const known = all.filter(Number.isFinite).sort();
  if (known.length === 0) return [];
  const impute = median(known);
  const power = input === "curved" ? powerFor(known) : undefined;
  const filled = all.map((x) => (Number.isFinite(x) ? x : impute));
  const { center, scale } = meanAndSpread(power === undefined ? filled : filled.map((x) => yeoJohnson(x, power)));
  const indicator = known.length < all.length;
  const bent = power === undefined ? {} : { power };
  return [{ encoding: { kind: "numeric", feature, impute, ...bent, center, scale, indicator } }];
}

/** Levels that occur, commonest first, ties by text. */
function levelsSeen({ codes, levels }: Texts, fewest: number): string[] {
  const counts = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return [...levels.keys()]
    .filter((code) => counts[code]! >= fewest)
    .sort((a, b) => counts[b]! - counts[a]! || (levels[a]! < levels[b]! ? -1 : 1))
    .map((code) => levels[code]!);
}

/** What target means average: the numbers, the positive class, or each of the commonest classes in turn. */
function targetsToAverage(labels: Labels): Float64Array[] {
  if (labels.task === "regression") return [labels.values];
  if (labels.task === "binary") return [Float64Array.from(labels.values)];
  const counts = new Float64Array(labels.classes);
  for (const label of labels.values) counts[label]!++;
  const commonest = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, MOST_TARGET_CLASSES);
  return commonest.map((one) => Float64Array.from(labels.values, (label) => (label === one ? 1 : 0)));
}

function fitCategory(feature: string, table: Table, input: InputKind, labels: Labels, seed: number): Fitted[] {
  const texts = textsOf(table, feature);
  const levels = levelsSeen(texts, 1);
  if (levels.length === 0) return [];
  if (input === "native" && levels.length <= MOST_CODE_LEVELS) return [{ encoding: { kind: "code", feature, levels } }];
  if (input !== "native" && levels.length <= MOST_ONE_HOT_LEVELS)
    return [{ encoding: { kind: "one_hot", feature, levels } }];
  const repeated = levelsSeen(texts, FEWEST_ROWS_PER_LEVEL);
  return targetsToAverage(labels).map((target) => {
    const { encoding, outOfFold } = fitTargetMean(feature, texts, repeated, target, seed);
    return { encoding, training: outOfFold };
  });
}

function fitCalendar(feature: string, table: Table, input: InputKind): Fitted[] {
  const known = numbersOf(table, feature).filter(Number.isFinite);
  const valuesOf = (part: CalendarPart) => known.map((ms) => calendarPart(ms, part));
  const parts = CALENDAR_PARTS.filter((part) => {
    const values = valuesOf(part);
    return values.some((value) => value !== values[0]);
  });
  if (parts.length === 0) return [];
  if (input === "native") return [{ encoding: { kind: "calendar", feature, parts, impute: false } }];
  const round = input === "curved" ? parts.filter(isCyclic) : [];
  const straight = parts.filter((part) => !round.some((other) => other === part));
  const scales = straight.map((part) => meanAndSpread(valuesOf(part)));
  const scaling = { center: scales.map(({ center }) => center), scale: scales.map(({ scale }) => scale) };
  const encodings: Encoding[] = [];
  if (straight.length > 0) encodings.push({ kind: "calendar", feature, parts: straight, impute: true, scaling });
  if (round.length > 0) encodings.push({ kind: "cyclic", feature, parts: round });
  return encodings.map((encoding) => ({ encoding }));
}

function fitFeature({ name, type }: Feature, table: Table, input: InputKind, labels: Labels, seed: number): Fitted[] {
  if (type === "number") return fitNumeric(name, table, input);
  if (type === "datetime") return fitCalendar(name, table, input);
  return fitCategory(name, table, input, labels, seed);
}

/**
 * @param features in the schema's order, which is the matrix's
 * @param input `dense`: medians for missing numbers with a 0/1 column beside them, standardised; 0/1 columns or target
 * means for categories; standardised calendar parts. `curved`: see above. `native`: numbers as they are, category codes, calendar parts.
 * @returns the encodings, and the matrix to learn from: that of `encode`, but with out-of-fold target means
 */
export function fitEncodings(
  features: readonly Feature[],
  table: Table,
  input: InputKind,
  labels: Labels,
  seed: number,
): { encodings: Encoding[]; matrix: Matrix } {
  const fitted = features.flatMap((feature) => fitFeature(feature, table, input, labels, seed));
  const encodings = fitted.map(({ encoding }) => encoding);
  const matrix = encode(encodings, table);
  let at = 0;
  for (const { encoding, training } of fitted) {
    if (training) matrix.columns[at] = { ...matrix.columns[at]!, values: training };
    at += widthOf(encoding);
  }
  return { encodings, matrix };
}
