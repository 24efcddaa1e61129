import { createRng } from "../../../shared/index.ts";
import { ksExactTail } from "../../statistics/index.ts";
import type { ChangeDetector } from "./detector.ts";

export interface KswinOptions {
  /** False alarms per comparison; there is one per value. */
  alpha?: number;
  /** Values kept. */
  window?: number;
  /** Of these, so many newest are compared with as many of the older ones. */
  recent?: number;
  /** `count` different places among the first `places`; by seeded chance where absent. */
  draw?: (places: number, count: number) => ArrayLike<number>;
}

/** Distances under this are no change, however improbable. */
const LEAST_DISTANCE = 0.1;

interface DrawState {
  rng: readonly number[];
  order: Int32Array;
}

/** The beginning of a shuffle (Fisher & Yates) that goes on from where the last one stood: as random, and no longer than needed. */
function createDraw(from?: DrawState) {
  const rng = createRng(0, from?.rng);
  let order = from?.order ?? new Int32Array(0);
  const draw = (places: number, count: number): Int32Array => {
    if (order.length !== places) order = Int32Array.from({ length: places }, (_, place) => place);
    for (let k = 0; k < count; k++) {
      const j = k + rng.int(places - k);
      const place = order[j]!;
      order[j] = order[k]!;
      order[k] = place;
    }
    return order.subarray(0, count);
  };
  return { draw, state: (): DrawState => ({ rng: rng.state(), order }) };
}

/** The smallest distance of two samples of so many values that is as improbable as alpha. */
function criticalDistance(rows: number, alpha: number): number {
  for (let steps = 1; steps <= rows; steps++) if (ksExactTail(rows, rows, steps / rows) <= alpha) return steps / rows;
  return Number.POSITIVE_INFINITY;
}

/** Values in the order of their arrival and of their size: both are kept from one value to the next, so that none is sorted. */
interface Window {
  /** The value at `arrived % width` is the oldest once the window is full. */
  values: Float64Array;
  arrived: number;
  /** Places in `values`, smallest value first. */
  ascending: number[];
}

export interface KswinState {
  window: Window;
  drawn: DrawState;
}

function take({ values, ascending }: Window, place: number, value: number, isFull: boolean): void {
  if (isFull) ascending.splice(ascending.indexOf(place), 1);
  values[place] = value;
  let at = ascending.length;
  while (at > 0 && values[ascending[at - 1]!]! > value) at--;
  ascending.splice(at, 0, place);
}

/** By how many values the two samples differ where they differ most, ties stepping together. @param side 1 or −1 for either sample, else 0 */
function largestGap({ values, ascending }: Window, side: Int8Array): number {
  let gap = 0;
  let largest = 0;
  for (let k = 0; k < ascending.length; k++) {
    const place = ascending[k]!;
    gap += side[place]!;
    const next = ascending[k + 1];
    if (next === undefined || values[next] !== values[place]) largest = Math.max(largest, Math.abs(gap));
  }
  return largest;
}

/**
 * KSWIN: the newest values of a window against a random sample of its older ones, by the exact two-sample
 * Kolmogorov-Smirnov test at every value. It hears any change of the distribution, a wider spread with the same mean too.
 * O(window) per value. Defaults and indices as river's.
 * @example createKswin().update(0.3) // false
 * Source: Raab, Heusinger & Schleif 2020, Reactive Soft Prototype Computing for Concept Drift Streams.
 */
export function createKswin(options: KswinOptions = {}, from?: KswinState): ChangeDetector<KswinState> {
  const byChance = createDraw(from?.drawn);
  const { alpha = 0.005, window: width = 100, recent = 30, draw = byChance.draw } = options;
  const critical = Math.max(criticalDistance(recent, alpha), LEAST_DISTANCE + Number.EPSILON);
  const fresh = (): Window => ({ values: new Float64Array(width), arrived: 0, ascending: [] });
  let window = from?.window ?? fresh();
  const side = new Int8Array(width);
  return {
    state: () => ({ window, drawn: byChance.state() }),
    update(value) {
      take(window, window.arrived % width, value, window.arrived >= width);
      window.arrived++;
      if (window.arrived < width) return false;
      const oldest = window.arrived % width;
      side.fill(0);
      for (let k = 1; k <= recent; k++) side[(oldest + width - k) % width] = -1;
      const places = draw(width - recent, recent);
      for (let k = 0; k < recent; k++) side[(oldest + places[k]!) % width] = 1;
      // Distances are multiples of 1 ÷ recent: half a step of slack keeps rounding out.
      const changed = largestGap(window, side) / recent > critical - 0.5 / recent;
      if (changed) window = fresh();
      return changed;
    },
  };
}
