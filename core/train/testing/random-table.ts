/** Small made-up tables with every kind of feature, missing cells and a learnable target: material for tests. */
import type { ModelSchema, Task } from "../../contract/index.ts";
import type { Column, Table } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";

const CITIES = ["Athens", "Bern", "Cork", "Delft", "Évora", "Faro"];
const SHOPS = Array.from({ length: 300 }, (_, k) => `shop ${k}`);
const DAY_MS = 86_400_000;

const text = (name: string, levels: string[], codes: number[]): Column => ({
  name,
  kind: "text",
  levels,
  codes: Int32Array.from(codes),
});

const LABELS: Record<Task, string[]> = { binary: ["no", "yes"], multiclass: ["low", "middle", "high"], regression: [] };

/** Schema of `randomTable`. */
export function randomSchema(task: Task): ModelSchema {
  const base = { nullable: true, missingTokens: [] };
  const range = { min: -5, max: 5, low: -15, high: 15, source: "learned" as const };
  return {
    task,
    target: "target",
    classes: LABELS[task],
    positive: task === "binary" ? "yes" : null,
    features: [
      { ...base, name: "value", type: "number", range, integer: false },
      { ...base, name: "height", type: "number", range, integer: false },
      { ...base, name: "city", type: "category", categories: CITIES },
      { ...base, name: "shop", type: "category", categories: SHOPS },
      { ...base, name: "open", type: "boolean", categories: ["false", "true"] },
      { ...base, name: "day", type: "datetime", format: "iso" },
    ],
    time: [],
  };
}

/** The same table, with a long tail of heights on either side of 0. */
export const longTailed = (table: Table): Table => ({
  ...table,
  columns: table.columns.map((column) =>
    column.name === "height" && column.kind !== "text"
      ? { ...column, values: column.values.map((x) => Math.exp((x - 150) / 5) - 3) }
      : column,
  ),
});

/**
 * The target grows with `value` (which is also an output's name) and differs by city and month; one cell in ten is
 * missing.
 * @param noise standard deviation beside a signal of about 2; `signal` 0 leaves nothing to learn
 */
export function randomTable(task: Task, rows: number, seed: number, { noise = 0.5, signal = 1 } = {}): Table {
  const rng = createRng(seed);
  const draw = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
  const value = draw(() => rng.normal());
  const height = draw(() => 150 + 30 * rng.next());
  const city = draw(() => rng.int(CITIES.length));
  const shop = draw(() => Math.floor(SHOPS.length * rng.next() ** 2));
  const open = draw(() => rng.int(2));
  const day = draw(() => 17_000 * DAY_MS + rng.int(1500 * 24) * 3_600_000);
  const score = draw(
    (row) =>
      signal * (value[row]! + (city[row]! % 3) + Math.sin(new Date(day[row]!).getUTCMonth()) + (shop[row]! % 2)) +
      noise * rng.normal(),
  );
  const sorted = score.toSorted((a, b) => a - b);
  const cuts = LABELS[task].slice(1).map((_, k) => sorted[Math.floor(((k + 1) * rows) / LABELS[task].length)]!);
  const rank = (x: number): number => cuts.filter((cut) => x >= cut).length;
  const gap = (): boolean => rng.next() < 0.1;
  const numbers = (values: number[]): Float64Array => Float64Array.from(values, (x) => (gap() ? Number.NaN : x));
  const codes = (values: number[]): number[] => values.map((code) => (gap() ? -1 : code));
  const target: Column =
    task === "regression"
      ? { name: "target", kind: "number", values: Float64Array.from(score, (x) => 1000 + 50 * x) }
      : text("target", LABELS[task], score.map(rank));
  return {
    rows,
    columns: [
      { name: "value", kind: "number", values: numbers(value) },
      { name: "height", kind: "number", values: numbers(height) },
      text("city", CITIES, codes(city)),
      text("shop", SHOPS, codes(shop)),
      text("open", ["false", "true"], codes(open)),
      { name: "day", kind: "datetime", values: numbers(day), format: "iso" },
      target,
    ],
  };
}
