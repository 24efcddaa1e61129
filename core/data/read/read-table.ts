/** From a file to a table with its profile: the one way in for rows. */
import { setImmediate as turn } from "node:timers/promises";
import type { FileInfo, MissingReport, ReadOptions, RejectedRow } from "../../contract/index.ts";
import { HomeostatError } from "../../contract/index.ts";
import type { Table } from "../table.ts";
import { type Cells, withCells } from "./cells.ts";
import { type Directive, type ReadColumn, readColumn } from "./column.ts";
import { dateFormat } from "./date-format.ts";
import { detectLayout, type Layout } from "./dialect.ts";
import { readForeign } from "./foreign.ts";
import { clearImpossible } from "./impossible.ts";
import { columnNames } from "./names.ts";
import { type ColumnProfile, profileColumn } from "./profile.ts";
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
  columns: ReadonlyMap<string, Omit<Directive, "decimal">>;
}

/** A read table with what a model needs to know about each cell. */
export interface PlannedRead extends ReadResult {
  misfits: ReadonlyMap<string, ReadColumn["misfits"]>;
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

function directiveFor(name: string, options: ReadOptions, plan: ReadPlan | null, layout: Layout): Directive {
  const base: Directive = { as: "auto", ...plan?.columns.get(name), decimal: layout.decimal };
  const tokens = own(options.missing, name);
  if (tokens !== undefined) base.tokens = [...(base.tokens ?? []), ...tokens];
  const format = own(options.dates, name);
  if (format !== undefined) return { ...base, as: "datetime", format };
  if (options.number?.includes(name)) return { ...base, as: "number" };
  if (options.category?.includes(name) || options.text?.includes(name)) return { ...base, as: "text" };
  return base;
}

function tokenReports(name: string, tokens: ReadonlyMap<string, number>, users: readonly string[]): MissingReport[] {
  return [...tokens].map(([token, count]) => ({
    column: name,
    token,
    count,
    source: users.includes(token) ? "user" : "token",
    reason: users.includes(token) ? "named as missing" : "stands for a missing value",
  }));
}

async function readColumns(
  cells: Cells,
  names: readonly string[],
  layout: Layout,
  options: ReadOptions,
  plan: ReadPlan | null,
) {
  const table: Table = { rows: cells.rows, columns: [] };
  const profiles: ColumnProfile[] = [];
  const missing: MissingReport[] = [];
  const warnings: string[] = [];
  const misfits = new Map<string, ReadColumn["misfits"]>();
  for (const [index, name] of names.entries()) {
    const read = await readColumn(cells, index, name, directiveFor(name, options, plan, layout));
    const users = own(options.missing, name);
    missing.push(...tokenReports(name, read.tokens, users ?? []));
    // The user's word on a column, or a model's, stands instead of the rule.
    if (read.column.kind === "number" && users === undefined && plan === null)
      missing.push(...clearImpossible(name, read.column.values));
    table.columns.push(read.column);
    profiles.push(profileColumn(read.column));
    warnings.push(...read.warnings);
    misfits.set(name, read.misfits);
    await turn();
  }
  return { table, profiles, missing, warnings, misfits };
}

/** As `readTable`; with a plan, columns are read as planned and no impossible values are looked for. */
export async function readPlanned(path: string, options: ReadOptions, plan: ReadPlan | null): Promise<PlannedRead> {
  const source = await openSource(path, options.encoding);
  const foreign = source.kind === "text" ? null : source.kind;
  const bytes = source.kind === "text" ? source.bytes : await readForeign(path, source.kind);
  const read = foreign === null ? options : { ...options, delimiter: ",", header: true, decimal: "." as const };
  const layout = detectLayout(bytes, read);
  return withCells(bytes, layout, path, async (cells) => {
    if (cells.rows === 0) {
      if (cells.rejected.length === 0) throw new HomeostatError("FILE_NO_ROWS", { file: path });
      const reason = `none of its ${cells.rejected.length} lines fits (line ${cells.rejected[0]!.line}: ${cells.rejected[0]!.reason})`;
      throw new HomeostatError("FILE_NOT_A_TABLE", { file: path, reason });
    }
    const { names, warnings } = columnNames(layout.names, layout.width);
    checkNamed(options, names);
    const columns = await readColumns(cells, names, layout, options, plan);
    if (cells.rejected.length > 0)
      warnings.push(
        `${cells.rejected.length} lines were not taken (line ${cells.rejected[0]!.line}: ${cells.rejected[0]!.reason}).`,
      );
    return {
      ...columns,
      file: {
        format: foreign ?? (layout.delimiter === "\t" ? "tsv" : "csv"),
        delimiter: foreign === null ? layout.delimiter : null,
        encoding: source.kind === "text" ? source.encoding : "utf-8",
        decimal: layout.decimal,
        header: layout.header,
      },
      read: cells.rows + cells.rejected.length,
      rejected: cells.rejected,
      warnings: [...warnings, ...columns.warnings],
    };
  });
}

/**
 * Reads a file as a table: CSV with any of `, ; | tab`, gzipped or not, UTF-8, UTF-16 or Windows-1252, Parquet,
 * JSON. What was detected stands in `file`; `options` overrides it. Blanks around cells are trimmed, tokens such
 * as `NA` and `?` read as missing, impossible zeros and sentinels found and made missing (listed in `missing`),
 * lines with another number of cells set aside (listed in `rejected`).
 * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_EMPTY, FILE_NO_ROWS, FILE_NOT_A_TABLE,
 *   FILE_TOO_WIDE_CELL, COLUMN_NOT_FOUND (an option names no column), WRONG_USE (encoding, date pattern)
 * @example const { table, missing } = await readTable("diabetes.csv", { missing: { Glucose: ["0"] } });
 */
export async function readTable(path: string, options: ReadOptions = {}): Promise<ReadResult> {
  const { misfits: _, ...result } = await readPlanned(path, options, null);
  return result;
}
