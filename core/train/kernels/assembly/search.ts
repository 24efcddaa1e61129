/**
 * The best split of a column for one or two leaves: gain = G²/(H + l2) summed over the children. Missing cells are
 * tried on both sides; categories are ordered by gradient / hessian (Fisher 1958), as LightGBM does. With monotone
 * constraints a child's value is held within the leaf's bounds, and a split that turns the wrong way is none.
 */
import {
  BINS,
  BOUNDED,
  CATEGORICAL,
  COLUMN_BYTES,
  COLUMNS,
  GRADIENT_UNIT,
  HELPER_HISTOGRAMS,
  HELPERS,
  HESSIAN_UNIT,
  HISTOGRAM,
  L2,
  LEAF_BYTES,
  LEAF_HIGHEST,
  LEAF_LEAST,
  LEAF_LOWEST,
  LEAF_TO_BEAT,
  LEAF_WANTED,
  LEAVES,
  MISSING,
  MONOTONE,
  PARENT,
  RESULT_BIN,
  RESULT_BYTES,
  RESULT_KEYS,
  RESULT_LEFT,
  RESULT_MISSING,
  RESULT_ORDER,
  RESULT_SIDES,
  RESULTS,
  SEARCHED,
  TOUCHED,
} from "./layout";

/** Added to the hessian when categories are ordered, and to l2 in their gain: few rows must not look extreme. */
const CATEGORY_SMOOTHING: f64 = 10;
/** Most categories on the smaller side of a split; up to four categories are tried one against the rest. */
const MAX_CATEGORIES: i32 = 32;
const ONE_AGAINST_REST: i32 = 4;
/** Scores closer than this, relatively, are equal: rounding decides no tie. */
const TIE: f64 = 1e-7;

function gradientOf(sum: i64): f64 {
  return <f64>(<i32>(sum >> 32));
}
function hessianOf(sum: i64): f64 {
  return <f64>(<u32>sum);
}

/** Brings a column's histograms up to date and searches both leaves: what remains of the parent is leaf 1. */
export function searchColumn(task: u32): void {
  const column = load<u32>(load<usize>(SEARCHED) + ((<usize>task) << 2));
  const bins = load<u32>(load<usize>(BINS) + ((<usize>column) << 2));
  const offset = <usize>column * COLUMN_BYTES;
  const small = load<usize>(HISTOGRAM) + offset;
  const parent = load<usize>(PARENT);
  addHelpers(small, offset, bins);
  if (parent != 0) subtract(parent + offset, small, bins);
  searchLeaf(0, column, bins, small);
  if (parent != 0) searchLeaf(1, column, bins, parent + offset);
}

function addHelpers(histogram: usize, offset: usize, bins: u32): void {
  const bytes = <usize>load<u32>(COLUMNS) * COLUMN_BYTES;
  const touched = load<usize>(TOUCHED);
  const helpers = load<u32>(HELPERS);
  for (let thread: usize = 1; thread <= helpers; thread++) {
    if (load<u8>(touched + thread) == 0) continue;
    const own = load<usize>(HELPER_HISTOGRAMS) + (thread - 1) * bytes + offset;
    const end = (<usize>bins) << 3;
    for (let at: usize = 0; at < end; at += 8)
      store<i64>(histogram + at, load<i64>(histogram + at) + load<i64>(own + at));
    const at = MISSING << 3;
    store<i64>(histogram + at, load<i64>(histogram + at) + load<i64>(own + at));
  }
}

function subtract(parent: usize, child: usize, bins: u32): void {
  const end = (<usize>bins) << 3;
  for (let at: usize = 0; at < end; at += 8) store<i64>(parent + at, load<i64>(parent + at) - load<i64>(child + at));
  const at = MISSING << 3;
  store<i64>(parent + at, load<i64>(parent + at) - load<i64>(child + at));
}

