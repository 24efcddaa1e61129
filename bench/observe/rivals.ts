/**
 * `node bench/observe/rivals.ts`: one drift check, 100,000 rows against 100,000, beside Evidently, NannyML and
 * alibi-detect, one thread each, from memory; then a table of 1,000 columns, column by column. `PEERS` names the Pythons
 * that have the libraries, with commas between (`PEERS=a/bin/python,b/bin/python`); without one they are skipped.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Column, Table } from "../../core/data/index.ts";
import { compareTables, compareTablesInTurns, driftHtml } from "../../core/observe/index.ts";
import { createRng } from "../../core/shared/index.ts";

const ROWS = 100_000;
const RUNS = 7;
const WORKLOADS = { numbers: 50, categories: 20 } as const;
type Workload = keyof typeof WORKLOADS;
const GOALS: Record<string, Record<Workload, number | null>> = {
  evidently: { numbers: 60, categories: 40 },
  nannyml: { numbers: 6, categories: null },
  "alibi-detect": { numbers: 3, categories: 1 },
};

const Said = z.object({ library: z.string(), workload: z.enum(["numbers", "categories"]), seconds: z.number() });
const rng = createRng(1);
const levels = Array.from({ length: 20 }, (_, k) => `level ${k}`);
const print = (text = ""): void => console.log(text);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function table(workload: Workload): Table {
  const columns = Array.from({ length: WORKLOADS[workload] }, (_, k): Column => {
    const name = `x${k}`;
    return workload === "numbers"
      ? { name, kind: "number", values: Float64Array.from({ length: ROWS }, () => rng.normal()) }
      : { name, kind: "text", levels, codes: Int32Array.from({ length: ROWS }, () => rng.int(20)) };
  });
  return { rows: ROWS, columns };
}

/** New column objects: nothing that was made ready by the run before is used again. */
const fresh = (of: Table): Table => ({ ...of, columns: of.columns.map((column) => ({ ...column })) });

const save = (of: Table, path: string): void =>
  writeFileSync(
    path,
    Buffer.concat(
      of.columns.map((column) => {
        const cells = column.kind === "text" ? column.codes : column.values;
        return Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength);
      }),
    ),
  );

/** A thousand columns that share twenty arrays: whatever grows with the features done is not the tables. */
async function printWide(): Promise<void> {
  const wide = (): Table => {
    const some = Array.from({ length: 20 }, () => Float64Array.from({ length: ROWS }, () => rng.normal()));
    const columns = Array.from(
      { length: 1000 },
      (_, k): Column => ({ name: `x${k}`, kind: "number", values: some[k % 20]! }),
    );
    return { rows: ROWS, columns };
  };
  const memory: string[] = [];
  let told = 0;
  const began = performance.now();
  const [reference, current] = [wide(), wide()];
  const report = await compareTablesInTurns(reference, current, {}, (done) => {
    if (done < told) return;
    memory.push(`${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB after ${done}`);
    told = done + 300;
  });
  const seconds = (performance.now() - began) / 1000;
  print(`${report.features.length} columns: ${seconds.toFixed(1)} s by the clock; ${memory.join(", ")}`);
}

const folder = mkdtempSync(join(tmpdir(), "homeostat-rivals-"));
const ours = {} as Record<Workload, number>;
print(
  `Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}; ${ROWS} rows, medians of processor seconds, one thread`,
);
try {
  for (const workload of ["numbers", "categories"] as const) {
    const [reference, current] = [table(workload), table(workload)];
    save(reference, join(folder, `${workload}.reference`));
    save(current, join(folder, `${workload}.current`));
    const seconds = Array.from({ length: RUNS }, () => {
      const began = process.cpuUsage();
      compareTables(fresh(reference), fresh(current));
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1e6;
    });
    ours[workload] = median(seconds);
    const report = compareTables(reference, current);
    const began = performance.now();
    const html = driftHtml(report, { title: workload });
    const took = Math.round(performance.now() - began);
    print(
      `${WORKLOADS[workload]} ${workload}: ${median(seconds).toFixed(3)} s (best ${Math.min(...seconds).toFixed(3)}); report ${Math.round(html.length / 1024)} kB in ${took} ms`,
    );
  }
  await printWide();
  const pythons = (process.env.PEERS ?? "").split(",").filter(Boolean);
  if (pythons.length === 0) print("The others are skipped: PEERS names no Python.");
  for (const python of pythons) {
    const args = [fileURLToPath(new URL("rivals.py", import.meta.url)), folder, String(ROWS)];
    const { status, stdout, stderr } = spawnSync(python, args, { encoding: "utf8" });
    if (status !== 0) print(`${python} failed: ${stderr.trim().split("\n").at(-1)}`);
    for (const line of stdout.split("\n").filter((each) => each.startsWith("{"))) {
      const { library, workload, seconds } = Said.parse(JSON.parse(line));
      const goal = GOALS[library.split(" ")[0]!]?.[workload];
      const asked = goal ? `, ${goal} × is the goal` : "";
      print(
        `${workload.padEnd(11)} ${library.padEnd(20)} ${seconds.toFixed(3)} s: ${(seconds / ours[workload]).toFixed(1)} × ours${asked}`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
