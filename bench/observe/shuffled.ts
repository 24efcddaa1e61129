/** Real tables with their rows shuffled: nothing has changed, so that every finding is a false alarm. */
import { existsSync, readdirSync } from "node:fs";
import type { QualityFinding } from "../../core/contract/index.ts";
import { readTable, type Table, takeColumns, takeRows } from "../../core/data/index.ts";
import { type DriftOptions, findQuality } from "../../core/observe/index.ts";
import { createRng, deriveSeed } from "../../core/shared/index.ts";
import { sharedData } from "../../core/testing/shared-data.ts";

export const SIZES = [50, 100, 200, 500, 1000];
/** Rows of a table that take part, so that reading and shuffling the large ones stays short. */
const MOST_ROWS = 30_000;

export const sharedTables = (): string[] =>
  existsSync(sharedData("."))
    ? readdirSync(sharedData("."))
        .filter((name) => /\.csv(\.gz)?$/.test(name))
        .sort()
    : [];

export interface Shuffled {
  table: Table;
  types: NonNullable<DriftOptions["types"]>;
}

/** The columns of a file that can drift, rows in an order drawn by `seed`. */
export async function shuffledTable(file: string, seed: number): Promise<Shuffled> {
  const { table, profiles } = await readTable(sharedData(file));
  const types: Shuffled["types"] = {};
  for (const { name, type } of profiles) if (type !== "identifier" && type !== "text") types[name] = type;
  const rows = createRng(deriveSeed(seed, file)).shuffle(Int32Array.from({ length: table.rows }, (_, row) => row));
  return { table: takeRows(takeColumns(table, Object.keys(types)), rows.slice(0, MOST_ROWS)), types };
}

/** Findings of `windows` windows of `rows` rows against the first half; windows are drawn from the other half. */
export function falseFindings(
  { table, types }: Shuffled,
  rows: number,
  windows: number,
  seed: number,
): { judged: number; findings: QualityFinding[] } {
  const half = table.rows >> 1;
  if (table.rows - half < rows) return { judged: 0, findings: [] };
  const reference = takeRows(
    table,
    Int32Array.from({ length: half }, (_, row) => row),
  );
  const rest = Int32Array.from({ length: table.rows - half }, (_, row) => half + row);
  const rng = createRng(deriveSeed(seed, `windows of ${rows}`));
  const findings: QualityFinding[] = [];
  for (let k = 0; k < windows; k++) {
    const drawn = takeRows(table, rng.shuffle(rest.slice()).slice(0, rows));
    findings.push(...findQuality(reference, drawn, types));
  }
  return { judged: windows, findings };
}