function searchLeaf(which: usize, column: u32, bins: u32, histogram: usize): void {
  const leaf = LEAVES + which * LEAF_BYTES;
  if (load<u32>(leaf, LEAF_WANTED) == 0) return;
  const result = load<usize>(RESULTS) + (which * load<u32>(COLUMNS) + column) * RESULT_BYTES;
  store<f64>(result, 0);
  if (load<u8>(load<usize>(CATEGORICAL) + column) == 1) searchCategory(leaf, bins, histogram, result);
  else searchNumber(leaf, bins, histogram, result, <i32>load<i8>(load<usize>(MONOTONE) + column));
}

/** Value of a child, held within the leaf's bounds. */
function childValue(leaf: usize, gradient: f64, divisor: f64): f64 {
  return min(max(-gradient / divisor, load<f64>(leaf, LEAF_LOWEST)), load<f64>(leaf, LEAF_HIGHEST));
}

/** What both children score together; −1 where one is too light or they turn the wrong way. */
function gainOf(leaf: usize, left: i64, least: f64, l2: f64, direction: i32): f64 {
  const right = load<i64>(leaf) - left;
  const leftUnits = hessianOf(left);
  const rightUnits = hessianOf(right);
  if (leftUnits < least || rightUnits < least) return -1;
  const leftGradient = gradientOf(left) * load<f64>(GRADIENT_UNIT);
  const rightGradient = gradientOf(right) * load<f64>(GRADIENT_UNIT);
  const leftHessian = leftUnits * load<f64>(HESSIAN_UNIT) + l2;
  const rightHessian = rightUnits * load<f64>(HESSIAN_UNIT) + l2;
  if (load<u32>(BOUNDED) == 0)
    return (leftGradient * leftGradient) / leftHessian + (rightGradient * rightGradient) / rightHessian;
  const leftValue = childValue(leaf, leftGradient, leftHessian);
  const rightValue = childValue(leaf, rightGradient, rightHessian);
  if (<f64>direction * (rightValue - leftValue) < 0) return -1;
  return (
    -(2 * leftGradient + leftHessian * leftValue) * leftValue -
    (2 * rightGradient + rightHessian * rightValue) * rightValue
  );
}

function searchNumber(leaf: usize, bins: u32, histogram: usize, result: usize, direction: i32): void {
  const missing = load<i64>(histogram, MISSING << 3);
  const l2 = load<f64>(L2);
  const least = load<f64>(leaf, LEAF_LEAST);
  let toBeat = load<f64>(leaf, LEAF_TO_BEAT);
  let left: i64 = 0;
  let lastBin: i32 = -1;
  for (let bin: u32 = 0; bin < bins; bin++) {
    const inBin = load<i64>(histogram + ((<usize>bin) << 3));
    if (inBin == 0) continue;
    left += inBin;
    if (bin == bins - 1 && missing == 0) break;
    const gain = gainOf(leaf, left, least, l2, direction);
    if (gain > toBeat) {
      toBeat = gain * (1 + TIE);
      keep(result, gain, left, missing == 0 ? 2 : 0);
      lastBin = bin;
    }
    if (missing == 0) continue;
    const withMissing = gainOf(leaf, left + missing, least, l2, direction);
    if (withMissing > toBeat) {
      toBeat = withMissing * (1 + TIE);
      keep(result, withMissing, left + missing, 1);
      lastBin = bin;
    }
  }
  store<i32>(result, lastBin < 0 ? lastBin : centred(histogram, lastBin, bins), RESULT_BIN);
}

function keep(result: usize, gain: f64, left: i64, missingLeft: i32): void {
  store<f64>(result, gain);
  store<i64>(result, left, RESULT_LEFT);
  store<i32>(result, missingLeft, RESULT_MISSING);
}

/** Middle of the run of empty bins after a split: the edge farthest from both sides' rows. */
function centred(histogram: usize, bin: i32, bins: i32): i32 {
  let next = bin + 1;
  while (next < bins - 1 && load<i64>(histogram + ((<usize>next) << 3)) == 0) next++;
  return bin == bins - 1 ? bin : (bin + next - 1) >> 1;
}

