/** How often the watch cries wolf, and how often it misses one: windows without and with drift, in numbers. */
import type { Column, Table } from "../../core/data/index.ts";
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
  "5 levels": leveled(5),
  "20 levels": leveled(20),
  "50 levels": leveled(50),
  "500 levels": leveled(500),
};

function window(draw: Draw, rows: number, seed: number, shifted = 0, shift = 0): Table {
  const rng = createRng(seed);
  const columns = Array.from(
    { length: FEATURES },
    (_, k) => ({ name: `x${k}`, ...draw(rng, rows, k < shifted ? shift : 0) }) as Column,
  );
  return { rows, columns };
}

export interface Alarms {
  windows: number;
  /** Share of windows in which the dataset drifted, and of features that did. */
  dataset: number;
  features: number;
}

/**
 * Windows of `rows` rows and 20 independent features against fresh references of `reference` rows.
 * @param shift in the unit of the distribution (standard deviations of the normal), added to 40 % of the features
 */
export function alarms(
  distribution: string,
  rows: number,
  { windows, reference, seed, shift = 0 }: { windows: number; reference: number; seed: number; shift?: number },
): Alarms {
  const draw = DISTRIBUTIONS[distribution]!;
  let dataset = 0;
  let features = 0;
  for (let k = 0; k < windows; k++) {
    const part = (name: string) => deriveSeed(seed, `${distribution} ${rows} ${k} ${name}`);
    const before = window(draw, reference, part("reference"));
    const now = window(draw, rows, part("current"), shift === 0 ? 0 : 0.4 * FEATURES, shift);
    const report = compareTables(before, now, { seed: part("null") });
    if (report.drifted) dataset++;
    features += report.features.filter(({ drifted }) => drifted).length;
  }
  return { windows, dataset: dataset / windows, features: features / (windows * FEATURES) };
}
