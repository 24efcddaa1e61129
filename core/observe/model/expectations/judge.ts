/** Expectations held against the rows of a window. */
import type {
  Expectation,
  ExpectationEdit,
  ExpectationResult,
  ExpectationRule,
  JudgedExpectation,
} from "../../../contract/index.ts";
import { type Column, columnNamed, isoTime, type Table } from "../../../data/index.ts";
import { countExceededWith } from "../../statistics/index.ts";
import { figure, list, percent, plural, say } from "../../words.ts";

/** A window of a world that has not changed breaks a rule this seldom. */
const ALPHA = 1e-4;
/** Rows named per broken rule. */
const EXAMPLES = 5;

export interface ExpectedRows {
  table: Table;
  /** Prediction id of each row. */
  ids: readonly string[];
  /** Rows per column whose cell could not be read as its type. */
  unreadable: ReadonlyMap<string, readonly number[]>;
}

/** Rows that break a rule, and how many could be judged; null where the rule has no column to judge. */
interface Breaches {
  judged: number;
  rows: number[];
}

const isMissing = (column: Column, row: number): boolean =>
  column.kind === "text" ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);

/** Rows with a value that `breaks`. */
function among(column: Column, rows: number, breaks: (row: number) => boolean): Breaches {
  const found: number[] = [];
  let judged = 0;
  for (let row = 0; row < rows; row++) {
    if (isMissing(column, row)) continue;
    judged++;
    if (breaks(row)) found.push(row);
  }
  return { judged, rows: found };
}

function repeated(column: Column, rows: number): Breaches {
  const seen = new Set<number>();
  const cells: ArrayLike<number> = column.kind === "text" ? column.codes : column.values;
  return among(column, rows, (row) => {
    const before = seen.size;
    return seen.add(cells[row]!).size === before;
  });
}

function fallen(values: Float64Array, column: Column, rows: number): Breaches {
  let latest = Number.NEGATIVE_INFINITY;
  return among(column, rows, (row) => {
    const falls = values[row]! < latest;
    latest = Math.max(latest, values[row]!);
    return falls;
  });
}

function breaches(rule: ExpectationRule, { table, unreadable }: ExpectedRows): Breaches | null {
  const column = columnNamed(table, rule.column);
  if (!column) return null;
  const { rows } = table;
  if (rule.kind === "type") return { judged: rows, rows: [...(unreadable.get(rule.column) ?? [])] };
  if (rule.kind === "unique") return repeated(column, rows);
  if (rule.kind === "present") {
    const missing = Array.from({ length: rows }, (_, row) => row).filter((row) => isMissing(column, row));
    return { judged: rows, rows: missing };
  }
  if (rule.kind === "categories") {
    if (column.kind !== "text") return null;
    const allowed = new Set(rule.allowed);
    const known = column.levels.map((level) => allowed.has(level));
    return among(column, rows, (row) => !known[column.codes[row]!]);
  }
  if (column.kind === "text") return null;
  const { values } = column;
  if (rule.kind === "range") return among(column, rows, (row) => values[row]! < rule.min || values[row]! > rule.max);
  if (rule.kind === "ordered") return fallen(values, column, rows);
  const other = columnNamed(table, rule.other);
  if (!other || other.kind === "text") return null;
  const both = among(column, rows, (row) => values[row]! > other.values[row]!);
  return { ...both, judged: both.judged - among(column, rows, (row) => Number.isNaN(other.values[row]!)).rows.length };
}

/** The rule with the limits that a person has set. */
function edited(rule: ExpectationRule, edit: ExpectationEdit | null): ExpectationRule {
  if (rule.kind === "range") return { ...rule, min: edit?.min ?? rule.min, max: edit?.max ?? rule.max };
  if (rule.kind === "categories") return { ...rule, allowed: edit?.allowed ?? rule.allowed };
  return rule;
}

/** Limits of a person's own are meant as they stand: no row may break them unless a tolerance says so. */
function allowedRows({ usual }: Expectation, edit: ExpectationEdit | null, rows: number): number {
  if (edit?.tolerance !== undefined) return Math.floor(edit.tolerance * rows);
  const own = edit?.min !== undefined || edit?.max !== undefined || edit?.allowed !== undefined;
  return own ? 0 : countExceededWith(ALPHA, rows, usual.broken, usual.kept);
}

/** @example ruleWords({ kind: "range", column: "age", min: 18, max: 96 }) // "age lies between 18 and 96" */
export function ruleWords(rule: ExpectationRule): string {
  const { column } = rule;
  if (rule.kind === "type") return say("holdsType", { column, type: rule.type });
  if (rule.kind === "present") return say("hasValue", { column });
  if (rule.kind === "range") return say("liesBetween", { column, low: figure(rule.min), high: figure(rule.max) });
  if (rule.kind === "categories")
    return say("isOneOf", { column, levels: list(rule.allowed.map((level) => `“${level}”`)) });
  if (rule.kind === "unique") return say("neverTwice", { column });
  if (rule.kind === "ordered") return say("neverFalls", { column });
  return say("isAtMost", { column, other: rule.other });
}

const cellOf = (column: Column, row: number): string =>
  column.kind === "text"
    ? `“${column.levels[column.codes[row]!]}”`
    : column.kind === "datetime"
      ? isoTime(column.values[row]!)
      : figure(column.values[row]!);

function reasonOf(rule: ExpectationRule, found: Breaches, table: Table): string {
  const share = percent(found.rows.length / Math.max(1, found.judged));
  const [first] = found.rows;
  const column = columnNamed(table, rule.column)!;
  const such =
    first !== undefined && !isMissing(column, first) ? say("firstWith", { cell: cellOf(column, first) }) : "";
  return say("breakRule", {
    ...{ broken: plural(found.rows.length, "row"), judged: found.judged.toLocaleString("en"), share, such },
  });
}

function judgeOne(expectation: Expectation, edit: ExpectationEdit | null, rows: ExpectedRows): ExpectationResult {
  const rule = edited(expectation.rule, edit);
  const found = breaches(rule, rows);
  const none = { rows: 0, broken: 0, allowed: 0, examples: [] };
  if (!found) return { ...none, passed: null, reason: say("ruleHasNoColumn") };
  if (found.judged === 0) return { ...none, passed: null, reason: say("ruleHasNoValue") };
  const allowed = allowedRows(expectation, edit, found.judged);
  return {
    passed: found.rows.length <= allowed,
    ...{ rows: found.judged, broken: found.rows.length, allowed },
    examples: found.rows.slice(0, EXAMPLES).map((row) => rows.ids[row]!),
    reason: found.rows.length === 0 ? say("everyRowKeeps") : reasonOf(rule, found, rows.table),
  };
}

/**
 * Every rule with what a person said of it and how it fares on a window.
 * @param edits by id; @param rows null where there is no window yet
 * @example judgeExpectations(suite, {}, rows).filter(({ result }) => result?.passed === false)
 */
export function judgeExpectations(
  suite: readonly Expectation[],
  edits: Readonly<Record<string, ExpectationEdit>>,
  rows: ExpectedRows | null,
): JudgedExpectation[] {
  return suite.map((expectation) => {
    const edit = edits[expectation.id] ?? null;
    const status = edit?.status ?? "proposed";
    return {
      ...expectation,
      ...{ status, edit, words: ruleWords(edited(expectation.rule, edit)) },
      result: status === "declined" || rows === null ? null : judgeOne(expectation, edit, rows),
    };
  });
}
