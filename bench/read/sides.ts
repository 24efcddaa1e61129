/** The two sides: Homeostat's read with types, missing values and profile; DuckDB's bare read into a table. */
import { DuckDBInstance } from "@duckdb/node-api";
import { readTable } from "../../core/data/index.ts";

export interface Run {
  rows: number;
  seconds: number;
  /** Seconds of processor time, all threads: what a busy machine distorts less. */
  cpu: number;
}

async function timed(work: () => Promise<number>): Promise<Run> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  const rows = await work();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { rows, seconds, cpu: (user + system) / 1e6 };
}

export const SIDES = {
  homeostat: (path: string) => timed(async () => (await readTable(path)).table.rows),
  duckdb: (path: string) =>
    timed(async () => {
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      await connection.run(`CREATE TABLE cells AS SELECT * FROM read_csv('${path}')`);
      const counted = await connection.runAndReadAll("SELECT count(*)::INTEGER FROM cells");
      connection.closeSync();
      instance.closeSync();
      return Number(counted.getRows()[0]![0]);
    }),
} as const;
