/** Which rows judge a model: set aside before anything is learnt from them. Seeded. */
import type { Task } from "../contract/index.ts";
import { HomeostatError } from "../contract/index.ts";
import { createRng, deriveSeed, type Rng } from "../shared/index.ts";
import { type Column, columnNamed, type Table } from "./table.ts";

export interface SplitPlan {
  kind: "stratified" | "random" | "time" | "group";
  /** Row numbers, ascending; by time, oldest first. */
  train: Int32Array;
  test: Int32Array;
}

export interface SplitOptions {
  /** As `encodeTarget`; one value per row. */
  target: Float64Array;
  task: Task;
  /** Share of rows that judge, 0 to 1. */
  share: number;
  /** Columns that order the rows, the most significant first; none for a split by chance. */
  time: string[];
  /** Column whose values stay together on one side. */
  group?: string;
  seed: number;
}

/** At the boundary, rows of the same time stay together where that moves it by no more than this share of the rows. */
const TIE_SHIFT = 0.1;

/** Rows to judge: rounded up, at least one on either side. */
const testSize = (rows: number, share: number): number => Math.min(rows - 1, Math.max(1, Math.ceil(rows * share)));

function complement(rows: number, test: Int32Array): Int32Array {
  const taken = new Uint8Array(rows);
  for (const row of test) taken[row] = 1;
  return Int32Array.from(taken.keys()).filter((row) => taken[row] === 0);
}

function byChance(rows: number, size: number, rng: Rng): SplitPlan {
  const order = rng.shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  const test = order.slice(0, size).sort();
  return { kind: "random", train: complement(rows, test), test };
}

/** Every class gives its share; the rows that rounding leaves over come from the largest remainders. */
function stratified(target: Float64Array, size: number, rng: Rng): SplitPlan {
  const classes = new Map<number, number[]>();
  for (const [row, label] of target.entries()) {
    const rows = classes.get(label);
    if (rows === undefined) classes.set(label, [row]);
    else rows.push(row);
  }
  const strata = [...classes].sort((a, b) => a[0] - b[0]).map(([, rows]) => rows);
  const quotas = strata.map((rows) => (rows.length * size) / target.length);
  const counts = quotas.map(Math.floor);
  const remainders = quotas.map((quota, i) => ({ i, rest: quota - counts[i]! })).sort((a, b) => b.rest - a.rest);
  const left = size - counts.reduce((sum, count) => sum + count, 0);
  for (const { i } of remainders.slice(0, left)) counts[i]!++;
  const test = strata.flatMap((rows, i) => rng.shuffle(rows).slice(0, counts[i]!));
  const sorted = Int32Array.from(test).sort();
  return { kind: "stratified", train: complement(target.length, sorted), test: sorted };
}

/** Keys that sort as the column's values do; missing first, as the oldest. */
function sortKeys(column: Column): Float64Array {
  if (column.kind !== "text")
    return column.values.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  const order = [...column.levels.keys()].sort((a, b) => (column.levels[a]! < column.levels[b]! ? -1 : 1));
  const rank = new Float64Array(order.length);
  for (const [place, code] of order.entries()) rank[code] = place;
  return Float64Array.from(column.codes, (code) => (code < 0 ? -1 : rank[code]!));
}

/** Row numbers from the oldest to the newest; rows of the same time stay in the table's order. */
export function timeOrder(
  table: Table,
  time: readonly string[],
): { order: Int32Array; sameTime(a: number, b: number): boolean } {
  const keys = time.map((name) => {
    const column = columnNamed(table, name);
    if (column === undefined)
      throw new HomeostatError("COLUMN_NOT_FOUND", { column: name, columns: table.columns.map((other) => other.name) });
    return sortKeys(column);
  });
  const compare = (a: number, b: number) => {
    for (const key of keys) if (key[a] !== key[b]) return key[a]! < key[b]! ? -1 : 1;
    return a - b;
  };
  const sameTime = (a: number, b: number) => keys.every((key) => key[a] === key[b]);
  const order = Int32Array.from({ length: table.rows }, (_, row) => row);
  let sorted = true;
  for (let row = 1; sorted && row < table.rows; row++) sorted = compare(row - 1, row) < 0;
  return { order: sorted ? order : order.sort(compare), sameTime };
}

function byTime(table: Table, options: SplitOptions, size: number): SplitPlan {
  const { order, sameTime } = timeOrder(table, options.time);
  const rows = order.length;
  const cut = rows - size;
  const inTie = (at: number) => at > 0 && at < rows && sameTime(order[at - 1]!, order[at]!);
  let [before, after] = [cut, cut];
  while (inTie(before)) before--;
  while (inTie(after)) after++;
  const nearest = cut - before <= after - cut ? before : after;
  const near = Math.abs(nearest - cut) <= TIE_SHIFT * rows && nearest > 0 && nearest < rows;
  const boundary = near ? nearest : cut;
  return { kind: "time", train: order.slice(0, boundary), test: order.slice(boundary) };
}

/** A number for each group, by row; a row without one is a group of its own. */
function groupNumbers(table: Table, name: string): { groups: Int32Array; sizes: number[] } {
  const column = columnNamed(table, name);
  if (column === undefined)
    throw new HomeostatError("COLUMN_NOT_FOUND", { column: name, columns: table.columns.map((other) => other.name) });
  const known = new Map<number, number>();
  const sizes: number[] = [];
  const cells: ArrayLike<number> = column.kind === "text" ? column.codes : column.values;
  const groups = Int32Array.from({ length: table.rows }, (_, row) => {
    const cell = cells[row]!;
    const isMissing = column.kind === "text" ? cell < 0 : Number.isNaN(cell);
    const group = isMissing ? sizes.length : (known.get(cell) ?? sizes.length);
    if (!isMissing) known.set(cell, group);
    sizes[group] = (sizes[group] ?? 0) + 1;
    return group;
  });
  return { groups, sizes };
}

/** Groups, shuffled, fill the judging side until it has its share. */
function byGroup(table: Table, name: string, size: number, rng: Rng): SplitPlan {
  const { groups, sizes } = groupNumbers(table, name);
  const judging = new Uint8Array(sizes.length);
  let [filled, taken] = [0, 0];
  for (const group of rng.shuffle([...sizes.keys()])) {
    if (filled >= size || taken === sizes.length - 1) break;
    judging[group] = 1;
    taken++;
    filled += sizes[group]!;
  }
  const test = Int32Array.from(groups.keys()).filter((row) => judging[groups[row]!] === 1);
  return { kind: "group", train: complement(groups.length, test), test };
}

/**
 * Splits rows into those that teach and those that judge: whole groups where a group is named, the newest rows
 * where time columns are, stratified by class for classes, by chance for numbers.
 * @throws COLUMN_NOT_FOUND, TOO_FEW_ROWS
 * @example splitHoldout(table, { target, task: "binary", share: 0.2, time: [], seed: 0 }).test.length // 154 of 768
 */
export function splitHoldout(table: Table, options: SplitOptions): SplitPlan {
  if (table.rows < 2) throw new HomeostatError("TOO_FEW_ROWS", { rows: table.rows, needed: 2 });
  const size = testSize(table.rows, options.share);
  const rng = createRng(deriveSeed(options.seed, "holdout"));
  if (options.group !== undefined) return byGroup(table, options.group, size, rng);
  if (options.time.length > 0) return byTime(table, options, size);
  return options.task === "regression" ? byChance(table.rows, size, rng) : stratified(options.target, size, rng);
}
