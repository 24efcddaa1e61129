/** Raw outputs → what is answered: a value, or a probability per class. */
import type { Calibration, Link } from "../model.ts";

/** In place, per row: exp(x − max) ÷ their sum. */
function softmax(values: Float64Array, width: number): void {
  for (let at = 0; at < values.length; at += width) {
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < width; k++) most = Math.max(most, values[at + k]!);
    let sum = 0;
    for (let k = 0; k < width; k++) {
      values[at + k] = Math.exp(values[at + k]! - most);
      sum += values[at + k]!;
    }
    for (let k = 0; k < width; k++) values[at + k]! /= sum;
  }
}

/** In place, per row: shares that add up to 1. */
function normalise(values: Float64Array, width: number): void {
  for (let at = 0; at < values.length; at += width) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += values[at + k]!;
    for (let k = 0; k < width; k++) values[at + k]! /= sum;
  }
}

/** One log-odds per row → [1 − p, p]. */
function sigmoid(raw: Float64Array): Float64Array {
  const values = new Float64Array(raw.length * 2);
  for (let row = 0; row < raw.length; row++) {
    const p = 1 / (1 + Math.exp(-raw[row]!));
    values[2 * row] = 1 - p;
    values[2 * row + 1] = p;
  }
  return values;
}

/** The answers of a regression, standardised still. */
export const numbers = (raw: Float64Array, link: Link): Float64Array =>
  link === "exponential" ? raw.map(Math.exp) : raw;

/** @returns rows × classes probabilities; `identity` takes class shares, up to rounding */
export function probabilities(raw: Float64Array, width: number, link: Link): Float64Array {
  if (link === "sigmoid") return sigmoid(raw);
  const values = raw.slice();
  if (link === "softmax") softmax(values, width);
  else normalise(values, width);
  return values;
}

/** Probabilities of two classes, moved along a curve of the second one's. */
function curved(values: Float64Array, curve: NonNullable<Calibration["curve"]>): Float64Array {
  const moved = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 2) {
    const p = values[at + 1]!;
    let right = 1;
    while (right < curve.length - 1 && p > curve[right]!.said) right++;
    const [from, to] = [curve[right - 1]!, curve[right]!];
    const meant = from.meant + ((to.meant - from.meant) / (to.said - from.said)) * (p - from.said);
    moved[at] = 1 - meant;
    moved[at + 1] = meant;
  }
  return moved;
}

/** Probabilities as they are answered, rows × classes. */
export function calibrated(values: Float64Array, { slope, offsets, smoothing, curve }: Calibration): Float64Array {
  const classes = offsets.length;
  const said = curve ? curved(values, curve) : values;
  const odds = said.map((p, i) => offsets[i % classes]! + slope * Math.log(p + smoothing));
  softmax(odds, classes);
  return odds;
}
