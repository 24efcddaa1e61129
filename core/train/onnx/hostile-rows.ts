/** Rows that no training table has: what serving may meet, and what the export must answer like the reference. */
import type { Feature, ModelSchema } from "../../contract/index.ts";
import { type Column, columnNamed, type Table } from "../../data/index.ts";
import { createRng, type Rng } from "../../shared/index.ts";

const RANDOM_ROWS = 192;
const HUGE = 1e30;
const { NaN: MISSING, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
const NUMBERS = [MISSING, 0, -0, 1, -1, HUGE, -HUGE, 1e300, 1e-40, POSITIVE_INFINITY, NEGATIVE_INFINITY];
const YEAR_MS = 365.2425 * 86_400_000;
const DATES = [MISSING, 0, -1, 951_782_400_000, -62_135_596_800_000, 200 * YEAR_MS, -200 * YEAR_MS];
const UNSEEN = "\u{1F600} never seen";

/** Row k of the first rows takes the k-th odd value in every feature; the others mix them with known ones. */
function pick<T>(rng: Rng, row: number, odd: readonly T[], known: () => T): T {
  if (row < odd.length) return odd[row]!;
  return rng.next() < 0.4 ? odd[rng.int(odd.length)]! : known();
}

function hostileColumn({ name, type }: Feature, known: Column | undefined, rows: number, rng: Rng): Column {
  const some = () =>
    rng.int(Math.max(1, known ? (known.kind === "text" ? known.codes.length : known.values.length) : 1));
  if (type === "number" || type === "datetime") {
    const cell = (): number => (known && known.kind !== "text" ? (known.values[some()] ?? MISSING) : MISSING);
    const odd = type === "number" ? NUMBERS : DATES;
    const values = Float64Array.from({ length: rows }, (_, row) => pick(rng, row, odd, cell));
    return type === "number" ? { name, kind: "number", values } : { name, kind: "datetime", values, format: "iso" };
  }
  const levels = [...(known?.kind === "text" ? known.levels : []), UNSEEN];
  const cell = (): number => (known?.kind === "text" ? (known.codes[some()] ?? -1) : -1);
  const odd = [-1, levels.length - 1];
  return {
    name,
    kind: "text",
    levels,
    codes: Int32Array.from({ length: rows }, (_, row) => pick(rng, row, odd, cell)),
  };
}

/** Missing, unseen, huge, infinite and far-off cells, alone and mixed with those of `table`; always the same ones. */
export function hostileRows(schema: ModelSchema, table: Table): Table {
  const rng = createRng(20_240_229);
  const rows = NUMBERS.length + RANDOM_ROWS;
  const columns = schema.features.map((feature) => hostileColumn(feature, columnNamed(table, feature.name), rows, rng));
  return { rows, columns };
}
