/** Columns that give the answer away: copies of the target, functions that determine it, parts of its sum. */
import type { Task } from "../../contract/index.ts";
import { type Column, columnNamed, type Table, takeRows } from "../table.ts";
import { findIdentity } from "./identity.ts";

const SAMPLE = 20_000;
const IDENTITY_SAMPLE = 2_000;
/** A measurement may part two classes by luck in a small table. */
const SEPARATION_ROWS = 300;
const GROUP_ROWS = 100;
const MOST_GROUPS = 50;
const ERRORS = 0.0005;

/** Cells as numbers for comparing: values, or codes of texts. */
const cellsOf = (column: Column): ArrayLike<number> => (column.kind === "text" ? column.codes : column.values);
const present = (value: number, column: Column): boolean =>
  column.kind === "text" ? value >= 0 : !Number.isNaN(value);

interface Pairs {
  x: Float64Array;
  y: Float64Array;
}

/** Rows in which both are known, if those are most of the rows. */
function pairsOf(column: Column, target: Column): Pairs | null {
  const [xs, ys] = [cellsOf(column), cellsOf(target)];
  const x: number[] = [];
  const y: number[] = [];
  let known = 0;
  for (let row = 0; row < xs.length; row++) {
    if (!present(ys[row]!, target)) continue;
    known++;
    if (!present(xs[row]!, column)) continue;
    x.push(xs[row]!);
    y.push(ys[row]!);
  }
  return x.length >= 20 && x.length >= 0.9 * known ? { x: Float64Array.from(x), y: Float64Array.from(y) } : null;
}

const distinct = (values: Float64Array): number => new Set(values).size;

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
  return direction !== 0;
}

function numberLeak(column: Column, pairs: Pairs, name: string): string | null {
  const values = distinct(pairs.x);
  if (column.kind === "text") {
    const firsts = new Map<number, number>();
    if (values > pairs.x.length / 5) return null;
    for (let i = 0; i < pairs.x.length; i++) {
      const first = firsts.get(pairs.x[i]!);
      if (first === undefined) firsts.set(pairs.x[i]!, pairs.y[i]!);
      else if (first !== pairs.y[i]) return null;
    }
    return `every value goes with one ${name}`;
  }
  if (pairs.x.every((value, i) => value === pairs.y[i])) return `a copy of ${name}`;
  return values >= 20 && distinct(pairs.y) >= 20 && isMonotone(pairs) ? `${name} can be computed from it` : null;
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

/** Sorted by x, every class is one stretch. */
function isSeparated({ x, y }: Pairs, classes: number): boolean {
  const order = orderBy(x);
  let stretches = 1;
  for (let i = 1; i < order.length; i++) {
    const [a, b] = [order[i - 1]!, order[i]!];
    if (y[a] === y[b]) continue;
    if (x[a] === x[b] || ++stretches > classes) return false;
  }
  return stretches === classes;
}

function classLeak(column: Column, pairs: Pairs, name: string): string | null {
  const counts = new Map<number, number>();
  for (const label of pairs.y) counts.set(label, (counts.get(label) ?? 0) + 1);
  const rows = pairs.x.length;
  const others = rows - Math.max(...counts.values());
  if (distinct(pairs.x) <= Math.max(MOST_GROUPS, counts.size) || column.kind === "text") {
    const { groups, errors } = groupErrors(pairs);
    const pure = errors <= ERRORS * rows && errors <= 0.05 * others;
    if (pure && groups === counts.size) return `its values go one to one with ${name}`;
    return pure && rows >= GROUP_ROWS && groups <= rows / 5 ? `every value goes with one ${name}` : null;
  }
  const rarest = Math.min(...counts.values());
  if (rows < SEPARATION_ROWS || rarest < 10) return null;
  return isSeparated(pairs, counts.size) ? `cut-offs in it part the classes of ${name} without an error` : null;
}

function sample(table: Table, target: Column, limit: number): Table {
  const cells = cellsOf(target);
  const known: number[] = [];
  for (let row = 0; row < table.rows; row++) if (present(cells[row]!, target)) known.push(row);
  const step = Math.max(1, known.length / limit);
  return takeRows(
    table,
    Array.from({ length: Math.floor(known.length / step) }, (_, i) => known[Math.floor(i * step)]!),
  );
}

function identityLeaks(table: Table, target: string, names: readonly string[]): Map<string, string> {
  const y = columnNamed(table, target);
  if (y?.kind !== "number") return new Map();
  const columns = names.flatMap((name) => columnNamed(table, name) ?? []).filter((column) => column.kind === "number");
  const whole = columns.filter(({ values }) => !values.some(Number.isNaN));
  const found = findIdentity(y.values, whole);
  return new Map(found?.columns.map((name) => [name, `${found.formula} = ${target}`]));
}

/**
 * Columns among `names` that give the target away, each with its evidence.
 * @example findLeaks(table, "cnt", "regression", ["casual", "registered", "temp"]).get("casual") // "casual + registered = cnt"
 */
export function findLeaks(table: Table, target: string, task: Task, names: readonly string[]): Map<string, string> {
  const rows = sample(table, columnNamed(table, target)!, SAMPLE);
  const y = columnNamed(rows, target)!;
  const leaks = new Map<string, string>();
  for (const name of names) {
    const column = columnNamed(rows, name)!;
    const pairs = pairsOf(column, y);
    if (pairs === null || distinct(pairs.x) < 2 || distinct(pairs.y) < 2) continue;
    const reason = task === "regression" ? numberLeak(column, pairs, target) : classLeak(column, pairs, target);
    if (reason !== null) leaks.set(name, reason);
  }
  if (task === "regression") {
    const rest = names.filter((name) => !leaks.has(name));
    const identity = identityLeaks(sample(rows, y, IDENTITY_SAMPLE), target, rest);
    for (const [name, reason] of identity) leaks.set(name, reason);
  }
  return leaks;
}
