import type { ChangeDetector } from "./detector.ts";

export interface DdmOptions {
  /** Values before the first verdict. */
  warmStart?: number;
  /** Standard deviations above the best error rate that count as a change. */
  driftThreshold?: number;
}

export type DdmState = Record<"n" | "rate" | "bestRate" | "bestDeviation" | "best", number>;

/**
 * Drift Detection Method on a stream of errors, 1 where the model was wrong and 0 where it was right: fires where error
 * rate plus its standard deviation p + s exceeds p_min + 3 · s_min of the best moment so far. O(1) per value. Defaults
 * and indices as river's.
 * @example createDdm().update(1) // false
 * Source: Gama, Medas, Castillo & Rodrigues 2004, Learning with Drift Detection.
 */
export function createDdm(options: DdmOptions = {}, from?: DdmState): ChangeDetector<DdmState> {
  const { warmStart = 30, driftThreshold = 3 } = options;
  const fresh = () => ({ n: 0, rate: 0, bestRate: 0, bestDeviation: 0, best: Number.POSITIVE_INFINITY });
  let state = from ?? fresh();
  return {
    state: () => state,
    update(value) {
      state.n++;
      state.rate += (value - state.rate) / state.n;
      const deviation = Math.sqrt((state.rate * (1 - state.rate)) / state.n);
      if (state.n <= warmStart) return false;
      const level = state.rate + deviation;
      if (level <= state.best) {
        state.best = level;
        state.bestRate = state.rate;
        state.bestDeviation = deviation;
      }
      const changed = level > state.bestRate + driftThreshold * state.bestDeviation;
      if (changed) state = fresh();
      return changed;
    },
  };
}
