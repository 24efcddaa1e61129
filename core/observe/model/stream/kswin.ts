import { createRng } from "../../../shared/index.ts";
import { ksExactTail, ksStatistic } from "../../statistics/index.ts";
import type { ChangeDetector } from "./detector.ts";

export interface KswinOptions {
  /** False alarms per comparison; there is one per value. */
  alpha?: number;
  /** Values kept. */
  window?: number;
  /** Of these, so many newest are compared with as many of the older ones. */
  recent?: number;
  /** `count` different places among the first `places`. */
  draw?: (places: number, count: number) => ArrayLike<number>;
}

/** Distances under this are no change, however improbable. */
const LEAST_DISTANCE = 0.1;

/** The beginning of a shuffle (Fisher & Yates) that goes on from where the last one stood: as random, and no longer than needed. */
function drawFrom(seed: number): (places: number, count: number) => Int32Array {
  const rng = createRng(seed);
  let order = new Int32Array(0);
  return (places, count) => {
    if (order.length !== places) order = Int32Array.from({ length: places }, (_, place) => place);
    for (let k = 0; k < count; k++) {
      const j = k + rng.int(places - k);
      const place = order[j]!;
      order[j] = order[k]!;
      order[k] = place;
    }
    return order.subarray(0, count);
  };
}

/** The smallest distance of two samples of so many values that is as improbable as alpha. */
function criticalDistance(rows: number, alpha: number): number {
  for (let steps = 1; steps <= rows; steps++) if (ksExactTail(rows, rows, steps / rows) <= alpha) return steps / rows;
  return Number.POSITIVE_INFINITY;
}

/**
 * KSWIN: the newest values of a window against a random sample of its older ones, by the exact two-sample
 * Kolmogorov-Smirnov test at every value. It hears any change of the distribution, a wider spread with the same mean too.
 * O(window) per value. Defaults and indices as river's.
 * @example createKswin().update(0.3) // false
 * Source: Raab, Heusinger & Schleif 2020, Reactive Soft Prototype Computing for Concept Drift Streams.
 */
export function createKswin(options: KswinOptions = {}): ChangeDetector {
  const { alpha = 0.005, window: width = 100, recent = 30, draw = drawFrom(0) } = options;
  const critical = Math.max(criticalDistance(recent, alpha), LEAST_DISTANCE + Number.EPSILON);
  let window: number[] = [];
  const older = new Float64Array(recent);
  const newest = new Float64Array(recent);
  return {
    update(value) {
      window.push(value);
      if (window.length > width) window.shift();
      if (window.length < width) return false;
      const places = draw(width - recent, recent);
      for (let k = 0; k < recent; k++) {
        older[k] = window[places[k]!]!;
        newest[k] = window[width - recent + k]!;
      }
      older.sort();
      newest.sort();
      // Distances are multiples of 1 ÷ recent: half a step of slack keeps rounding out.
      const changed = ksStatistic(older, newest) > critical - 0.5 / recent;
      if (changed) window = [];
      return changed;
    },
  };
}
