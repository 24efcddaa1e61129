/** Where did the version get worse? Each segment of the labelled rows beside the same segment of rows it had not seen at training. */
import type { Feature, ModelSchema, SegmentFacts } from "../../contract/index.ts";
import { type Column, columnNamed, quantile, type Table } from "../../data/index.ts";
import { decideLabels, type Scores } from "../../train/index.ts";
import { falseDiscovery, tTest } from "../statistics/index.ts";
import { figure, say } from "../words.ts";
import type { KnownOutcomes } from "./outcomes.ts";
import type { ModelWindow } from "./window.ts";

/** Rows on either side that a segment needs. */
const FEWEST = 30;
const MOST_LEVELS = 20;
const MOST_TOLD = 12;
/** Share of segments called worse that may be so by chance. */
const FALSE_DISCOVERIES = 0.05;
const WIDTH = 1.96;

interface Judged {
  table: Table;
  /** 1 where a class was wrong; or the squared error. NaN where the truth is not known. */
  losses: Float64Array;
}

type Member = { value: string; has: (column: Column, row: number) => boolean };

const isMissing: Member = {
  value: say("valueMissing"),
  has: (column, row) => (column.kind === "text" ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!)),
};

function levels(feature: Extract<Feature, { categories: string[] }>): Member[] {
  return feature.categories.slice(0, MOST_LEVELS).map((level) => ({
    value: level,
    has: (column, row) => column.kind === "text" && column.levels[column.codes[row]!] === level,
  }));
}

/** Quarters of the rows at training. */
function quarters(column: Column, print: (value: number) => string): Member[] {
  if (column.kind === "text") return [];
  const sorted = column.values.filter((x) => !Number.isNaN(x)).sort();
  if (sorted.length === 0) return [];
  const cuts = [...new Set([0.25, 0.5, 0.75].map((share) => quantile(sorted, share)))];
  const between = (low: number, high: number): string => {
    if (low === Number.NEGATIVE_INFINITY) return say("valueTo", { high: print(high) });
    if (high === Number.POSITIVE_INFINITY) return say("valueAbove", { low: print(low) });
    return say("valuesBetween", { low: print(low), high: print(high) });
  };
  return [Number.NEGATIVE_INFINITY, ...cuts].map((low, at) => {
    const high = cuts[at] ?? Number.POSITIVE_INFINITY;
    return {
      value: between(low, high),
      has: (live, row) => live.kind !== "text" && live.values[row]! > low && live.values[row]! <= high,
    };
  });
}

function membersOf(feature: Feature, column: Column): Member[] {
  if (feature.type === "number") return [...quarters(column, figure), isMissing];
  if (feature.type === "datetime")
    return [...quarters(column, (ms) => new Date(ms).toISOString().slice(0, 10)), isMissing];
  return [...levels(feature), isMissing];
}

const lossesIn = ({ table, losses }: Judged, feature: string, member: Member): Float64Array => {
  const column = columnNamed(table, feature);
  return column ? losses.filter((loss, row) => !Number.isNaN(loss) && member.has(column, row)) : new Float64Array(0);
};

function lossesOf(scores: Scores, truth: Float64Array, { task }: ModelSchema, threshold: number | null): Float64Array {
  if (task === "regression") return truth.map((actual, row) => (actual - scores.values[row]!) ** 2);
  const decided = decideLabels({ threshold }, scores);
  return truth.map((label, row) => (Number.isNaN(label) ? Number.NaN : Number(label !== decided[row])));
}

const meanOf = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** As a metric: accuracy, or the root of the mean squared error; with an interval from the losses' spread. */
function metricOf(losses: Float64Array, isNumber: boolean): { value: number; interval: [number, number] } {
  const mean = meanOf(losses);
  const variance = losses.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, losses.length - 1);
  const half = WIDTH * Math.sqrt(variance / losses.length);
  if (isNumber)
    return { value: Math.sqrt(mean), interval: [Math.sqrt(Math.max(0, mean - half)), Math.sqrt(mean + half)] };
  return { value: 1 - mean, interval: [Math.max(0, 1 - mean - half), Math.min(1, 1 - mean + half)] };
}

function compare(before: Judged, now: Judged, schema: ModelSchema): (SegmentFacts & { p: number })[] {
  return schema.features.flatMap((feature) => {
    const column = columnNamed(before.table, feature.name);
    if (!column || schema.time.includes(feature.name)) return [];
    return membersOf(feature, column).flatMap((member) => {
      const [then, live] = [before, now].map((side) => lossesIn(side, feature.name, member)) as [
        Float64Array,
        Float64Array,
      ];
      if (then.length < FEWEST || live.length < FEWEST) return [];
      const isNumber = schema.task === "regression";
      const isWorse = meanOf(live) > meanOf(then);
      const { p_value } = tTest(then, live);
      const current = metricOf(live, isNumber);
      return {
        ...{ feature: feature.name, value: member.value, rows: live.length },
        ...{ reference: metricOf(then, isNumber).value, current: current.value, interval: current.interval },
        ...{ worse: false, p: isWorse ? p_value / 2 : 1 - p_value / 2 },
      };
    });
  });
}

/**
 * @returns the most clearly worse first; `worse` where that is more than chance among all segments that were looked at
 *   (Benjamini-Hochberg). null where there are no rows to compare.
 */
export function segmentFacts(window: ModelWindow, known: KnownOutcomes): SegmentFacts[] | null {
  const { unseen } = window.reference;
  const { scores, truth, table, coverage } = known;
  if (!unseen || !table || coverage?.kind === "unknown" || truth.every(Number.isNaN)) return null;
  const threshold = window.threshold ?? null;
  const { schema } = window;
  const found = compare(
    { table: unseen.table, losses: lossesOf(unseen.scores, unseen.truth, schema, threshold) },
    { table, losses: lossesOf(scores, truth, schema, threshold) },
    schema,
  ).sort((a, b) => a.p - b.p);
  const q = falseDiscovery(found.map(({ p }) => p));
  return found
    .slice(0, MOST_TOLD)
    .map(({ p: _, ...segment }, at) => ({ ...segment, worse: q[at]! <= FALSE_DISCOVERIES }));
}
