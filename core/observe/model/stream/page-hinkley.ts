import type { ChangeDetector } from "./detector.ts";

export interface PageHinkleyOptions {
  /** Values before the first verdict. */
  minInstances?: number;
  /** Changes smaller than this are allowed, in the values' unit. */
  delta?: number;
  /** λ: cumulated deviation that counts as a change. */
  threshold?: number;
  /** Forgetting factor of the sums. */
  alpha?: number;
}

export type PageHinkleyState = Record<"n" | "mean" | "up" | "down" | "lowest" | "highest", number>;

/**
 * Page-Hinkley test, two-sided: cumulates deviations from the running mean and fires where the sum has left its extreme
 * by more than λ. O(1) per value. Defaults and indices as river's.
 * @example createPageHinkley().update(0.3) // false
 * Source: Page 1954; Gama et al. 2014, A Survey on Concept Drift Adaptation.
 */
export function createPageHinkley(
  options: PageHinkleyOptions = {},
  from?: PageHinkleyState,
): ChangeDetector<PageHinkleyState> {
  const { minInstances = 30, delta = 0.005, threshold = 50, alpha = 1 - 0.0001 } = options;
  const fresh = () => ({ n: 0, mean: 0, up: 0, down: 0, lowest: Number.POSITIVE_INFINITY, highest: -1 });
  let state = from ?? fresh();
  return {
    state: () => state,
    update(value) {
      state.n++;
      state.mean += (value - state.mean) / state.n;
      const deviation = value - state.mean;
      state.up = alpha * state.up + deviation - delta;
      state.down = alpha * state.down + deviation + delta;
      state.lowest = Math.min(state.lowest, state.up);
      state.highest = Math.max(state.highest, state.down);
      if (state.n < minInstances) return false;
      const changed = state.up - state.lowest > threshold || state.highest - state.down > threshold;
      if (changed) state = fresh();
      return changed;
    },
  };
}
