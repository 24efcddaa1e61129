/**
 * Correcting a classifier for classes that became more or less frequent, without training: the prior odds are moved
 * (Saerens, Latinne & Decaestecker 2002, equation 2.4). On the log-odds scale that is one constant per class.
 */
import { statistics } from "../observe/index.ts";
import type { FittedModel, Predictor } from "../train/index.ts";

/** A change of the shares that adds less to the likelihood is chance, looked for at thousands of places. */
const LEAST_STRENGTH = 16;

/** Shares of the classes, each class given half a row so that none is impossible. */
export function classShares(truth: Float64Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0.5);
  for (const label of truth) if (!Number.isNaN(label)) counts[label]! += 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}

/**
 * The first row from which the classes come in their newest shares: rows before a change say nothing about those.
 * Looked for in the class whose share differs most from what it was.
 * @param truth codes in time order, NaN where unknown
 * @param before shares of the classes before those rows
 * @returns 0 where the shares did not change among the rows
 * @example sharesChangedAt(codesThatChangeAtRow500, [0.5, 0.5]) // 500
 */
export function sharesChangedAt(truth: Float64Array, before: readonly number[]): number {
  const known = Int32Array.from(truth.keys()).filter((row) => !Number.isNaN(truth[row]!));
  const newest = classShares(truth.subarray(truth.length >> 1), before.length);
  const moved = newest.map((share, k) => Math.abs(share - before[k]!));
  const most = moved.indexOf(Math.max(...moved));
  const found = statistics.changePoint(Float64Array.from(known, (row) => (truth[row] === most ? 1 : 0)));
  return found !== null && found.strength >= LEAST_STRENGTH ? known[found.at]! : 0;
}

const added = (values: readonly number[], offsets: readonly number[]): number[] =>
  values.map((value, output) => value + offsets[output]!);

/** Null where the raw outputs are shares and not log odds (voting trees, a constant share, a blend). */
function shifted(predictor: FittedModel["predictor"], offsets: readonly number[]): Predictor | null {
  if (predictor.kind === "blend" || predictor.link === "identity") return null;
  if (predictor.kind === "constant") return { ...predictor, outputs: added(predictor.outputs, offsets) };
  if (predictor.kind === "linear") return { ...predictor, bias: added(predictor.bias, offsets) };
  return predictor.aggregate === "sum" ? { ...predictor, base: added(predictor.base, offsets) } : null;
}

/**
 * The same model for other shares of the classes, or null where its form does not allow that. Calibrated probabilities
 * are moved after their calibration.
 * @param before shares it was trained on, in the order of its classes
 * @param now shares to correct it for
 */
export function withPriors(model: FittedModel, before: readonly number[], now: readonly number[]): FittedModel | null {
  if (model.task === "regression") return null;
  const logs = now.map((share, k) => Math.log(share / before[k]!));
  const { calibration } = model;
  if (calibration) return { ...model, calibration: { ...calibration, offsets: added(calibration.offsets, logs) } };
  const offsets = model.predictor.link === "sigmoid" ? [logs[1]! - logs[0]!] : logs;
  const predictor = shifted(model.predictor, offsets);
  return predictor && { ...model, predictor };
}
