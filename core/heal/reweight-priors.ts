/**
 * Correcting a classifier for classes that became more or less frequent, without training: the prior odds are moved
 * (Saerens, Latinne & Decaestecker 2002, equation 2.4). On the log-odds scale that is one constant per class.
 */
import type { FittedModel, Predictor } from "../train/index.ts";

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
