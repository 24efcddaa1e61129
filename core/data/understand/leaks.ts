/** Columns that give the answer away: copies of the target, functions that determine it, parts of its sum or product. */
import { say, type Task } from "../../contract/index.ts";
import { type Column, columnNamed, type Table, takeColumns, takeRows } from "../table.ts";
import { cellsOf, giveaway, isPresent, mayGiveAway } from "./giveaway.ts";
import { findIdentity, type Series } from "./identity.ts";

/** Rows of a first look, which clears most columns; of a second, at those that are left; and of sums and products. */
const FIRST_ROWS = 400;
const ROWS = 20_000;
const IDENTITY_ROWS = 2_000;

/** Evenly spaced rows with a known target. */
function sample(table: Table, target: Column, limit: number): Table {
  const cells = cellsOf(target);
  const known: number[] = [];
  for (let row = 0; row < table.rows; row++) if (isPresent(cells[row]!, target)) known.push(row);
  const step = Math.max(1, known.length / limit);
  return takeRows(
    table,
    Array.from({ length: Math.floor(known.length / step) }, (_, i) => known[Math.floor(i * step)]!),
  );
}

/** Positive series as logarithms, in which a product is a sum. */
const logarithms = ({ name, values }: Series): Series[] =>
  values.every((value) => value > 0) ? [{ name, values: values.map(Math.log) }] : [];

function identityLeaks(rows: Table, target: string, names: readonly string[]): Map<string, string> {
  const y = columnNamed(rows, target);
  if (y?.kind !== "number") return new Map();
  const series = names.flatMap((name) => {
    const column = columnNamed(rows, name);
    return column?.kind === "number" && !column.values.some(Number.isNaN) ? [column] : [];
  });
  const sum = findIdentity(y.values, series);
  const [logarithm] = sum === null ? logarithms(y) : [];
  const product = logarithm === undefined ? null : findIdentity(logarithm.values, series.flatMap(logarithms));
  const found = sum ?? product;
  if (found === null) return new Map();
  const expression = sum ? sum.formula : found.formula.replaceAll("+", "×").replaceAll("−", "÷");
  return new Map(found.columns.map((name) => [name, say("sumOf", { expression, target })]));
}

/**
 * Columns among `names` that give the target away, each with its evidence.
 * @example findLeaks(table, "cnt", "regression", ["casual", "registered", "temp"]).get("casual") // "casual + registered = cnt"
 */
export function findLeaks(table: Table, target: string, task: Task, names: readonly string[]): Map<string, string> {
  const y = columnNamed(table, target)!;
  const few = sample(takeColumns(table, [...names, target]), y, FIRST_ROWS);
  const suspects = names.filter((name) => mayGiveAway(columnNamed(few, name)!, columnNamed(few, target)!, task));
  const rows = sample(takeColumns(table, [...suspects, target]), y, ROWS);
  const leaks = new Map<string, string>();
  for (const name of suspects) {
    const evidence = giveaway(columnNamed(rows, name)!, columnNamed(rows, target)!, task);
    if (evidence !== null) leaks.set(name, evidence);
  }
  if (task !== "regression") return leaks;
  const rest = names.filter((name) => !leaks.has(name) && columnNamed(table, name)?.kind === "number");
  const some = sample(takeColumns(table, [...rest, target]), y, IDENTITY_ROWS);
  for (const [name, evidence] of identityLeaks(some, target, rest)) leaks.set(name, evidence);
  return leaks;
}
