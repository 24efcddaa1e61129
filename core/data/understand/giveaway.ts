/** Does one column give the target away? Tests on pairs of values, and the evidence in words. */
import { say, type Task } from "../../contract/index.ts";
import { countDistinct } from "../read/distinct.ts";
import type { Column } from "../table.ts";

/** A measurement may part two classes by luck in a small table. */
const SEPARATION_ROWS = 300;
const GROUP_ROWS = 100;
const MOST_GROUPS = 50;
const ERRORS = 0.0005;
const LEAST_PAIRS = 20;
const KNOWN_SHARE = 0.9;
/** Errors among the few rows of a first look that leave less than one in a thousand possible. */
const FIRST_ERRORS = 5;

/** Cells as numbers for comparing: values, or codes of texts. */
export const cellsOf = (column: Column): ArrayLike<number> => (column.kind === "text" ? column.codes : column.values);
export const isPresent = (value: number, column: Column): boolean =>
  column.kind === "text" ? value >= 0 : !Number.isNaN(value);

/** Rows in which both are known. */
interface Pairs {
  x: Float64Array;
  y: Float64Array;
  /** Rows in which the target is known. */
  known: number;
}

function pairsOf(column: Column, target: Column): Pairs {
  const [xs, ys] = [cellsOf(column), cellsOf(target)];
  const [x, y] = [new Float64Array(xs.length), new Float64Array(xs.length)];
  let [known, size] = [0, 0];
  for (let row = 0; row < xs.length; row++) {
    if (!isPresent(ys[row]!, target)) continue;
    known++;
    if (!isPresent(xs[row]!, column)) continue;
    x[size] = xs[row]!;
    y[size++] = ys[row]!;
  }
  return { x: x.subarray(0, size), y: y.subarray(0, size), known };
}

function orderBy(keys: Float64Array): Uint32Array {
  return Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]!);
}

/** The same x always comes with the same y, and y never turns: a copy, another unit, a logarithm, a rounding. */
function isMonotone({ x, y }: Pairs): boolean {
  const order = orderBy(x);
  let direction = 0;
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1]!, order[i]!];
    const step = Math.sign(y[b]! - y[a]!);
    if (x[a] === x[b] ? step !== 0 : step * direction < 0) return false;
    direction ||= step;
  }
  return true;
}

/** The same x always comes with the same y. */
function isFunction({ x, y }: Pairs): boolean {
  const firsts = new Map<number, number>();
  for (let i = 0; i < x.length; i++) {
    const first = firsts.get(x[i]!);
    if (first === undefined) firsts.set(x[i]!, y[i]!);
    else if (first !== y[i]) return false;
  }
  return true;
}

/** Rows that the commonest class of their group gets wrong. */
function groupErrors({ x, y }: Pairs): { groups: number; errors: number } {
  const groups = new Map<number, Map<number, number>>();
  for (let i = 0; i < x.length; i++) {
    const classes = groups.get(x[i]!) ?? new Map<number, number>();
    classes.set(y[i]!, (classes.get(y[i]!) ?? 0) + 1);
    groups.set(x[i]!, classes);
  }
  let errors = 0;
  for (const classes of groups.values()) {
    const counts = [...classes.values()];
    errors += counts.reduce((sum, count) => sum + count, 0) - Math.max(...counts);
  }
  return { groups: groups.size, errors };
}

/** True where, sorted by x, every class is one stretch. */
function isSeparated({ x, y }: Pairs, classes: number): boolean {
  const order = orderBy(x);
  let stretches = 1;
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1]!, order[i]!];
    if (y[a] === y[b]) continue;
    if (x[a] === x[b] || ++stretches > classes) return false;
  }
  return true;
}

function numberGiveaway(column: Column, pairs: Pairs, name: string): string | null {
  const values = countDistinct(pairs.x);
  if (column.kind === "text")
    return values <= pairs.x.length / 5 && isFunction(pairs) ? say("everyValueWith", { target: name }) : null;
  if (pairs.x.every((value, i) => value === pairs.y[i])) return say("copyOf", { target: name });
  return values >= 20 && countDistinct(pairs.y) >= 20 && isMonotone(pairs)
    ? say("computedFrom", { target: name })
    : null;
}

const asGroups = (column: Column, pairs: Pairs, classes: number): boolean =>
  column.kind === "text" || countDistinct(pairs.x) <= Math.max(MOST_GROUPS, classes);

function classGiveaway(column: Column, pairs: Pairs, name: string): string | null {
  const counts = new Map<number, number>();
  for (const label of pairs.y) counts.set(label, (counts.get(label) ?? 0) + 1);
  const rows = pairs.x.length;
  const others = rows - Math.max(...counts.values());
  if (asGroups(column, pairs, counts.size)) {
    const { groups, errors } = groupErrors(pairs);
    const pure = errors <= ERRORS * rows && errors <= 0.05 * others;
    if (pure && groups === counts.size) return say("oneToOne", { target: name });
    return pure && rows >= GROUP_ROWS && groups <= rows / 5 ? say("everyValueWith", { target: name }) : null;
  }
  const rarest = Math.min(...counts.values());
  if (rows < SEPARATION_ROWS || rarest < 10) return null;
  return isSeparated(pairs, counts.size) ? say("partedByCutOffs", { target: name }) : null;
}

/** False where a few rows show already that the column gives nothing away. */
export function mayGiveAway(column: Column, target: Column, task: Task): boolean {
  const pairs = pairsOf(column, target);
  if (task === "regression") return column.kind === "text" ? isFunction(pairs) : isMonotone(pairs);
  const classes = countDistinct(pairs.y);
  return asGroups(column, pairs, classes) ? groupErrors(pairs).errors <= FIRST_ERRORS : isSeparated(pairs, classes);
}

/** The evidence that a column gives the target away, or null. */
export function giveaway(column: Column, target: Column, task: Task): string | null {
  const pairs = pairsOf(column, target);
  if (pairs.x.length < LEAST_PAIRS || pairs.x.length < KNOWN_SHARE * pairs.known) return null;
  if (countDistinct(pairs.x) < 2 || countDistinct(pairs.y) < 2) return null;
  return (task === "regression" ? numberGiveaway : classGiveaway)(column, pairs, target.name);
}
