/**
 * Values that stand for "not measured" among numbers: zeros in quantities that cannot be zero, and sentinels such
 * as −999. Both need evidence in the values; a name alone is not enough.
 */
import { type MissingReport, say } from "../../contract/index.ts";
import type { DateColumn, NumberColumn } from "../table.ts";
import { type Extent, extentOf } from "./extent.ts";
import { hasPhrase, nameTokens } from "./name-tokens.ts";

/**
 * Quantities of living people and running machines that are never zero, as words of a column's name.
 * Sources: reference ranges of clinical chemistry; the zeros of the Pima and heart-failure tables.
 */
export const NEVER_ZERO: readonly string[] = [
  "glucose",
  "glu",
  "insulin",
  "pressure",
  "systolic",
  "diastolic",
  "sbp",
  "dbp",
  "trestbps",
  "resting bp",
  "skin thickness",
  "skin fold",
  "skinfold",
  "triceps",
  "bmi",
  "body mass",
  "weight",
  "height",
  "waist",
  "circumference",
  "heart rate",
  "pulse",
  "thalach",
  "respiratory rate",
  "respiration rate",
  "body temperature",
  "oxygen saturation",
  "spo2",
  "cholesterol",
  "chol",
  "hdl",
  "ldl",
  "triglycerides",
  "hemoglobin",
  "haemoglobin",
  "hba1c",
  "hematocrit",
  "haematocrit",
  "platelets",
  "creatinine",
  "albumin",
  "sodium",
  "potassium",
  "calcium",
  "horsepower",
  "displacement",
];

/** Words that turn a quantity into a difference, a flag or a score, which may well be zero. */
const DIFFERENCES: ReadonlySet<string> = new Set(
  "change changed delta diff difference gain loss lost ratio flag is has score zscore index rank class group normalized scaled missing variability count".split(
    " ",
  ),
);

const SENTINELS: readonly number[] = [-99, -99.9, -200, -999, -999.9, -9999, -99999, -32768, 999, 9999, 99999, 999999];
/** Days that stand for "no day": the first and the last that databases and spreadsheets know. */
const DATE_SENTINELS: readonly number[] = [
  "0001-01-01",
  "1753-01-01",
  "1899-12-30",
  "1899-12-31",
  "1900-01-01",
  "1970-01-01",
  "2099-12-31",
  "2100-01-01",
  "2999-12-31",
  "9999-12-31",
].map((day) => Date.parse(day));
/** The zero must lie this many typical steps below the next value. */
const ZERO_STEPS = 3;
const SENTINEL_STEPS = 10;
const LEAST_VALUES = 20;
const NEIGHBOURS = 20;

const dateText = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const cannotBeZero = (name: string): boolean => {
  const tokens = nameTokens(name);
  return !tokens.some((token) => DIFFERENCES.has(token)) && NEVER_ZERO.some((phrase) => hasPhrase(tokens, phrase));
};

interface Found {
  value: number;
  count: number;
  reason: string;
}

const steps = (sorted: readonly number[]): number[] => sorted.slice(1).map((value, i) => value - sorted[i]!);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1]!;
}

/** Zeros are missing where the quantity cannot be zero and the next value is steps away, no value being below. */
function impossibleZero(name: string, distinct: readonly number[], count: number): Found | null {
  if (count === 0 || distinct[0] !== 0 || distinct.length < 3 || !cannotBeZero(name)) return null;
  const next = distinct[1]!;
  const step = median(steps(distinct.slice(1, NEIGHBOURS + 1)));
  return next >= ZERO_STEPS * step ? { value: 0, count, reason: say("impossibleZero", { next }) } : null;
}

/**
 * A sentinel lies beyond the rest by more than the rest's whole range; or, being negative among numbers that are
 * not, comes often and many steps below the next value. 99999 in a column that reaches 41310 is neither: a cap.
 */
function isSentinel(value: number, rest: readonly number[], count: number, rows: number): boolean {
  const [low, high] = [rest[0]!, rest.at(-1)!];
  const gap = value < low ? low - value : value - high;
  if (value > high) return gap >= 3 * (high - low);
  if (gap >= high - low) return true;
  const often = count >= LEAST_VALUES || count >= 0.01 * rows;
  return low >= 0 && often && gap >= SENTINEL_STEPS * median(steps(rest.slice(0, NEIGHBOURS)));
}

const countOf = (values: Float64Array, wanted: number): number =>
  values.reduce((count, value) => count + (value === wanted ? 1 : 0), 0);

/** Different values, ascending. */
function sortedDistinct(values: Float64Array): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return Array.from(sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]));
}

/** A sentinel is one of the column's extremes and occurs more than once; most columns have none and are not sorted. */
function findSentinel({ kind, values }: NumberColumn | DateColumn, { low, high }: Extent): Found | null {
  const known = kind === "number" ? SENTINELS : DATE_SENTINELS;
  for (const value of [low, high]) {
    const count = known.includes(value) ? countOf(values, value) : 0;
    if (count < 2) continue;
    const rest = sortedDistinct(values).filter((other) => other !== value);
    const others = values.length - count;
    if (rest.length < 5 || others < LEAST_VALUES || !isSentinel(value, rest, count, values.length)) continue;
    const show = (one: number) => (kind === "number" ? String(one) : dateText(one));
    const beyond =
      value < rest[0]! ? say("aboveItIs", { value: show(rest[0]!) }) : say("belowItIs", { value: show(rest.at(-1)!) });
    return { value, count, reason: say("sentinel", { count, next: say("nextValue", { beyond }) }) };
  }
  return null;
}

function findZero({ name, kind, values }: NumberColumn | DateColumn, { low }: Extent): Found | null {
  if (kind === "datetime" || low !== 0 || !cannotBeZero(name)) return null;
  return impossibleZero(name, sortedDistinct(values), countOf(values, 0));
}

/**
 * Makes impossible values of a column missing, in place, and says which and why.
 * @param extent of the column's values
 */
export function clearImpossible(column: NumberColumn | DateColumn, extent: Extent): MissingReport[] {
  const found = findSentinel(column, extent) ?? findZero(column, extent);
  if (found === null) return [];
  const { name, kind, values } = column;
  for (let row = 0; row < values.length; row++) if (values[row] === found.value) values[row] = Number.NaN;
  const token = kind === "number" ? String(found.value) : dateText(found.value);
  const report: MissingReport = { column: name, token, count: found.count, source: "rule", reason: found.reason };
  // There may be one at the other end.
  return [report, ...clearImpossible(column, extentOf(values))];
}
