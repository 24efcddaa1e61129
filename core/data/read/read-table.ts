/** From a file to a table with its profile: the one way in for rows. */
import { setImmediate as turn } from "node:timers/promises";
import {
  type FileInfo,
  HomeostatError,
  type MissingReport,
  type ReadOptions,
  type RejectedRow,
  say,
} from "../../contract/index.ts";
import type { Column, Table } from "../table.ts";
import { NotUtf8 } from "./csv.ts";
import { dateFormat } from "./date-format.ts";
import { extentOf } from "./extent.ts";
import { clearImpossible } from "./impossible.ts";
import type { Keep, Room } from "./keep.ts";
import { columnNames } from "./names.ts";
import { type ColumnProfile, profileColumn } from "./profile.ts";
import { type ReadWatch, readColumns, SETTLED } from "./read-columns.ts";
import type { Directive, Misfit, ReadColumn } from "./reading.ts";
import { openRows } from "./row-source.ts";
import type { RowSource } from "./rows.ts";
import { openSource } from "./source.ts";

export interface ReadResult {
  table: Table;
  file: FileInfo;
  /** Rows in the file, rejected ones included. */
  read: number;
  rejected: RejectedRow[];
  profiles: ColumnProfile[];
  missing: MissingReport[];
  warnings: string[];
}

/** How columns of known meaning are to be read: by a model's schema instead of by guess. */
export interface ReadPlan {
  columns: ReadonlyMap<string, Directive>;
}

/** A read table with what a model needs to know about each cell. */
export interface PlannedRead extends ReadResult {
  misfits: ReadonlyMap<string, Misfit[]>;
}

function checkNamed(options: ReadOptions, names: readonly string[]): void {
  const named = [
    ...Object.keys(options.dates ?? {}),
    ...Object.keys(options.missing ?? {}),
    ...(options.text ?? []),
    ...(options.category ?? []),
    ...(options.number ?? []),
    ...(options.group === undefined ? [] : [options.group]),
  ];
  for (const column of named)
    if (!names.includes(column)) throw new HomeostatError("COLUMN_NOT_FOUND", { column, columns: names });
  for (const pattern of Object.values(options.dates ?? {})) dateFormat(pattern);
}

