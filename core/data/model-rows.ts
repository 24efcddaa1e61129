/** Rows for a model: from validated requests, or from a file read by the model's schema. */
import { type Feature, HomeostatError, type ModelSchema, type ReadOptions, say } from "../contract/index.ts";
import type { ReadWatch } from "./read/read-columns.ts";
import { type PlannedRead, type ReadResult, readPlanned } from "./read/read-table.ts";
import type { Directive } from "./read/reading.ts";
import { type Column, columnNamed, type Table, type TextColumn } from "./table.ts";
import { type CellValue, categoryReader, missingColumn, outOfRange, wrongType } from "./validate.ts";

function textColumn(name: string, cells: readonly CellValue[], known: readonly string[]): TextColumn {
  const levels = [...known];
  const codes = new Map(levels.map((level, code) => [level, code]));
  const coded = Int32Array.from(cells, (cell) => {
    if (cell === null) return -1;
    const text = String(cell);
    const code = codes.get(text) ?? levels.push(text) - 1;
    codes.set(text, code);
    return code;
  });
  return { name, kind: "text", codes: coded, levels };
}

function columnOf(feature: Feature, cells: readonly CellValue[]): Column {
  const { name } = feature;
  if (feature.type === "category" || feature.type === "boolean") return textColumn(name, cells, feature.categories);
  const values = Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : Number.NaN));
  return feature.type === "number"
    ? { name, kind: "number", values }
    : { name, kind: "datetime", values, format: feature.format };
}

/** Validated rows as a table, features in their locked order; categories unseen in training get codes behind the known. */
export const tableOf = (schema: ModelSchema, rows: readonly CellValue[][]): Table => ({
  rows: rows.length,
  columns: schema.features.map((feature, i) =>
    columnOf(
      feature,
      rows.map((row) => row[i]!),
    ),
  ),
});

export interface ModelRows {
  /** Features in their locked order, then the target as it was read, if the file has it. */
  table: Table;
  read: ReadResult;
  status: ("ok" | "imputed" | "rejected")[];
  /** Why a row is rejected: what serving would answer. */
  reasons: (string | null)[];
}

function directiveOf(feature: Feature): Directive {
  const tokens = feature.missingTokens;
  if (feature.type === "number") return { as: "number", tokens };
  if (feature.type === "datetime") return { as: "datetime", likely: feature.format, tokens };
  return { as: "text", tokens };
}

/** Gives a column the spelling of the schema's categories. */
function respelled(column: Column, feature: Feature): Column {
  if (column.kind !== "text" || feature.type !== "boolean") return column;
  const read = categoryReader(feature);
  return textColumn(
    column.name,
    Array.from(column.codes, (code) => (code < 0 ? null : read(column.levels[code]!))),
    feature.categories,
  );
}

/** Marks what serving would refuse and makes those cells missing, so that the row can still be scored. */
function judge(column: Column, feature: Feature, read: PlannedRead, rows: Pick<ModelRows, "status" | "reasons">): void {
  const reject = (row: number, reason: string) => {
    rows.status[row] = "rejected";
    rows.reasons[row] ??= reason;
  };
  for (const { row, text } of read.misfits.get(feature.name) ?? []) reject(row, wrongType(feature, text).message);
  const cells = column.kind === "text" ? column.codes : column.values;
  for (let row = 0; row < cells.length; row++) {
    const value = cells[row]!;
    if (column.kind === "text" ? value < 0 : Number.isNaN(value)) {
      if (rows.status[row] === "ok") rows.status[row] = "imputed";
    } else if (feature.type === "number" && (value < feature.range.low || value > feature.range.high)) {
      reject(row, outOfRange(feature, value).message);
      cells[row] = Number.NaN;
    }
  }
}

/**
 * Reads a file as rows of a model: columns by the schema's types, its missing tokens and its date formats. A row
 * that serving would refuse is marked `rejected` with the reason, its offending cells are made missing.
 * @throws MISSING_COLUMN where the file lacks a feature, and as `readTable`
 */
export async function readForModel(
  path: string,
  schema: ModelSchema,
  options: ReadOptions = {},
  watch: ReadWatch = {},
): Promise<ModelRows> {
  const asNumber = schema.task === "regression" || schema.classes.every((label) => typeof label === "number");
  const columns = new Map<string, Directive>([[schema.target, { as: asNumber ? "number" : "text" }]]);
  for (const feature of schema.features) columns.set(feature.name, directiveOf(feature));
  const read = await readPlanned(path, options, { columns }, watch);
  const rows = {
    status: new Array<ModelRows["status"][number]>(read.table.rows).fill("ok"),
    reasons: new Array<string | null>(read.table.rows).fill(null),
  };
  const features = schema.features.map((feature) => {
    const found = columnNamed(read.table, feature.name);
    if (found === undefined) throw missingColumn(feature.name, schema);
    const expected = feature.type === "category" || feature.type === "boolean" ? "text" : feature.type;
    if (found.kind !== expected) {
      const reason = say("wrongColumnType", { column: feature.name, type: feature.type });
      throw new HomeostatError("WRONG_USE", { reason });
    }
    const column = respelled(found, feature);
    judge(column, feature, read, rows);
    return column;
  });
  const target = columnNamed(read.table, schema.target);
  const table = { rows: read.table.rows, columns: target === undefined ? features : [...features, target] };
  return { table, read, ...rows };
}
