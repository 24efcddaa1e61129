/** Expectations read from training rows: what always held, supported by enough rows to be more than chance. */
import type { Expectation, Feature, ModelSchema } from "../../../contract/index.ts";
import { type Column, columnNamed, isoTime, type Table, takeRows } from "../../../data/index.ts";
import { figure, percent, plural, say } from "../../words.ts";
import { proposed } from "./proposed.ts";
import { relations } from "./relations.ts";

/** Fewer rows say nothing that would hold. */
export const LEAST_ROWS = 100;
/** Columns whose new levels are no surprise get no list of allowed ones: from this share of rows on. */
/** Of larger tables so many rows are read, evenly spaced. */
const MOST_ROWS = 50_000;
const NEW_LEVELS = 0.01;
const MOST_LEVELS = 200;

type Numbers = Exclude<Column, { kind: "text" }>;

const known = ({ values }: Numbers): Float64Array => values.filter((value) => !Number.isNaN(value));

function missingIn(column: Column): number {
  const cells: ArrayLike<number> = column.kind === "text" ? column.codes : column.values;
  let missing = 0;
  for (let row = 0; row < cells.length; row++)
    if (column.kind === "text" ? cells[row]! < 0 : Number.isNaN(cells[row]!)) missing++;
  return missing;
}

function presence(name: string, column: Column, rows: number): Expectation[] {
  const missing = missingIn(column);
  if (missing === rows) return [];
  const reason = missing === 0 ? say("neverMissing") : say("missingInTraining", { share: percent(missing / rows) });
  return [proposed({ kind: "present", column: name }, missing + 1, rows - missing, reason)];
}

/** Two of the rows are the extremes themselves: as many may be expected beyond them in a sample as large. */
function range(name: string, column: Numbers): Expectation[] {
  const values = known(column);
  if (values.length < LEAST_ROWS) return [];
  let [min, max] = [values[0]!, values[0]!];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [];
  const told = column.kind === "datetime" ? isoTime : figure;
  const reason = say("rangeInTraining", {
    ...{ low: told(min), high: told(max), rows: plural(values.length, "training row") },
  });
  return [proposed({ kind: "range", column: name, min, max }, 2, values.length - 1, reason)];
}

/** A level seen once foretells one that was not (Good 1953). */
function categories(name: string, column: Extract<Column, { kind: "text" }>): Expectation[] {
  const counts = new Float64Array(column.levels.length);
  let rows = 0;
  for (const code of column.codes) {
    if (code < 0) continue;
    counts[code]!++;
    rows++;
  }
  const once = counts.filter((count) => count === 1).length;
  const allowed = column.levels.filter((_, code) => counts[code]! > 0);
  if (rows < LEAST_ROWS || allowed.length > MOST_LEVELS || once > NEW_LEVELS * rows) return [];
  const reason = say("levelsInTraining", {
    ...{ levels: plural(allowed.length, "level"), rows: plural(rows, "training row"), once },
  });
  return [proposed({ kind: "categories", column: name, allowed }, once + 1, rows - once, reason)];
}

/** Keys: whole numbers or texts of which none comes twice. Measurements differ too, and would repeat one day. */
function unique(name: string, column: Column): Expectation[] {
  const cells = column.kind === "text" ? column.codes.filter((code) => code >= 0) : known(column);
  const whole = column.kind === "text" || cells.every(Number.isInteger);
  if (column.kind === "datetime" || cells.length < LEAST_ROWS || !whole || new Set<number>(cells).size < cells.length)
    return [];
  return [
    proposed(
      { kind: "unique", column: name },
      1,
      cells.length,
      say("noneRepeats", { rows: plural(cells.length, "training row") }),
    ),
  ];
}

/** Columns named as the order of the rows, where the training rows keep it. */
function ordered(name: string, column: Numbers): Expectation[] {
  const values = known(column);
  if (values.length < LEAST_ROWS || values[0] === values.at(-1)) return [];
  if (values.some((value, i) => i > 0 && value < values[i - 1]!)) return [];
  return [proposed({ kind: "ordered", column: name }, 1, values.length, say("inThisOrder"))];
}

function ofFeature({ name, type }: Feature, column: Column, rows: number, isTime: boolean): Expectation[] {
  const reason = say("everyRowHolds", { type });
  const typed = proposed({ kind: "type", column: name, type }, 1, rows, reason);
  const key = unique(name, column);
  const always = [typed, ...presence(name, column, rows), ...key];
  // Keys and times go on: what their values were says nothing about tomorrow's.
  const goesOn = isTime || key.length > 0;
  if (column.kind === "text") return goesOn ? always : [...always, ...categories(name, column)];
  if (isTime) return [...always, ...ordered(name, column)];
  return goesOn || type !== "number" ? always : [...always, ...range(name, column)];
}

/**
 * Proposes what rows of a model are expected to look like. Whatever the rule, it comes with the share of rows that would
 * break it if nothing changed, so that a window breaks it by chance less than once in a thousand times.
 * @param table the training rows; @param schema whose features are looked at
 * @example proposeExpectations(table, schema)[0] // { id: "type:age", rule: { kind: "type", column: "age", … }, … }
 */
export function proposeExpectations(table: Table, schema: ModelSchema): Expectation[] {
  if (table.rows < LEAST_ROWS) return [];
  const rows = Math.min(table.rows, MOST_ROWS);
  const evenly = Int32Array.from({ length: rows }, (_, k) => Math.floor((k * table.rows) / rows));
  const sample = rows < table.rows ? takeRows(table, evenly) : table;
  const found = schema.features.flatMap((feature) => {
    const column = columnNamed(sample, feature.name);
    return column ? [{ feature, column }] : [];
  });
  return [
    ...found.flatMap(({ feature, column }) => ofFeature(feature, column, rows, schema.time.includes(feature.name))),
    ...relations(found.map(({ column }) => column)),
  ];
}
