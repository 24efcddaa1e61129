/** Streams that resemble a table and drift in a known way: what the watch, the healing and the docs are tried on. */
import { HomeostatError, type SimulatedDrift } from "../contract/index.ts";
import { type Column, columnNamed, type NumberColumn, type Table, type TextColumn, takeRows } from "../data/index.ts";
import { createRng, deriveSeed, type Rng } from "../shared/index.ts";

export interface SimulateOptions {
  /** The table to resemble. */
  like: Table;
  target: string;
  rows: number;
  drift: SimulatedDrift;
  /** Share of the rows after which the drift sets in. */
  from?: number;
  /** 1 is clear to see in a few hundred rows; 0 is no drift. */
  strength?: number;
  seed: number;
}

export interface Simulated {
  table: Table;
  /** First drifted row; `rows` where nothing drifts. */
  from: number;
  /** Columns that were touched. */
  columns: string[];
}

/** Measurement error on every number, in standard deviations; no monitor should mind it. */
const NOISE = 0.03;
const MISSING_SHARE = 0.5;
const OUTLIER_SHARE = 0.05;
const CATEGORY_SHARE = 0.3;
const UNIT = 10;

interface Moments {
  mean: number;
  sd: number;
}

function moments(values: Float64Array): Moments {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(1, known.length - 1)) };
}

/** The target as numbers to correlate with: its values, or codes of its classes. */
const targetNumbers = (column: Column): Float64Array =>
  column.kind === "text" ? Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code)) : column.values;

function correlation(a: Float64Array, b: Float64Array): number {
  const both = Array.from(a.keys()).filter((row) => !Number.isNaN(a[row]!) && !Number.isNaN(b[row]!));
  const [x, y] = [Float64Array.from(both, (row) => a[row]!), Float64Array.from(both, (row) => b[row]!)];
  const [mx, my] = [moments(x), moments(y)];
  const sum = x.reduce((total, value, i) => total + (value - mx.mean) * (y[i]! - my.mean), 0);
  return mx.sd === 0 || my.sd === 0 ? 0 : sum / (x.length - 1) / mx.sd / my.sd;
}

/** Number features that vary, the one that goes with the target most closely first. */
function drivers(table: Table, target: Column): NumberColumn[] {
  const y = targetNumbers(target);
  return table.columns
    .filter((column): column is NumberColumn => column.kind === "number" && column.name !== target.name)
    .map((column) => ({ column, weight: Math.abs(correlation(column.values, y)) }))
    .filter(({ column }) => moments(column.values).sd > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ column }) => column);
}

function needDriver(table: Table, target: Column, drift: SimulatedDrift): NumberColumn {
  const [first] = drivers(table, target);
  if (first === undefined)
    throw new HomeostatError("WRONG_USE", { reason: `Drift ${drift} needs a number column besides ${target.name}.` });
  return first;
}

