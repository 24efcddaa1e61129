/**
 * `node bench/observe.ts [part …] [--windows n] [--rows n]`: what the watch promises, measured. Parts: `alarms` (false
 * alarms without drift), `power`, `tables` (real tables, rows shuffled), `worlds` (diagnosis as a confusion matrix), `live` (the cost per prediction); all
 * where none is named. 1,000 windows a cell by default: the first part then takes about half an hour, one column of it
 * (`--rows 50`) some minutes. `bench/observe/rivals.ts` has the speed, beside others.
 */
import { parseArgs } from "node:util";
import { SimulatedDrift } from "../core/contract/index.ts";
import { hasSharedData } from "../core/testing/shared-data.ts";
import { alarms, DISTRIBUTIONS, FEATURES, noiseShares } from "./observe/calibration.ts";
import { liveCosts } from "./observe/live.ts";
import { shuffledAlarms, TABLES } from "./observe/real-tables.ts";
import { clinicWatch, RIGHT } from "./observe/worlds.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { windows: { type: "string", default: "1000" }, rows: { type: "string" } },
});
const windows = Number(values.windows);
const sizes = values.rows ? [Number(values.rows)] : [50, 100, 200, 500, 1000, 10_000, 100_000];
const SEED = 1;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const print = (text = ""): void => console.log(text);

/** Large windows cost more each and err less: fewer of them. */
const windowsOf = (rows: number): number =>
  Math.max(3, Math.ceil(windows / (rows >= 100_000 ? 50 : rows >= 10_000 ? 10 : 1)));

/** A reference like a training set; one as small as the window; and with three cells in ten missing. */
const SETTINGS = {
  "reference of 2,000 rows or the window's": (rows: number) => ({ reference: Math.max(rows, 2000) }),
  "reference as small as the window": (rows: number) => ({ reference: rows }),
  "30 % missing": (rows: number) => ({ reference: Math.max(rows, 2000), missing: 0.3 }),
};

function printAlarms(): void {
  let worst = { dataset: 0, features: 0 };
  for (const [setting, options] of Object.entries(SETTINGS)) {
    const shown = sizes.filter((rows) => rows < 10_000 || setting === Object.keys(SETTINGS)[0]);
    if (shown.length === 0) continue;
    print(`\nFalse alarms without drift: dataset / features; ${FEATURES} features, ${setting}`);
    print(["windows".padEnd(14), ...shown.map((rows) => `${windowsOf(rows)} × ${rows}`.padStart(16))].join(""));
    for (const name of Object.keys(DISTRIBUTIONS)) {
      const cells = shown.map((rows) => {
        const found = alarms(name, rows, { windows: windowsOf(rows), seed: SEED, ...options(rows) });
        worst = {
          dataset: Math.max(worst.dataset, found.dataset),
          features: Math.max(worst.features, found.features),
        };
        return `${percent(found.dataset)} / ${percent(found.features)}`.padStart(16);
      });
      print([name.padEnd(14), ...cells].join(""));
    }
  }
  print(`worst cell: ${percent(worst.dataset)} of windows, ${percent(worst.features)} of features`);
}

function printPower(): void {
  print("\nPower: share of windows in which the dataset drifted, 40 % of the features shifted");
  for (const [rows, shift] of [
    [500, 0.5],
    [100, 1],
    [200, 0.5],
  ] as const)
    for (const reference of [5000, rows]) {
      const { dataset } = alarms("normal", rows, { windows, reference, seed: SEED, shift });
      print(`${rows} rows against ${reference}, ${shift} σ: ${percent(dataset)}`);
    }
  const many = windowsOf(100_000);
  const harmless = alarms("normal", 100_000, { windows: many, reference: 100_000, seed: SEED, shift: 0.03 });
  print(
    `100,000 rows, a harmless 0.03 σ, ${many} windows: ${percent(harmless.dataset)} of windows, ${percent(harmless.features)} of features`,
  );
  const shares = noiseShares(Math.max(5, Math.ceil(windows / 10)), SEED);
  print(`500 of 100,000 rows with noise of 0.1 σ, ${shares.length} draws: share ${Math.max(...shares)} at most`);
}

async function printTables(): Promise<void> {
  if (!hasSharedData) return print("\nReal tables: skipped, they are not here");
  const many = Math.min(100, windows);
  print(`\nReal tables, rows shuffled, ${many} windows each: dataset / features`);
  for (const file of TABLES) {
    const { rows, dataset, features } = await shuffledAlarms(file, many, SEED);
    print(`${file.padEnd(32)}${String(rows).padStart(4)} rows  ${percent(dataset)} / ${percent(features)}`);
  }
}

async function printWorlds(): Promise<void> {
  print("\nDiagnosis of simulated worlds (rows: what happened; right answers starred)");
  const watch = await clinicWatch(SEED);
  const worlds = Math.max(5, Math.ceil(windows / 50));
  let right = 0;
  for (const drift of SimulatedDrift.options) {
    const counts = new Map<string, number>();
    for (let k = 0; k < worlds; k++) {
      const found = watch(drift, 100 + k);
      if (RIGHT[drift].includes(found)) right++;
      counts.set(found, (counts.get(found) ?? 0) + 1);
    }
    const cells = [...counts].map(
      ([found, count]) => `${found}${RIGHT[drift].some((name) => name === found) ? "*" : ""} ${count}`,
    );
    print(`${drift.padEnd(12)}${cells.join(", ")}`);
  }
  print(`right: ${percent(right / (worlds * SimulatedDrift.options.length))}`);
}

function printLive(): void {
  const { read, add, look } = liveCosts(SEED);
  print("\nLive, 50 features, per prediction: goal 20 µs");
  print(
    `read from the log ${read.toFixed(1)} µs, taken in ${add.toFixed(1)} µs; one look at the window ${look.toFixed(0)} µs`,
  );
}

const PARTS: Record<string, () => void | Promise<void>> = {
  alarms: printAlarms,
  power: printPower,
  tables: printTables,
  worlds: printWorlds,
  live: printLive,
};
for (const part of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  const run = PARTS[part];
  if (!run) throw new Error(`No part ${part}: ${Object.keys(PARTS).join(", ")}.`);
  await run();
}
