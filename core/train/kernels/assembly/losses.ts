/**
 * First and second derivative of each row's loss in its raw scores, a block of rows at a time, with the block's
 * Σ|gradient| and Σ hessian, which packing needs.
 */
import { exp, exp2, ones } from "./exp";
import { BLOCK_SUMS, CHUNK, DERIVATIVES, LABELS, LOSS, LOSS_SETTING, OUTPUTS, ROWS, SCORES, WEIGHTS } from "./layout";

const SQUARED: u32 = 0;
const LOGISTIC: u32 = 1;
const SOFTMAX: u32 = 2;
const POISSON: u32 = 3;

export function deriveBlock(block: u32): void {
  const from = block * CHUNK;
  const to = min(from + CHUNK, load<u32>(ROWS));
  const loss = load<u32>(LOSS);
  if (loss == SQUARED) squared(from, to);
  else if (loss == LOGISTIC) logistic(from, to);
  else if (loss == SOFTMAX) softmax(from, to);
  else if (loss == POISSON) poisson(from, to);
  else quantile(from, to);
  const outputs = load<u32>(OUTPUTS);
  for (let output: u32 = 0; output < outputs; output++) finish(output, block, from, to);
}

/** Weighs the derivatives and adds them up: even rows of the block, odd rows, then both. */
function finish(output: u32, block: u32, from: u32, to: u32): void {
  const rows = <usize>load<u32>(ROWS);
  const first = load<usize>(DERIVATIVES) + ((<usize>output * rows) << 4);
  if (load<usize>(WEIGHTS) != 0) weigh(first, from, to);
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const end = first + ((<usize>to) << 4);
  let at = first + ((<usize>from) << 4);
  for (; at + 16 < end; at += 32) {
    even = f64x2.add(even, f64x2.abs(v128.load(at)));
    odd = f64x2.add(odd, f64x2.abs(v128.load(at, 16)));
  }
  if (at < end) even = f64x2.add(even, f64x2.abs(v128.load(at)));
  const blocks = (<u32>rows + CHUNK - 1) / CHUNK;
  v128.store(load<usize>(BLOCK_SUMS) + ((<usize>(output * blocks + block)) << 4), f64x2.add(even, odd));
}

function weigh(first: usize, from: u32, to: u32): void {
  const weights = load<usize>(WEIGHTS);
  for (let row = <usize>from; row < <usize>to; row++) {
    const at = first + (row << 4);
    v128.store(at, f64x2.mul(v128.load(at), v128.load64_splat(weights + (row << 3))));
  }
}

function keep(row: usize, gradient: f64, hessian: f64): void {
  const at = load<usize>(DERIVATIVES) + (row << 4);
  store<f64>(at, gradient);
  store<f64>(at, hessian, 8);
}

function squared(from: u32, to: u32): void {
  const labels = load<usize>(LABELS);
  const scores = load<usize>(SCORES);
  for (let row = <usize>from; row < <usize>to; row++)
    keep(row, load<f64>(scores + (row << 3)) - load<f64>(labels + (row << 3)), 1);
}

/** Two rows at a time; an odd one at the end by itself. */
function logistic(from: u32, to: u32): void {
  const labels = load<usize>(LABELS);
  const scores = load<usize>(SCORES);
  const derivatives = load<usize>(DERIVATIVES);
  const pairs = <usize>(from + ((to - from) & ~1));
  for (let row = <usize>from; row < pairs; row += 2) {
    const p = f64x2.div(ones(), f64x2.add(ones(), exp2(f64x2.neg(v128.load(scores + (row << 3))))));
    const gradient = f64x2.sub(p, v128.load(labels + (row << 3)));
    const hessian = f64x2.mul(p, f64x2.sub(ones(), p));
    v128.store(derivatives + (row << 4), v128.shuffle<f64>(gradient, hessian, 0, 2));
    v128.store(derivatives + (row << 4), v128.shuffle<f64>(gradient, hessian, 1, 3), 16);
  }
  if (pairs == <usize>to) return;
  const p = 1 / (1 + exp(-load<f64>(scores + (pairs << 3))));
  keep(pairs, p - load<f64>(labels + (pairs << 3)), p * (1 - p));
}

/** One output per class; the hessian is scaled by K / (K − 1) as LightGBM does (Friedman 2001). */
function softmax(from: u32, to: u32): void {
  const classes = <usize>load<u32>(OUTPUTS);
  const rows = <usize>load<u32>(ROWS);
  const factor = <f64>classes / <f64>(classes - 1);
  const labels = load<usize>(LABELS);
  const derivatives = load<usize>(DERIVATIVES);
  for (let row = <usize>from; row < <usize>to; row++) {
    const scores = load<usize>(SCORES) + (row << 3);
    let top = load<f64>(scores);
    for (let k: usize = 1; k < classes; k++) top = max(top, load<f64>(scores + ((k * rows) << 3)));
    let total: f64 = 0;
    for (let k: usize = 0; k < classes; k++) {
      const part = exp(load<f64>(scores + ((k * rows) << 3)) - top);
      store<f64>(derivatives + ((k * rows + row) << 4), part);
      total += part;
    }
    const own = <usize>load<f64>(labels + (row << 3));
    for (let k: usize = 0; k < classes; k++) {
      const share = load<f64>(derivatives + ((k * rows + row) << 4)) / total;
      keep(k * rows + row, share - (k == own ? 1 : 0), factor * share * (1 - share));
    }
  }
}

/** The raw score is the logarithm of the mean; the setting is added to it in the hessian, against too long steps. */
function poisson(from: u32, to: u32): void {
  const labels = load<usize>(LABELS);
  const scores = load<usize>(SCORES);
  const caution = exp(load<f64>(LOSS_SETTING));
  for (let row = <usize>from; row < <usize>to; row++) {
    const mean = exp(load<f64>(scores + (row << 3)));
    keep(row, mean - load<f64>(labels + (row << 3)), mean * caution);
  }
}

/** The setting is the quantile. */
function quantile(from: u32, to: u32): void {
  const labels = load<usize>(LABELS);
  const scores = load<usize>(SCORES);
  const level = load<f64>(LOSS_SETTING);
  for (let row = <usize>from; row < <usize>to; row++) {
    const above = load<f64>(scores + (row << 3)) >= load<f64>(labels + (row << 3));
    keep(row, above ? 1 - level : -level, 1);
  }
}
