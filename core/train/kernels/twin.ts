/**
 * What the kernels do, in plain JavaScript: the obvious loops, for tests to compare with. Packed sums are pairs of
 * whole numbers here, and bytes must come out equal, not nearly so.
 */

export interface Sums {
  gradient: number;
  hessian: number;
}

const view = new DataView(new ArrayBuffer(8));

/** e^x after fdlibm, as assembly/exp.ts. */
export function exp(x0: number): number {
  const x = Math.min(708, Math.max(-708, x0));
  const k = x * Math.LOG2E + 6755399441055744 - 6755399441055744;
  const high = x - k * 0.6931471803691238;
  const low = k * 1.9082149292705877e-10;
  const r = high - low;
  const t = r * r;
  const p =
    0.16666666666666602 +
    t *
      (-0.0027777777777015593 + t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8)));
  const c = r - t * p;
  view.setFloat64(0, 1 - (low - (r * c) / (2 - c) - high));
  view.setBigInt64(0, view.getBigInt64(0) + (BigInt(k) << 52n));
  return view.getFloat64(0);
}

/** Number of edges below x; 255 for NaN. */
export const binOf = (x: number, edges: Float32Array): number =>
  Number.isNaN(x) ? 255 : edges.reduce((below, edge) => below + (edge < x ? 1 : 0), 0);

export type LossName = "squared" | "logistic" | "softmax" | "poisson" | "quantile";

/** Gradient and hessian per output of one row. */
export function derivativesOf(loss: LossName, scores: readonly number[], label: number, setting: number): Sums[] {
  const [score] = scores as [number];
  if (loss === "squared") return [{ gradient: score - label, hessian: 1 }];
  if (loss === "quantile") return [{ gradient: score >= label ? 1 - setting : -setting, hessian: 1 }];
  if (loss === "poisson") return [{ gradient: exp(score) - label, hessian: exp(score) * exp(setting) }];
  if (loss === "logistic") {
    const p = 1 / (1 + exp(-score));
    return [{ gradient: p - label, hessian: p * (1 - p) }];
  }
  const top = Math.max(...scores);
  const parts = scores.map((own) => exp(own - top));
  const total = parts.reduce((sum, part) => sum + part, 0);
  const factor = scores.length / (scores.length - 1);
  return parts.map((part, k) => {
    const share = part / total;
    return { gradient: share - (k === label ? 1 : 0), hessian: factor * share * (1 - share) };
  });
}

/** Rounded to the nearest whole number, halves to even. */
export const wholeUnits = (x: number): number => (x < 0 ? -wholeUnits(-x) : x + 2 ** 52 - 2 ** 52);

/** Sums per slot of some rows' cells in one column. */
export function histogramOf(rows: Iterable<number>, cells: Uint8Array, packed: readonly Sums[]): Sums[] {
  const sums = Array.from({ length: 256 }, () => ({ gradient: 0, hessian: 0 }));
  for (const row of rows) {
    const into = sums[cells[row]!]!;
    into.gradient += packed[row]!.gradient;
    into.hessian += packed[row]!.hessian;
  }
  return sums;
}

export interface TwinLeaf {
  total: Sums;
  least: number;
  toBeat: number;
  bounds: readonly [number, number];
}

export interface TwinRules {
  units: Sums;
  l2: number;
  /** Whether any column is monotone. */
  bounded: boolean;
}

export interface TwinFound {
  gain: number;
  /** The slots that go left. */
  left: Set<number>;
}

const TIE = 1e-7;
const SMOOTHING = 10;

function gainOf(leaf: TwinLeaf, left: Sums, { units, bounded }: TwinRules, l2: number, direction: number): number {
  const sides = [left, { gradient: leaf.total.gradient - left.gradient, hessian: leaf.total.hessian - left.hessian }];
  if (sides.some(({ hessian }) => hessian < leaf.least)) return -1;
  const [one, other] = sides.map((side) => {
    const gradient = side.gradient * units.gradient;
    const hessian = side.hessian * units.hessian + l2;
    const value = Math.min(Math.max(-gradient / hessian, leaf.bounds[0]), leaf.bounds[1]);
    return { value, score: bounded ? (2 * gradient + hessian * value) * value : (gradient * gradient) / hessian };
  }) as [{ value: number; score: number }, { value: number; score: number }];
  if (!bounded) return one.score + other.score;
  return direction * (other.value - one.value) < 0 ? -1 : -one.score - other.score;
}

const isEmpty = ({ gradient, hessian }: Sums): boolean => gradient === 0 && hessian === 0;

const sumOf = (histogram: readonly Sums[], slots: Iterable<number>): Sums => {
  const total = { gradient: 0, hessian: 0 };
  for (const slot of slots) {
    total.gradient += histogram[slot]!.gradient;
    total.hessian += histogram[slot]!.hessian;
  }
  return total;
};

/** Of ways to divide, tried in order, the last that is clearly better than all before it. */
function bestOf(leaf: TwinLeaf, ways: Iterable<{ left: Set<number>; gain: number }>): TwinFound | null {
  let best: TwinFound | null = null;
  for (const way of ways) if (way.gain > (best === null ? leaf.toBeat : best.gain * (1 + TIE))) best = way;
  return best;
}

/** The best cut of a number column; null where none beats the leaf as it is. */
export function bestCut(leaf: TwinLeaf, histogram: readonly Sums[], bins: number, direction: number, rules: TwinRules) {
  const hasMissing = !isEmpty(histogram[255]!);
  const upTo = (bin: number) => Array.from({ length: bin + 1 }, (_, at) => at);
  const ways = upTo(bins - 1).flatMap((bin) => {
    if (isEmpty(histogram[bin]!) || (bin === bins - 1 && !hasMissing)) return [];
    // An empty run after the cut belongs half to each side.
    let next = bin + 1;
    while (next < bins - 1 && isEmpty(histogram[next]!)) next++;
    const last = bin === bins - 1 ? bin : (bin + next - 1) >> 1;
    return (hasMissing ? [[], [255]] : [[]]).map((missing) => ({
      left: new Set([...upTo(last), ...missing]),
      gain: gainOf(leaf, sumOf(histogram, [...upTo(bin), ...missing]), rules, rules.l2, direction),
    }));
  });
  return bestOf(leaf, ways);
}

/** The best division of a category column. */
export function bestDivision(leaf: TwinLeaf, histogram: readonly Sums[], bins: number, rules: TwinRules) {
  const slots = [...Array.from({ length: bins }, (_, slot) => slot), 255].filter((slot) => !isEmpty(histogram[slot]!));
  if (slots.length < 2) return null;
  const way = (left: number[], l2: number) => ({
    left: new Set(left),
    gain: gainOf(leaf, sumOf(histogram, left), rules, l2, 0),
  });
  if (slots.length <= 4)
    return bestOf(
      leaf,
      slots.map((slot) => way([slot], rules.l2)),
    );
  const keyOf = (slot: number): number => {
    const { gradient, hessian } = histogram[slot]!;
    return (gradient * rules.units.gradient) / (hessian * rules.units.hessian + SMOOTHING);
  };
  const order = slots.toSorted((a, b) => keyOf(a) - keyOf(b) || a - b);
  const most = Math.min(32, (order.length + 1) >> 1, order.length - 1);
  const prefixes = (of: number[]) =>
    Array.from({ length: most }, (_, n) => way(of.slice(0, n + 1), rules.l2 + SMOOTHING));
  return bestOf(leaf, [...prefixes(order), ...prefixes(order.toReversed())]);
}
