/** How often the watch cries wolf, and how often it misses one: windows without and with drift, in numbers. */
import type { DriftReport } from "../../core/contract/index.ts";
import { type Column, type Table, takeRows } from "../../core/data/index.ts";
import { compareTables } from "../../core/observe/index.ts";
import { createRng, deriveSeed, type Rng } from "../../core/shared/index.ts";

export const FEATURES = 20;

type Draw = (rng: Rng, rows: number, shift: number) => Omit<Column, "name">;

const numeric =
  (value: (rng: Rng) => number): Draw =>
  (rng, rows, shift) => ({
    kind: "number",
    values: Float64Array.from({ length: rows }, () => value(rng) + shift),
  });

/** Categories of unequal size: level k with probability falling as (k + 1)^−0.7. */
function leveled(k: number): Draw {
  const weights = Array.from({ length: k }, (_, level) => (level + 1) ** -0.7);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let upTo = 0;
  const cumulative = Float64Array.from(weights, (weight) => {
    upTo += weight / total;
    return upTo;
  });
  const levels = weights.map((_, level) => `level ${level}`);
  const pick = (u: number) => {
    let [low, high] = [0, k - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! < u) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (rng, rows) => ({
    kind: "text",
    levels,
    codes: Int32Array.from({ length: rows }, () => pick(rng.next())),
  });
}

export const DISTRIBUTIONS: Record<string, Draw> = {
  normal: numeric((rng) => rng.normal()),
  "log-normal": numeric((rng) => Math.exp(rng.normal())),
  "heavy tails": numeric((rng) => Math.tan(Math.PI * (rng.next() - 0.5))),
  discrete: numeric((rng) => rng.int(6)),
  ties: numeric((rng) => Math.round(2 * rng.normal()) / 2),
  "5 levels": leveled(5),
  "20 levels": leveled(20),
  "50 levels": leveled(50),
  "500 levels": leveled(500),
};

/** Empties cells at random. */
function empty(column: Column, share: number, rng: Rng): Column {
  if (share === 0) return column;
  const [cells, gap] = column.kind === "text" ? [column.codes, -1] : [column.values, Number.NaN];
  for (let row = 0; row < cells.length; row++) if (rng.next() < share) cells[row] = gap;
  return column;
}

interface WindowOptions {
  /** Share of the cells that are missing. Default 0. */
  missing?: number;
  /** Columns that are shifted, and by how much. */
  shifted?: number;
  shift?: number;
}

export function drawWindow(
  draw: Draw,
  rows: number,
  seed: number,
  { missing = 0, shifted = 0, shift = 0 }: WindowOptions = {},
): Table {
  const rng = createRng(seed);
  const columns = Array.from({ length: FEATURES }, (_, k) =>
    empty({ name: `x${k}`, ...draw(rng, rows, k < shifted ? shift : 0) } as Column, missing, rng),
  );
  return { rows, columns };
}

export interface Alarms {
  windows: number;
  /** Share of windows in which the dataset drifted or was called broken, and of features that drifted. */
  dataset: number;
  features: number;
}

/** Adds up what the verdict says over windows. */
export function countAlarms(reports: Iterable<DriftReport>): Alarms {
  let windows = 0;
  let dataset = 0;
  let drifted = 0;
  let features = 0;
  for (const report of reports) {
    windows++;
    if (report.drifted || report.verdict === "data_break") dataset++;
    features += report.features.length;
    drifted += report.features.filter((feature) => feature.drifted).length;
  }
  return { windows, dataset: dataset / windows, features: drifted / features };
}

export interface CellOptions {
  windows: number;
  /** Rows of the reference, drawn anew for every window. */
  reference: number;
  seed: number;
  missing?: number;
  /** In the unit of the distribution (standard deviations of the normal), added to 40 % of the features. */
  shift?: number;
}

function* reports(distribution: string, rows: number, options: CellOptions): Generator<DriftReport> {
  const { windows, reference, seed, missing = 0, shift = 0 } = options;
  const draw = DISTRIBUTIONS[distribution]!;
  for (let k = 0; k < windows; k++) {
    const part = (name: string) => deriveSeed(seed, `${distribution} ${rows} ${k} ${name}`);
    const before = drawWindow(draw, reference, part("reference"), { missing });
    const shifted = shift === 0 ? 0 : 0.4 * FEATURES;
    const now = drawWindow(draw, rows, part("current"), { missing, shifted, shift });
    yield compareTables(before, now, { seed: part("null") });
  }
}

/** Windows of `rows` rows and 20 independent features against fresh references. */
export const alarms = (distribution: string, rows: number, options: CellOptions): Alarms =>
  countAlarms(reports(distribution, rows, options));

/**
 * A slight change of a whole population: 500 of 100,000 rows with noise of a tenth of a standard deviation, the case
 * that a verdict has to call no drift. The share of drifted features of each draw.
 */
export function noiseShares(draws: number, seed: number): number[] {
  const whole = drawWindow(DISTRIBUTIONS.normal!, 100_000, seed);
  return Array.from({ length: draws }, (_, k) => {
    const rng = createRng(deriveSeed(seed, `noise ${k}`));
    const rows = rng.shuffle(Int32Array.from({ length: whole.rows }, (_, row) => row)).subarray(0, 500);
    const some = takeRows(whole, rows);
    for (const column of some.columns)
      if (column.kind === "number") for (let row = 0; row < 500; row++) column.values[row]! += 0.1 * rng.normal();
    return compareTables(whole, some, { seed: k }).share;
  });
}
