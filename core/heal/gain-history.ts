/**
 * What earlier refit tests say together. A single test judges on the newest rows only, and what is better there need
 * not stay better: on real streams the gain of a refit scatters more between slices than it is large. But it grows with
 * the rows that the live version has not seen, and that rate can be learnt from the tests themselves.
 */
import { sum } from "simple-statistics";

export interface PastGain {
  /** Labelled rows that the challenger had learnt from and the live version had not. */
  stale: number;
  /** Log of the live version's mean loss ÷ the challenger's; positive where the challenger was better. */
  gain: number;
}

export interface GainHistory {
  tests: number;
  /** Gain per stale row. */
  rate: number;
  /** The rate in its own standard errors. */
  t: number;
}

/** Each test weighs this much less than the next newer one: worlds change their pace. */
const FADING = 0.9;
/** The rate is shrunk by as many tests that gained nothing: two lucky ones prove little. */
const TESTS_OF_NOTHING = 3;
/** Scatter that is assumed before any was seen, squared. */
const LEAST_SCATTER = 0.01;
/** A gain beyond a factor of e counts as one: a single catastrophe must not rule the rate. */
const LARGEST = 1;

/**
 * Weighted least squares of gain on stale rows through the origin, shrunk towards 0.
 * @param past newest first
 * @example gainHistory([{ stale: 100, gain: 0.1 }, { stale: 200, gain: 0.2 }])?.rate // > 0
 */
export function gainHistory(past: readonly PastGain[]): GainHistory | null {
  const tests = past.length;
  if (tests === 0) return null;
  const gains = past.map(({ gain }) => Math.max(-LARGEST, Math.min(LARGEST, gain)));
  const weights = past.map((_, age) => FADING ** age);
  const meanSquare = sum(past.map(({ stale }) => stale ** 2)) / tests;
  const spread = TESTS_OF_NOTHING * meanSquare + sum(past.map(({ stale }, age) => weights[age]! * stale ** 2));
  const rate = sum(past.map(({ stale }, age) => weights[age]! * stale * gains[age]!)) / spread;
  const residuals = sum(past.map(({ stale }, age) => (gains[age]! - rate * stale) ** 2));
  const scatter = Math.sqrt((residuals + LEAST_SCATTER) / (tests + 1));
  return { tests, rate, t: (rate * Math.sqrt(spread)) / scatter };
}
