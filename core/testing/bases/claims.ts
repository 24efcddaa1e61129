/** A fictitious insurer's claims: thirty mixed columns, three ends. Few of the columns matter; no real data. */
import type { Column, Table } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { BaseOptions } from "./base.ts";

const NUMBERS = 20;
const TEXTS = 10;
const ENDS = ["paid", "refused", "settled"];

/**
 * Rows of `n0 … n19` (normal, log-normal, counts, scores in turn) and `c0 … c9` (3 to 12 levels) → `end`. The end
 * follows n0, n1, n2 and c0. A benign kind of claim differs in eight columns that do not matter; a harmful kind differs
 * in as many and ends as it likes. `concept` 1: what n0 and n1 meant has turned round.
 */
export function claimsWorld({ rows, seed, concept = 0, kinds }: BaseOptions): Table {
  const rng = createRng(deriveSeed(seed, "claims"));
  const numbers = Array.from({ length: NUMBERS }, () => new Float64Array(rows));
  const texts = Array.from({ length: TEXTS }, () => new Int32Array(rows));
  const ends = new Int32Array(rows);
  const levels = (k: number) => 3 + (k % 10);
  const SHAPES = [
    (z: number) => Math.round(100 * (50 + 10 * z)) / 100,
    (z: number) => Math.round(100 * Math.exp(3 + 0.6 * z)) / 100,
    (z: number) => Math.max(0, Math.round(8 + 3 * z)),
    (z: number) => Math.round(1000 / (1 + Math.exp(-z))) / 10,
  ];
  for (let row = 0; row < rows; row++) {
    const drawn = rng.next();
    const harmful = drawn < (kinds?.harmful ?? 0);
    const benign = !harmful && drawn < (kinds?.harmful ?? 0) + (kinds?.benign ?? 0);
    const z = Array.from({ length: NUMBERS }, (_, k) => {
      const moved = (benign && k >= 5 && k < 13) || (harmful && k >= 10 && k < 18) ? 2.2 : 0;
      return rng.normal() + moved;
    });
    z.forEach((value, k) => {
      numbers[k]![row] = SHAPES[k % 4]!(value);
    });
    for (const [k, codes] of texts.entries())
      codes[row] = (benign && k >= 6) || (harmful && k >= 5) ? levels(k) - 1 : rng.int(levels(k));
    const turn = 1 - 2 * concept;
    const paid = 1.8 * turn * z[0]! + 0.8 * z[2]!;
    const refused = 1.8 * turn * z[1]! - 0.8 * z[2]! + (texts[0]![row] === 0 ? 0.8 : 0);
    const weights = (harmful ? [0, 0, 0] : [paid, refused, 0.6]).map(Math.exp);
    const lot = rng.next() * weights.reduce((sum, weight) => sum + weight, 0);
    ends[row] = lot < weights[0]! ? 0 : lot < weights[0]! + weights[1]! ? 1 : 2;
  }
  const columns: Column[] = [
    ...numbers.map((values, k) => ({ name: `n${k}`, kind: "number" as const, values })),
    ...texts.map((codes, k) => ({
      ...{ name: `c${k}`, kind: "text" as const, codes },
      levels: Array.from({ length: levels(k) }, (_, level) => `c${k}-${level}`),
    })),
    { name: "end", kind: "text", codes: ends, levels: [...ENDS] },
  ];
  return { rows, columns };
}