function searchCategory(leaf: usize, bins: u32, histogram: usize, result: usize): void {
  store<i32>(result, -1, RESULT_BIN);
  const count = orderSlots(bins, histogram, result);
  if (count < 2) return;
  const least = load<f64>(leaf, LEAF_LEAST);
  const hasMissing = load<i64>(histogram, MISSING << 3) != 0;
  /** The best prefix of the order, from its start or its end. */
  let taken = 0;
  let first = 0;
  let toBeat = load<f64>(leaf, LEAF_TO_BEAT);
  if (count <= ONE_AGAINST_REST) {
    const l2 = load<f64>(L2);
    // One by one in the slots' own order, whatever theirs by gradient.
    for (let slot: i32 = 0; slot <= <i32>MISSING; slot++) {
      const at = placeOf(result, count, slot);
      if (at < 0) continue;
      const left = load<i64>(histogram + ((<usize>slot) << 3));
      const gain = gainOf(leaf, left, least, l2, 0);
      if (!(gain > toBeat)) continue;
      toBeat = gain * (1 + TIE);
      keep(result, gain, left, 0);
      first = at;
      taken = 1;
    }
  } else {
    const l2 = load<f64>(L2) + CATEGORY_SMOOTHING;
    const most = min(MAX_CATEGORIES, (count + 1) >> 1);
    for (let side = 0; side < 2; side++) {
      let left: i64 = 0;
      for (let n = 1; n <= most && n < count; n++) {
        const slot = <usize>load<u8>(result + (side == 0 ? n - 1 : count - n), RESULT_ORDER);
        left += load<i64>(histogram + (slot << 3));
        const gain = gainOf(leaf, left, least, l2, 0);
        if (!(gain > toBeat)) continue;
        toBeat = gain * (1 + TIE);
        keep(result, gain, left, 0);
        taken = n;
        first = side == 0 ? 0 : count - n;
      }
    }
  }
  if (taken > 0) tellSides(result, first, taken, hasMissing);
}

function placeOf(result: usize, count: i32, slot: i32): i32 {
  for (let at = 0; at < count; at++) if (<i32>load<u8>(result + at, RESULT_ORDER) == slot) return at;
  return -1;
}

function tellSides(result: usize, first: i32, taken: i32, hasMissing: bool): void {
  memory.fill(result + RESULT_SIDES, 0, 256);
  for (let at = first; at < first + taken; at++)
    store<u8>(result + RESULT_SIDES + <usize>load<u8>(result + at, RESULT_ORDER), 1);
  store<i32>(result, hasMissing ? <i32>load<u8>(result, RESULT_SIDES + MISSING) : 2, RESULT_MISSING);
}

/** The slots that hold rows, by gradient / hessian, equal ones by number. @returns how many */
function orderSlots(bins: u32, histogram: usize, result: usize): i32 {
  let count: i32 = 0;
  for (let slot: u32 = 0; slot <= <u32>MISSING; slot = slot == bins - 1 ? <u32>MISSING : slot + 1) {
    const sum = load<i64>(histogram + ((<usize>slot) << 3));
    if (sum != 0) {
      const hessian = hessianOf(sum) * load<f64>(HESSIAN_UNIT) + CATEGORY_SMOOTHING;
      const key = (gradientOf(sum) * load<f64>(GRADIENT_UNIT)) / hessian;
      let at = count++;
      for (; at > 0 && load<f64>(result + ((at - 1) << 3), RESULT_KEYS) > key; at--) {
        store<f64>(result + (at << 3), load<f64>(result + ((at - 1) << 3), RESULT_KEYS), RESULT_KEYS);
        store<u8>(result + at, load<u8>(result + at - 1, RESULT_ORDER), RESULT_ORDER);
      }
      store<f64>(result + (at << 3), key, RESULT_KEYS);
      store<u8>(result + at, <u8>slot, RESULT_ORDER);
    }
    if (slot == <u32>MISSING) break;
  }
  return count;
}
