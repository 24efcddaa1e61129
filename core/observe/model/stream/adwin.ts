import type { ChangeDetector } from "./detector.ts";

export interface AdwinOptions {
  /** Confidence: about the rate of false alarms per check. */
  delta?: number;
  /** Values between two checks. */
  clock?: number;
  /** Buckets of one size before two are merged. */
  maxBuckets?: number;
  /** Least length of either part of the window. */
  minPart?: number;
  /** Values before the first check. */
  grace?: number;
}

/** Summary of 2^level neighbouring values: their sum, and the sum of squared deviations from their mean. */
interface Bucket {
  total: number;
  variance: number;
}

interface Window {
  /** `levels[k]` holds buckets of 2^k values, oldest first. */
  levels: Bucket[][];
  width: number;
  total: number;
  variance: number;
}

export interface AdwinState {
  window: Window;
  /** Values since the window began. */
  tick: number;
}

const spread = (n: number, m: number, meanDifference: number): number =>
  ((n * m) / (n + m)) * meanDifference * meanDifference;

function insert(window: Window, value: number, maxBuckets: number): void {
  if (window.width > 0) window.variance += spread(1, window.width, value - window.total / window.width);
  window.levels[0]!.push({ total: value, variance: 0 });
  window.width++;
  window.total += value;
  for (let level = 0; window.levels[level]!.length > maxBuckets; level++) {
    const [first, second] = window.levels[level]!.splice(0, 2) as [Bucket, Bucket];
    const size = 2 ** level;
    if (level + 1 === window.levels.length) window.levels.push([]);
    window.levels[level + 1]!.push({
      total: first.total + second.total,
      variance: first.variance + second.variance + spread(size, size, (first.total - second.total) / size),
    });
  }
}

function dropOldest(window: Window): void {
  const level = window.levels.length - 1;
  const size = 2 ** level;
  const bucket = window.levels[level]!.shift()!;
  window.width -= size;
  window.total -= bucket.total;
  const difference = bucket.total / size - window.total / window.width;
  window.variance -= bucket.variance + spread(size, window.width, difference);
  if (window.levels[level]!.length === 0 && level > 0) window.levels.pop();
}

/** True where some cut splits the window into an older and a newer part whose means differ beyond the bound. */
function hasCut(window: Window, delta: number, minPart: number): boolean {
  const confidence = Math.log((2 * Math.log(window.width)) / delta);
  const variance = window.variance / window.width;
  let older = 0;
  let olderTotal = 0;
  for (let level = window.levels.length - 1; level >= 0; level--) {
    const buckets = window.levels[level]!;
    for (let k = 0; k < buckets.length; k++) {
      older += 2 ** level;
      olderTotal += buckets[k]!.total;
      const newer = window.width - older;
      if (older < minPart || newer < minPart) continue;
      const harmonic = 1 / (older - minPart + 1) + 1 / (newer - minPart + 1);
      const bound = Math.sqrt(2 * harmonic * variance * confidence) + (2 / 3) * confidence * harmonic;
      if (Math.abs(olderTotal / older - (window.total - olderTotal) / newer) > bound) return true;
    }
  }
  return false;
}

/**
 * ADWIN: keeps as long a window as shows no change of the mean, in O(log n) memory, and fires where it has to shorten it.
 * Values should lie in [0, 1], which its bound assumes. Defaults and indices as river's.
 * @example createAdwin().update(0.3) // false
 * Source: Bifet & Gavaldà 2007, Learning from Time-Changing Data with Adaptive Windowing (ADWIN2).
 */
export function createAdwin(options: AdwinOptions = {}, from?: AdwinState): ChangeDetector<AdwinState> {
  const { delta = 0.002, clock = 32, maxBuckets = 5, minPart = 5, grace = 10 } = options;
  const fresh = (): Window => ({ levels: [[]], width: 0, total: 0, variance: 0 });
  let { window, tick } = from ?? { window: fresh(), tick: 0 };
  return {
    state: () => ({ window, tick }),
    update(value) {
      insert(window, value, maxBuckets);
      tick++;
      if (tick % clock !== 0 || window.width <= grace) return false;
      let changed = false;
      while (hasCut(window, delta, minPart)) {
        changed = true;
        dropOldest(window);
      }
      // river starts a new window after a change; what is left of this one has just been shown to be of one kind.
      if (changed) {
        window = fresh();
        tick = 0;
      }
      return changed;
    },
  };
}
