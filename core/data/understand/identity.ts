/**
 * Sums in disguise: is the target a sum or difference of a few number columns (count = casual + registered)?
 * Orthogonal matching pursuit (Mallat & Zhang 1993; Pati et al. 1993) picks the columns that explain the target
 * best, one after the other; what is left over shows whether they explain it entirely.
 */

/** Squared share of the target that rounding may leave over. */
const RESIDUAL = 1e-6;
const MOST_STEPS = 30;
const COEFFICIENT_ERROR = 1e-3;
/** In standard deviations of the target. */
const OFFSET_ERROR = 0.01;
const MOST_ATTEMPTS = 10;
/** Rows of a first look: what is no identity in some rows is none in all. */
const FIRST_ROWS = 10 * MOST_STEPS;

export interface Series {
  name: string;
  values: Float64Array;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** Removes the part of `vector` along `direction` (of length 1). */
function deflate(vector: Float64Array, direction: Float64Array): void {
  const along = dot(vector, direction);
  for (let i = 0; i < vector.length; i++) vector[i]! -= along * direction[i]!;
}

/** Least squares by modified Gram–Schmidt: coefficients, and the share of the target's square left over. */
function leastSquares(columns: readonly Float64Array[], target: Float64Array): { weights: number[]; left: number } {
  const basis: Float64Array[] = [];
  const upper: number[][] = [];
  const residual = target.slice();
  const projections: number[] = [];
  for (const column of columns) {
    const rest = column.slice();
    const row: number[] = [];
    for (const direction of basis) {
      row.push(dot(rest, direction));
      deflate(rest, direction);
    }
    const length = Math.sqrt(dot(rest, rest)) || 1;
    const direction = rest.map((value) => value / length);
    upper.push([...row, length]);
    basis.push(direction);
    projections.push(dot(residual, direction));
    deflate(residual, direction);
  }
  const weights = new Array<number>(columns.length).fill(0);
  for (let i = columns.length - 1; i >= 0; i--) {
    let value = projections[i]!;
    for (let j = i + 1; j < columns.length; j++) value -= upper[j]![i]! * weights[j]!;
    weights[i] = value / upper[i]![i]!;
  }
  return { weights, left: dot(residual, residual) / dot(target, target) };
}

/** Indices of columns that together explain the target, or null. */
function pursue(columns: readonly Float64Array[], target: Float64Array): number[] | null {
  const residual = target.slice();
  const rests = columns.map((column) => column.slice());
  const lengths = columns.map((column) => dot(column, column));
  const whole = dot(target, target);
  const picked: number[] = [];
  const most = Math.min(columns.length, MOST_STEPS, Math.floor(target.length / 10));
  while (picked.length < most) {
    let best = -1;
    let gain = 0;
    for (const [i, rest] of rests.entries()) {
      const length = dot(rest, rest);
      // What is left of a column that others explain is rounding noise.
      if (picked.includes(i) || length <= 1e-10 * lengths[i]!) continue;
      const explained = dot(rest, residual) ** 2 / length;
      if (explained > gain) [best, gain] = [i, explained];
    }
    if (best < 0) return null;
    const length = Math.sqrt(dot(rests[best]!, rests[best]!));
    const direction = rests[best]!.map((value) => value / length);
    for (const rest of rests) deflate(rest, direction);
    deflate(residual, direction);
    picked.push(best);
    if (dot(residual, residual) <= RESIDUAL * whole) return picked;
  }
  return null;
}

/** Leaves out, one after the other, columns without which the rest still explains the target. */
function pruned(columns: readonly Float64Array[], target: Float64Array, explaining: readonly number[]): number[] {
  let kept = [...explaining];
  for (const candidate of [...explaining].reverse()) {
    const without = kept.filter((index) => index !== candidate);
    if (without.length === 0) break;
    const fit = leastSquares(
      without.map((index) => columns[index]!),
      target,
    );
    if (fit.left <= RESIDUAL) kept = without;
  }
  return kept.sort((a, b) => a - b);
}

const fromOne = (weight: number): number => Math.abs(Math.abs(weight) - 1);

/**
 * The smallest set of at least two columns whose sum or difference, each taken once, is the target; null if none.
 * Other exact relations, such as y = 3a − 2b, are no accounts and are left alone.
 * @param target and columns hold as many values, none missing
 * @example findIdentity(count, [casual, registered, temperature]) // { columns: ["casual", "registered"], formula: "casual + registered" }
 */
export function findIdentity(
  target: Float64Array,
  series: readonly Series[],
): { columns: string[]; formula: string } | null {
  if (target.length < 20) return null;
  if (target.length > 2 * FIRST_ROWS) {
    const step = Math.floor(target.length / FIRST_ROWS);
    const some = (values: Float64Array) => centred(values.filter((_, row) => row % step === 0));
    const few = some(target);
    const columns = series.map(({ values }) => some(values));
    if (dot(few, few) > 0 && pursue(columns, few) === null) return null;
  }
  const y = centred(target);
  if (dot(y, y) === 0) return null;
  let left = series.map(({ name, values }) => ({ name, values, centred: centred(values) }));
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const columns = left.map((one) => one.centred);
    const explaining = pursue(columns, y);
    if (explaining === null) return null;
    const chosen = pruned(columns, y, explaining);
    const { weights } = leastSquares(
      chosen.map((index) => columns[index]!),
      y,
    );
    const offset = target[0]! - chosen.reduce((sum, index, i) => sum + weights[i]! * left[index]!.values[0]!, 0);
    const isSum = chosen.length > 1 && weights.every((weight) => fromOne(weight) <= COEFFICIENT_ERROR);
    if (isSum && Math.abs(offset) <= OFFSET_ERROR * Math.sqrt(dot(y, y) / y.length)) {
      const terms = chosen.map((index, i) => `${weights[i]! < 0 ? "− " : i > 0 ? "+ " : ""}${left[index]!.name}`);
      return { columns: chosen.map((index) => left[index]!.name), formula: terms.join(" ") };
    }
    // Another exact relation hid the sum, if there is one: look again without its oddest part.
    const odd = chosen.reduce((worst, _, i) => (fromOne(weights[i]!) > fromOne(weights[worst]!) ? i : worst), 0);
    left = left.filter((_, index) => index !== chosen[odd]);
  }
  return null;
}
