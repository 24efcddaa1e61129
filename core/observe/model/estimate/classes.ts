/**
 * Confidence-based performance estimation: where probabilities are true, they say how often the answers are right.
 * Source: Białek, Kuberski, Perrakis & Bifet 2024, Estimating Model Performance Under Covariate Shift Without Labels
 * (CBPE of NannyML); here the probabilities are made true by Platt or temperature scaling instead of isotonic regression.
 */
import type { Intervals, Metrics } from "../../../contract/index.ts";
import { createRng } from "../../../shared/index.ts";
import {
  calibrated,
  type Estimator,
  expectedIntervals,
  expectedMetrics,
  type Scores,
  takeScores,
} from "../../../train/index.ts";
import { calibrationGap, type Gap } from "./calibration-gap.ts";

type ClassEstimator = Extract<Estimator, { kind: "classes" }>;

/** Rows that intervals are drawn from. */
const INTERVAL_ROWS = 1000;

/**
 * The gap of the class where it is most certain; the second class stands for both of two.
 * @param beliefs rows × classes
 */
export function classGap({ outputs, values }: Scores, truth: Float64Array): Gap {
  const gaps: Gap[] = [];
  for (let k = outputs === 2 ? 1 : 0; k < outputs; k++) {
    const said = truth.map((_, row) => values[row * outputs + k]!);
    const came = truth.map((label) => (label === k ? 1 : 0));
    gaps.push(calibrationGap(said, came, (row) => said[row]! * (1 - said[row]!)));
  }
  const clearest = gaps.reduce((most, gap) => (gap.p_value < most.p_value ? gap : most));
  return { ...clearest, p_value: Math.min(1, clearest.p_value * gaps.length) };
}

export const believed = ({ calibration }: ClassEstimator, { outputs, values }: Scores): Scores => ({
  outputs,
  values: calibrated(values, calibration),
});

/** @param scores of answered rows, none NaN */
export function estimateClasses(
  estimator: ClassEstimator,
  scores: Scores,
  threshold: number | null,
  seed: number,
): { metrics: Metrics; intervals: Intervals } {
  const metrics = expectedMetrics(scores, believed(estimator, scores).values, threshold);
  const rows = scores.values.length / scores.outputs;
  const order = createRng(seed).shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  const sample = takeScores(scores, order.slice(0, INTERVAL_ROWS));
  const beliefs = estimator.replicates.map((calibration) => calibrated(sample.values, calibration));
  const shrink = Math.sqrt(Math.min(1, INTERVAL_ROWS / rows));
  return { metrics, intervals: expectedIntervals(sample, beliefs, metrics, { threshold, seed, shrink }) };
}
