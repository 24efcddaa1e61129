/**
 * How improbable a PSI is when nothing has changed: a null calibrated to the two windows' sizes, for PSI itself.
 */
import { createRng, type Rng } from "../../../shared/index.ts";
import { chiSquareTail, psi } from "../../statistics/index.ts";

export interface NullTail {
  p_value: number;
  /** `chi-square` in closed form where every bin is well filled, else `permutation`. */
  method: "chi-square" | "permutation";
}

/** Expected rows per bin, on the smaller side, from which the chi-square limit is close enough. */
const WELL_FILLED = 25;
const SIMULATIONS = 2000;
/** A simulation stops at this many exceedances: p is then large enough to be known well (Besag & Clifford 1991). */
const ENOUGH = 10;
/** Largest simulated values that the tail is fitted to. */
const TAIL = 100;
/** Up to this many rows are drawn one by one; above, each bin is thinned by itself. */
const DRAW_ROWS = 4000;

const LOGS = Float64Array.from({ length: 4096 }, (_, count) => Math.log(count === 0 ? 0.5 : count));
const logOf = (count: number): number => (count < 4096 ? LOGS[count]! : Math.log(count));

/** PSI of `drawn` against the rest of `pooled`, as psi() computes it. */
function psiOfDraw(drawn: Int32Array, pooled: Int32Array): number {
  let drawnTotal = 0;
  let restTotal = 0;
  for (let k = 0; k < pooled.length; k++) {
    drawnTotal += drawn[k]! || 0.5;
    restTotal += pooled[k]! - drawn[k]! || 0.5;
  }
  const shift = Math.log(restTotal / drawnTotal);
  let sum = 0;
  for (let k = 0; k < pooled.length; k++) {
    const a = drawn[k]!;
    const b = pooled[k]! - a;
    sum += ((a || 0.5) / drawnTotal - (b || 0.5) / restTotal) * (logOf(a) - logOf(b) + shift);
  }
  return sum;
}

/** Draws `size` of the pooled rows without replacement, exactly. */
function rowDrawer(pooled: Int32Array, size: number, rng: Rng): (into: Int32Array) => void {
  const rows = new Uint32Array(pooled.reduce((sum, count) => sum + count, 0));
  let at = 0;
  pooled.forEach((count, bin) => {
    rows.fill(bin, at, at + count);
    at += count;
  });
  return (into) => {
    into.fill(0);
    for (let i = 0; i < size; i++) {
      const j = i + rng.int(rows.length - i);
      const bin = rows[j]!;
      rows[j] = rows[i]!;
      rows[i] = bin;
      into[bin]!++;
    }
  };
}

/** Cumulative probabilities of Binomial(count, share) while they matter; for means up to about 30. */
function binomialTable(count: number, share: number): Float64Array {
  const odds = share / (1 - share);
  const cumulative: number[] = [];
  let term = (1 - share) ** count;
  let sum = term;
  for (let k = 0; k <= count && sum < 1 - 1e-12; k++) {
    cumulative.push(sum);
    term *= ((count - k) / (k + 1)) * odds;
    sum += term;
  }
  return Float64Array.from(cumulative);
}

/** Gives each pooled row to the draw with probability size ÷ rows: the total then varies by its square root only. */
function binThinner(pooled: Int32Array, size: number, rng: Rng): (into: Int32Array) => void {
  const share = size / pooled.reduce((sum, count) => sum + count, 0);
  const tables = new Map<number, Float64Array>();
  return (into) => {
    for (let k = 0; k < pooled.length; k++) {
      const count = pooled[k]!;
      const variance = count * share * (1 - share);
      if (variance > 30) {
        const drawn = Math.round(count * share + Math.sqrt(variance) * rng.normal());
        into[k] = Math.min(count, Math.max(0, drawn));
        continue;
      }
      let table = tables.get(count);
      if (!table) {
        table = binomialTable(count, share);
        tables.set(count, table);
      }
      const u = rng.next();
      let drawn = 0;
      while (drawn < table.length && table[drawn]! < u) drawn++;
      into[k] = drawn;
    }
  };
}

/**
 * Beyond the simulated values, an exponential tail through the largest of them. PSI's null is close to a scaled
 * chi-square, whose hazard rises towards its limit: the fit errs on the side of silence.
 */
function tailProbability(simulated: Float64Array, observed: number): number {
  const sorted = simulated.sort();
  const threshold = sorted[sorted.length - TAIL - 1]!;
  let excess = 0;
  for (let i = sorted.length - TAIL; i < sorted.length; i++) excess += sorted[i]! - threshold;
  const scale = excess / TAIL;
  if (!(scale > 0)) return 1 / (sorted.length + 1);
  return (TAIL / sorted.length) * Math.exp(-(observed - threshold) / scale);
}

function permutationTail(pooled: Int32Array, size: number, observed: number, seed: number): number {
  const rng = createRng(seed);
  const draw = size <= DRAW_ROWS ? rowDrawer(pooled, size, rng) : binThinner(pooled, size, rng);
  const drawn = new Int32Array(pooled.length);
  const simulated = new Float64Array(SIMULATIONS);
  // The same arrangement must count as reached although its sum was rounded in another order.
  const reached = observed * (1 - 1e-9);
  let exceeded = 0;
  for (let i = 0; i < SIMULATIONS; i++) {
    draw(drawn);
    simulated[i] = psiOfDraw(drawn, pooled);
    if (simulated[i]! >= reached && ++exceeded === ENOUGH) return ENOUGH / (i + 1);
  }
  return Math.min((exceeded + 1) / (SIMULATIONS + 1), Math.max(Number.MIN_VALUE, tailProbability(simulated, observed)));
}

/**
 * P(PSI ≥ observed) when both windows are samples of one distribution.
 * Well filled bins: PSI · n·m ÷ (n+m) tends to χ² with bins − 1 degrees of freedom (Yurdakul & Naranjo 2020). Otherwise
 * the rows are dealt anew to two windows of these sizes, bins held, up to 2,000 times; p-values too small to be counted
 * come from an exponential tail. Bins that are empty on both sides carry no information and are the same in every deal.
 * @param reference whole rows per bin
 * @param current whole rows per bin, same bins
 * @param seed of the permutations
 * @example psiTail(Float64Array.of(500, 500), Float64Array.of(600, 400), 1).p_value // 7.2e-6
 */
export function psiTail(reference: Float64Array, current: Float64Array, seed: number): NullTail {
  const filled = [...reference.keys()].filter((k) => reference[k]! + current[k]! > 0);
  if (filled.length < 2) return { p_value: 1, method: "chi-square" };
  const n = reference.reduce((sum, count) => sum + count, 0);
  const m = current.reduce((sum, count) => sum + count, 0);
  const r = Float64Array.from(filled, (k) => reference[k]!);
  const c = Float64Array.from(filled, (k) => current[k]!);
  const smaller = Math.min(n, m);
  const leastExpected = r.reduce((least, count, k) => Math.min(least, ((count + c[k]!) * smaller) / (n + m)), Infinity);
  const observed = psi(r, c);
  if (leastExpected >= WELL_FILLED)
    return { p_value: chiSquareTail((observed * n * m) / (n + m), filled.length - 1), method: "chi-square" };
  const pooled = Int32Array.from(r, (count, k) => count + c[k]!);
  return { p_value: permutationTail(pooled, smaller, observed, seed), method: "permutation" };
}