const own = <T>(record: Record<string, T> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

function directiveFor(name: string, options: ReadOptions, plan: ReadPlan | null): Directive {
  const base: Directive = { as: "auto", ...plan?.columns.get(name), decimal: options.decimal };
  const tokens = own(options.missing, name);
  if (tokens !== undefined) base.tokens = [...(base.tokens ?? []), ...tokens];
  const format = own(options.dates, name);
  if (format !== undefined) return { ...base, as: "datetime", format };
  if (options.number?.includes(name)) return { ...base, as: "number" };
  if (options.category?.includes(name) || options.text?.includes(name)) return { ...base, as: "text" };
  return base;
}

/** A column whose day and month could be exchanged follows one of the table that shows which comes first. */
function settleRivals(columns: readonly ReadColumn[], keep: Keep): ReadColumn[] {
  const patterns = columns.flatMap(({ column, rival }) =>
    column.kind === "datetime" && rival === undefined ? [column.format] : [],
  );
  const dayFirst = patterns.filter((pattern) => /^%d.%m/.test(pattern)).length;
  const monthFirst = patterns.filter((pattern) => /^%m.%d/.test(pattern)).length;
  if (dayFirst > 0 === monthFirst > 0) return [...columns];
  const known = dayFirst > 0 ? /^%d.%m/ : /^%m.%d/;
  return columns.map((read) => {
    if (read.rival === undefined || read.column.kind !== "datetime") return read;
    if (known.test(read.column.format)) return { ...read, warnings: read.warnings.slice(0, -1) };
    const rival = read.rival.read();
    return { ...rival, column: keep.settled(rival.column) };
  });
}

function tokenReports(name: string, tokens: ReadonlyMap<string, number>, users: readonly string[]): MissingReport[] {
  return [...tokens].map(([token, count]) => ({
    column: name,
    token,
    count,
    source: users.includes(token) ? "user" : "token",
    reason: users.includes(token) ? say("namedMissing") : say("standsForMissing"),
  }));
}

/** The column with its cells at hand, wherever it lies. */
const atHand = (column: Column): Column =>
  column.kind === "text" ? { ...column, codes: column.codes } : { ...column, values: column.values };

/** Profiles, impossible values and reports of settled columns. */
async function describe(
  reads: readonly ReadColumn[],
  keep: Keep,
  options: ReadOptions,
  planned: boolean,
  watch: ReadWatch,
) {
  const columns: Column[] = [];
  const profiles: ColumnProfile[] = [];
  const missing: MissingReport[] = [];
  const warnings: string[] = [];
  for (const read of reads) {
    const column = atHand(read.column);
    const users = own(options.missing, column.name);
    missing.push(...tokenReports(column.name, read.tokens, users ?? []));
    // The user's word on a column, or a model's, stands instead of the rule.
    const byRule = column.kind !== "text" && users === undefined && !planned;
    let extent = column.kind === "text" ? undefined : extentOf(column.values);
    const impossible = byRule ? clearImpossible(column, extent!) : [];
    if (impossible.length > 0 && column.kind !== "text") extent = extentOf(column.values);
    missing.push(...impossible);
    columns.push(impossible.length > 0 ? keep.settled(column) : read.column);
    profiles.push({
      ...profileColumn(column, extent),
      ...(read.written === undefined ? {} : { format: read.written }),
    });
    warnings.push(...read.warnings);
    watch.signal?.throwIfAborted();
    watch.onProgress?.(SETTLED + ((1 - SETTLED) * profiles.length) / reads.length);
    // Other work gets a turn; in tables of many small columns not after each.
    if (profiles.length % 100 === 0 || profileTakesTime(column)) await turn();
  }
  return { columns, profiles, missing, warnings };
}

const LONG_COLUMN = 10_000;
const profileTakesTime = (column: ReadColumn["column"]): boolean =>
  (column.kind === "text" ? column.codes : column.values).length > LONG_COLUMN;

function refuseNoRows(file: string, rejected: readonly RejectedRow[]): never {
  const [first] = rejected;
  if (first === undefined) throw new HomeostatError("FILE_NO_ROWS", { file });
  const reason = say("noLineFits", { lines: rejected.length, line: first.line, reason: first.reason });
  throw new HomeostatError("FILE_NOT_A_TABLE", { file, reason });
}

async function readRows(
  source: RowSource,
  path: string,
  options: ReadOptions,
  plan: ReadPlan | null,
  watch: ReadWatch,
  room: Room | undefined,
): Promise<PlannedRead> {
  const { names, warnings } = columnNames(source.header, source.width);
  checkNamed(options, names);
  const directives = names.map((name) => directiveFor(name, options, plan));
  const { columns: all, keep, rows, notes } = await readColumns(source, names, directives, watch, room);
  if (rows === 0) refuseNoRows(path, notes.rejected);
  const isKept = (read: ReadColumn, i: number) => (source.header?.[i] ?? "x") !== "" || !isWithoutValues(read);
  const reads = settleRivals(all.filter(isKept), keep);
  const { columns, profiles, missing, warnings: found } = await describe(reads, keep, options, plan !== null, watch);
  const [first] = notes.rejected;
  const lost =
    first === undefined
      ? []
      : [say("linesNotTaken", { lines: notes.rejected.length, line: first.line, reason: first.reason })];
  return {
    table: keep.table(rows, columns),
    profiles,
    missing,
    file: source.file,
    read: rows + notes.rejected.length,
    rejected: notes.rejected,
    warnings: [...source.warnings, ...warnings, ...notes.warnings, ...lost, ...found],
    misfits: new Map(reads.map(({ column, misfits }) => [column.name, misfits])),
  };
}

const isWithoutValues = ({ column }: ReadColumn): boolean =>
  column.kind === "text" ? column.levels.length === 0 : column.values.every(Number.isNaN);

/** As `readTable`; with a plan, columns are read as planned and no impossible values are looked for. */
export async function readPlanned(
  path: string,
  options: ReadOptions,
  plan: ReadPlan | null,
  watch: ReadWatch = {},
  room?: Room,
): Promise<PlannedRead> {
  const source = await openSource(path, options.encoding);
  try {
    const rows = await openRows(source, options, watch.signal);
    const read = await readRows(rows, path, options, plan, watch, room);
    await source.checkUnchanged();
    return read;
  } catch (error) {
    if (error instanceof NotUtf8)
      return await readPlanned(path, { ...options, encoding: "windows-1252" }, plan, watch, room);
    // A file that is being written looks damaged in many ways, of which this is the one that matters.
    await source.checkUnchanged();
    throw error;
  } finally {
    await source.close();
  }
}

/**
 * Reads a file as a table: delimited text with any of `, ; | tab`, gzipped or not, UTF-8, UTF-16 or Windows-1252,
 * Parquet, JSON, Excel. What was detected stands in `file`, in the profiles' formats, under `missing` and in
 * `warnings`; `options` overrides it. Blanks around cells are trimmed, tokens such as `NA` and `?` read as missing,
 * impossible zeros and sentinels found and made missing, lines with another number of cells set aside (listed in
 * `rejected`). The text is never held whole: memory goes to the columns, or where they need more than there is `room`
 * for, to one column at a time, all of them being kept in a file.
 * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_EMPTY, FILE_NO_ROWS, FILE_NOT_A_TABLE,
 *   FILE_CHANGED, FILE_PROTECTED, FILE_TOO_WIDE_CELL, SHEET_NOT_FOUND, COLUMN_NOT_FOUND (an option names no
 *   column), WRONG_USE (encoding, date pattern), the signal's reason once it aborts
 * @example const { table, missing } = await readTable("diabetes.csv", { missing: { Glucose: ["0"] } });
 */
export async function readTable(
  path: string,
  options: ReadOptions = {},
  watch: ReadWatch = {},
  room?: Room,
): Promise<ReadResult> {
  const { misfits: _, ...result } = await readPlanned(path, options, null, watch, room);
  return result;
}
