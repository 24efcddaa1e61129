/**
 * Truer probabilities: Platt scaling (Platt 1999) or isotonic regression for two classes, temperature scaling (Guo et al.
 * 2017) for more, learnt from what the model said about rows that it had not seen, and kept only where it proves itself
 * on further ones.
 */
import type { Task } from "../../contract/index.ts";
import { measure, reliability, rowBrier } from "../evaluate/index.ts";
import type { Calibration } from "../model.ts";
import type { CalibrationReport, ProbabilityQuality } from "../plan.ts";
import { calibrated } from "../reference/index.ts";
import { foldsOf, type Held, partsOf, pool } from "./held.ts";
import { fitIsotonic } from "./isotonic.ts";
import { isBeyondNoise } from "./noise.ts";

const STEPS = 50;
const ENOUGH = 1e-10;

interface Point {
  loss: number;
  /** By slope and by the second class's offset. */
  gradient: [number, number];
  hessian: [number, number, number];
}

/** Log loss at a slope and an offset, plus half their squared distance from "as it is": one row's worth of doubt. */
function pointAt({ scores, truth }: Held, smoothing: number, slope: number, offset: number): Point {
  const classes = scores.outputs;
  const platt = classes === 2;
  let loss = ((slope - 1) ** 2 + offset ** 2) / 2;
  const gradient: Point["gradient"] = [slope - 1, offset];
  const hessian: Point["hessian"] = [1, 0, 1];
  const logs = new Float64Array(classes);
  const odds = new Float64Array(classes);
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row]!;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      logs[k] = Math.log(scores.values[row * classes + k]! + smoothing);
      odds[k] = slope * logs[k]! + (platt && k === 1 ? offset : 0);
      most = Math.max(most, odds[k]!);
    }
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(odds[k]! - most);
    let mean = 0;
    let square = 0;
    for (let k = 0; k < classes; k++) {
      const p = Math.exp(odds[k]! - most) / total;
      mean += p * logs[k]!;
      square += p * logs[k]! ** 2;
    }
    loss += most + Math.log(total) - odds[label]!;
    gradient[0] += mean - logs[label]!;
    hessian[0] += square - mean ** 2;
    if (!platt) continue;
    const p = Math.exp(odds[1]! - most) / total;
    gradient[1] += p - label;
    hessian[1] += p * (logs[1]! - mean);
    hessian[2] += p * (1 - p);
  }
  return { loss, gradient, hessian };
}

/** Newton's method with halved steps; the loss is convex. */
export function fitCalibration(held: Held): Calibration {
  const classes = held.scores.outputs;
  const smoothing = 1 / (held.truth.length + classes);
  let [slope, offset] = [1, 0];
  let point = pointAt(held, smoothing, slope, offset);
  for (let step = 0; step < STEPS; step++) {
    const [a, b, c] = point.hessian;
    const [g, h] = point.gradient;
    const determinant = a * c - b * b;
    const [ds, dOffset] = [(c * g - b * h) / determinant, (a * h - b * g) / determinant];
    let share = 1;
    let next = pointAt(held, smoothing, slope - ds, offset - dOffset);
    while (next.loss > point.loss && share > ENOUGH) {
      share /= 2;
      next = pointAt(held, smoothing, slope - share * ds, offset - share * dOffset);
    }
    if (!(point.loss - next.loss > ENOUGH * point.loss)) break;
    slope -= share * ds;
    offset -= share * dOffset;
    point = next;
  }
  return {
    slope,
    offsets: Array.from({ length: classes }, (_, k) => (k === 1 && classes === 2 ? offset : 0)),
    smoothing,
  };
}

const applied = ({ scores, truth }: Held, calibration: Calibration): Held => ({
  scores: { ...scores, values: calibrated(scores.values, calibration) },
  truth,
});

function qualityOf({ scores, truth }: Held, task: Task): ProbabilityQuality {
  const value = (metric: "brier" | "log_loss" | "ece") => measure(metric, scores, truth, task, null);
  return {
    brier: value("brier"),
    log_loss: value("log_loss"),
    ece: value("ece"),
    bins: reliability(scores, truth),
  };
}

export interface Calibrated {
  calibration: Calibration;
  /** What the calibrated model says about each fold's rows, by a calibration learnt from other rows. */
  held: Held[];
  report: CalibrationReport;
}

/** Two classes: an isotonic curve is looked for on so many rows. */
const CURVE_ROWS = 1000;

/** Each part by a calibration learnt from the others; null where one of them gave none. */
function crossFitted(parts: readonly Held[], learn: (held: Held) => Calibration | null): Held[] | null {
  const crossed = parts.flatMap((part, at) => {
    const calibration = learn(pool(parts.filter((_, other) => other !== at)));
    return calibration ? [applied(part, calibration)] : [];
  });
  return crossed.length === parts.length ? crossed : null;
}

/** Whether the Brier score falls beyond noise. */
function isTruer(after: readonly Held[], before: readonly Held[]): boolean {
  const lossesOf = (held: readonly Held[]): Float64Array => {
    const { scores, truth } = pool(held);
    return rowBrier(scores, truth);
  };
  const losses = lossesOf(after);
  return isBeyondNoise(lossesOf(before).map((loss, row) => loss - losses[row]!));
}

/**
 * The simplest that proves itself: none, then Platt scaling or a temperature, then an isotonic curve.
 * @param folds what a classifier said about rows that it had not seen
 * @returns null unless the Brier score of rows that the calibration had not seen falls beyond noise
 * @example calibrate(trial.held, "binary")?.calibration.slope
 */
export function calibrate(folds: readonly Held[], task: Task): Calibrated | null {
  if (task === "regression" || folds.length === 0) return null;
  const parts = partsOf(folds);
  const all = pool(parts);
  const hasCurve = task === "binary" && all.truth.length >= CURVE_ROWS;
  let best: { held: readonly Held[]; calibration: Calibration | null } = { held: parts, calibration: null };
  for (const learn of hasCurve ? [fitCalibration, fitIsotonic] : [fitCalibration]) {
    const held = crossFitted(parts, learn);
    const calibration = learn(all);
    if (held && calibration && calibration.slope > 0 && isTruer(held, best.held)) best = { held, calibration };
  }
  if (!best.calibration) return null;
  const after = pool(best.held);
  return {
    calibration: best.calibration,
    held: foldsOf(best.held, folds.length),
    report: { rows: all.truth.length, before: qualityOf(all, task), after: qualityOf(after, task) },
  };
}
