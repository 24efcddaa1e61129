/** Clocks that are wrong: a time column that runs backwards, or whose distance to the arrival of its rows has jumped. */
import { quantile, sortedValues } from "../../statistics/index.ts";
import { duration, percent, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import type { Found } from "./finding.ts";

const MINUTE = 60_000;
/** A reference whose times hardly ever fall back is in order: no further than this share of its whole span. */
const IN_ORDER = 0.01;
/** A fall back counts from this many times the largest of the reference, and from a minute on. */
const TIMES = 5;
/** Rows on either side of a jump of the clock. */
const LEAST_ROWS = 20;
/** A jump: from a quarter of an hour on, four times as wide as the middle half of either side, true of nine rows in ten. */
const LEAST_JUMP = 15 * MINUTE;
const CLEAR = 4;
const AGREE = 0.9;
/** Time zones differ by half hours, no more than 26 hours; clocks agree within two minutes. */
const ZONE = 30 * MINUTE;
const LARGEST_ZONE = 26 * 60 * MINUTE;
const ZONE_ERROR = 2 * MINUTE;

/** The furthest that times fall back behind the latest before them, ms, and the rows that lie behind by over `limit`. */
function fallBack(times: Float64Array, limit = Number.POSITIVE_INFINITY): { furthest: number; rows: number } {
  let latest = Number.NEGATIVE_INFINITY;
  let furthest = 0;
  let rows = 0;
  for (const time of times) {
    if (Number.isNaN(time)) continue;
    latest = Math.max(latest, time);
    furthest = Math.max(furthest, latest - time);
    if (latest - time > limit) rows++;
  }
  return { furthest, rows };
}

/** Times that run backwards although the reference's went on. Told, and no break: a form may well ask about yesterday. */
export function backwards(pair: Pair): Found[] {
  if (pair.kind !== "number" || pair.type !== "datetime") return [];
  const { reference, current, name } = pair;
  if (!reference.inOrder || !current.inOrder || reference.sorted.length < LEAST_ROWS) return [];
  const usual = fallBack(reference.inOrder).furthest;
  if (usual > IN_ORDER * (reference.max - reference.min)) return [];
  const limit = Math.max(TIMES * usual, MINUTE);
  const { furthest, rows } = fallBack(current.inOrder, limit);
  if (rows === 0) return [];
  const share = rows / current.rows;
  const evidence = say("runsBackwards", { column: name, share: percent(share), duration: duration(furthest) });
  return [{ column: name, kind: "skew", evidence, share, breaking: false }];
}

export interface TimedColumn {
  name: string;
  /** Epoch ms as the rows say, in the order in which they came; NaN where missing. */
  times: Float64Array;
  /** When each row came, epoch ms. */
  arrivals: ArrayLike<number>;
  /** Rows of those that belong to the window, the newest; the others came before. */
  current: number;
}

/** Where the values change their level: the place at which the sum of their signs around the median is farthest from 0. */
function splitAt(values: Float64Array): number {
  const median = quantile(sortedValues(values), 0.5);
  let sum = 0;
  let farthest = 0;
  let at = 0;
  for (const [i, value] of values.entries()) {
    sum += Math.sign(value - median);
    if (Math.abs(sum) <= farthest) continue;
    farthest = Math.abs(sum);
    at = i + 1;
  }
  return at;
}

function level(values: Float64Array): { middle: number; spread: number } {
  const sorted = sortedValues(values);
  return { middle: quantile(sorted, 0.5), spread: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
}

/**
 * A clock that jumped: from some row on, the distance between what the rows say and when they came is another, the same
 * for all. The jump of a time zone is told by its half hours.
 */
export function clockJump({ name, times, arrivals, current }: TimedColumn): Found[] {
  const rows = Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]!));
  const lags = Float64Array.from(rows, (row) => arrivals[row]! - times[row]!);
  const at = lags.length < 2 * LEAST_ROWS ? 0 : splitAt(lags);
  if (at < LEAST_ROWS || lags.length - at < LEAST_ROWS) return [];
  const [before, after] = [level(lags.subarray(0, at)), level(lags.subarray(at))];
  const jump = after.middle - before.middle;
  const size = Math.abs(jump);
  if (size < LEAST_JUMP || size < CLEAR * Math.max(before.spread, after.spread)) return [];
  const isAfter = (lag: number) => Math.abs(lag - after.middle) < Math.abs(lag - before.middle);
  const agree = lags.reduce((count, lag, i) => count + Number(isAfter(lag) === i >= at), 0);
  if (agree < AGREE * lags.length) return [];
  const touched = lags.length - Math.max(at, lags.length - current);
  const share = Math.min(1, touched / Math.max(1, current));
  const halves = Math.round(size / ZONE) * ZONE;
  const zone = halves > 0 && size <= LARGEST_ZONE && Math.abs(size - halves) <= ZONE_ERROR;
  const evidence = say("clockJumped", {
    ...{ column: name, way: jump > 0 ? say("clockBack") : say("clockAhead"), size: duration(zone ? halves : size) },
    ...{ zone: zone ? say("asZones") : "", share: percent(share) },
  });
  return [{ column: name, kind: "skew", evidence, share, breaking: true }];
}