/** Draws row numbers with the given weights (by inversion of their sums). */
function drawWeighted(weights: Float64Array, count: number, rng: Rng): Int32Array {
  let total = 0;
  const sums = weights.map((weight) => (total += weight));
  return Int32Array.from({ length: count }, () => {
    const wanted = rng.next() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** Tilts a sample towards large values: for a normal column, a shift of its mean by `by` standard deviations. */
function tilt(values: Float64Array, by: number): Float64Array {
  const { mean, sd } = moments(values);
  return values.map((value) => (Number.isNaN(value) || sd === 0 ? 1 : Math.exp(by * ((value - mean) / sd))));
}

/** The rarest class three times as frequent at strength 1; numbers tilted upwards. */
function priorWeights(target: Column, strength: number): Float64Array {
  const values = targetNumbers(target);
  const counts = new Map<number, number>();
  for (const value of values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (target.kind !== "text" && counts.size > 20) return tilt(values, strength);
  const [rarest] = [...counts].sort((a, b) => a[1] - b[1])[0] ?? [];
  return values.map((value) => (value === rarest ? 3 ** strength : 1));
}

/** Row → the row at the mirrored rank of the column: the largest value's partner is the smallest's. */
function mirror(column: NumberColumn): Int32Array {
  const known = Array.from(column.values.keys()).filter((row) => !Number.isNaN(column.values[row]!));
  known.sort((a, b) => column.values[a]! - column.values[b]!);
  const partner = Int32Array.from(column.values.keys());
  for (const [rank, row] of known.entries()) partner[row] = known[known.length - 1 - rank]!;
  return partner;
}

const cellsOf = (column: Column): Float64Array | Int32Array => (column.kind === "text" ? column.codes : column.values);

/** Where rows of a stream come from: the row of `like` for the features, and the one for the target. */
interface Draw {
  features: Int32Array;
  outcomes: Int32Array;
  columns: string[];
}

function draw(options: Required<SimulateOptions>, target: Column, start: number, rng: Rng): Draw {
  const { like, rows, drift, strength } = options;
  const plain = () => Int32Array.from({ length: start }, () => rng.int(like.rows));
  const drifted = (weights: Float64Array) => Int32Array.from([...plain(), ...drawWeighted(weights, rows - start, rng)]);
  if (drift === "covariate") {
    const driver = needDriver(like, target, drift);
    const features = drifted(tilt(driver.values, strength));
    return { features, outcomes: features, columns: [driver.name] };
  }
  if (drift === "prior") {
    const features = drifted(priorWeights(target, strength));
    return { features, outcomes: features, columns: [target.name] };
  }
  const features = Int32Array.from({ length: rows }, () => rng.int(like.rows));
  if (drift !== "concept") return { features, outcomes: features, columns: [] };
  const partner = mirror(needDriver(like, target, drift));
  const outcomes = features.map((row, at) => (at >= start && rng.next() < strength ? partner[row]! : row));
  return { features, outcomes, columns: [target.name] };
}

/** Puts the dates of a stream in order: time goes on whatever the rows hold. */
function inOrder(column: Column): Column {
  if (column.kind !== "datetime") return column;
  const known = column.values.filter((value) => !Number.isNaN(value)).sort();
  let next = 0;
  return { ...column, values: column.values.map((value) => (Number.isNaN(value) ? value : known[next++]!)) };
}

/** Changes cells of the drifted part in place; returns the columns touched. */
function spoil(table: Table, options: Required<SimulateOptions>, start: number, rng: Rng): string[] {
  const { drift, strength, rows } = options;
  const target = columnNamed(table, options.target)!;
  const numbers = drivers(table, target);
  const hit = (share: number) => rng.next() < Math.min(0.95, share * strength);
  if (drift === "noise") {
    for (const { values } of numbers) {
      const { sd } = moments(values);
      for (let row = start; row < rows; row++) values[row]! += NOISE * strength * sd * rng.normal();
    }
    return numbers.map(({ name }) => name);
  }
  if (drift === "unit") {
    const { name, values } = needDriver(table, target, drift);
    for (let row = start; row < rows; row++) values[row]! *= UNIT ** strength;
    return [name];
  }
  if (drift === "outlier") {
    const { name, values } = needDriver(table, target, drift);
    const { mean, sd } = moments(values);
    for (let row = start; row < rows; row++) if (hit(OUTLIER_SHARE)) values[row] = mean + (8 + 4 * rng.next()) * sd;
    return [name];
  }
  if (drift === "missing") {
    const features = table.columns.filter(({ name }) => name !== target.name);
    const touched = numbers.length > 0 ? numbers.slice(0, 2) : features.slice(0, 1);
    for (const column of touched)
      for (let row = start; row < rows; row++)
        if (hit(MISSING_SHARE)) cellsOf(column)[row] = column.kind === "text" ? -1 : Number.NaN;
    return touched.map(({ name }) => name);
  }
  if (drift === "category") {
    const texts = table.columns.filter(
      (column): column is TextColumn => column.kind === "text" && column.name !== target.name,
    );
    const [first] = texts.sort((a, b) => a.levels.length - b.levels.length);
    if (first === undefined)
      throw new HomeostatError("WRONG_USE", { reason: `Drift category needs a text column besides ${target.name}.` });
    const unseen = first.levels.push(`new_${first.name}`) - 1;
    for (let row = start; row < rows; row++) if (hit(CATEGORY_SHARE)) first.codes[row] = unseen;
    return [first.name];
  }
  return [];
}

/**
 * A stream of rows drawn from a table with replacement, so that every relation between its columns holds, drifting
 * from a known row on. Dates are put in order. What drifts:
 * - `none`: nothing; `noise`: measurement errors of 0.03 standard deviations, harmless
 * - `covariate`: large values of the strongest feature come more often; what they mean stays the same
 * - `concept`: the outcome follows the strongest feature the other way round; the features stay the same
 * - `prior`: the rarest class comes three times as often (numbers: larger ones); classes look the same
 * - `unit`: the strongest feature times 10; `missing`: half the cells of the two strongest features
 * - `outlier`: 5 % of the strongest feature far out; `category`: 30 % of a text column are a value never seen
 *
 * @throws COLUMN_NOT_FOUND, WRONG_USE where the table has no column of the kind that the drift needs
 * @example simulate({ like: table, target: "Outcome", rows: 4000, drift: "concept", seed: 1 }).from // 2000
 */
export function simulate(input: SimulateOptions): Simulated {
  const options = { from: 0.5, strength: 1, ...input };
  const { like, rows, drift } = options;
  const target = columnNamed(like, options.target);
  if (target === undefined)
    throw new HomeostatError("COLUMN_NOT_FOUND", {
      column: options.target,
      columns: like.columns.map(({ name }) => name),
    });
  const start = drift === "none" ? rows : Math.min(rows, Math.floor(options.from * rows));
  const rng = createRng(deriveSeed(options.seed, "simulate"));
  const drawn = draw(options, target, start, rng);
  const features = takeRows(like, drawn.features);
  const outcome = columnNamed(takeRows({ rows: like.rows, columns: [target] }, drawn.outcomes), target.name)!;
  const columns = features.columns.map((column) => {
    const drawnColumn = column.name === target.name ? outcome : inOrder(column);
    // Levels may grow; the table that was given keeps its own.
    return drawnColumn.kind === "text" ? { ...drawnColumn, levels: [...drawnColumn.levels] } : drawnColumn;
  });
  const table = { rows, columns };
  const spoilt = spoil(table, options, start, rng);
  return { table, from: start, columns: [...drawn.columns, ...spoilt] };
}
