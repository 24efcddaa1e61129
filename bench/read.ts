/**
 * Reading and profiling a CSV beside DuckDB's bare read of it, alternating, in one process:
 * `npm run bench:read [-- ROWS [FILE…]]`. The goal is at most twice DuckDB's time.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { version } from "@duckdb/node-api";
import { type Run, SIDES } from "./read/sides.ts";
import { TABLES, writeTable } from "./read/tables.ts";

const REPEATS = 7;
const rows = Number(process.argv[2] ?? 1_000_000);

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function compare(path: string): Promise<void> {
  const runs: { ours: Run; theirs: Run }[] = [];
  // The first pair warms up the compiler and the file cache.
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const pair = { theirs: await SIDES.duckdb(path), ours: await SIDES.homeostat(path) };
    if (pair.ours.rows !== pair.theirs.rows)
      throw new Error(`rows differ in ${path}: ${pair.ours.rows} and ${pair.theirs.rows}`);
    if (repeat > 0) runs.push(pair);
  }
  const of = (value: (run: { ours: Run; theirs: Run }) => number) => median(runs.map(value)).toFixed(2);
  const size = `${(statSync(path).size / 1e6).toFixed(0)} MB, ${runs[0]!.ours.rows} rows`;
  console.log(
    `${basename(path).padEnd(16)} ${size.padEnd(22)} homeostat ${of(({ ours }) => ours.seconds)} s  duckdb ${of(({ theirs }) => theirs.seconds)} s  ` +
      `ratio ${of(({ ours, theirs }) => ours.seconds / theirs.seconds)} (processor time ${of(({ ours, theirs }) => ours.cpu / theirs.cpu)})`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
try {
  console.log(`Node ${process.version}, DuckDB ${version()}, medians of ${REPEATS} pairs; goal: ratio ≤ 2`);
  for (const name of Object.keys(TABLES) as (keyof typeof TABLES)[]) {
    const path = join(folder, `${name}.csv`);
    await writeTable(path, name, rows);
    await compare(path);
  }
  for (const path of process.argv.slice(3)) await compare(path);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
