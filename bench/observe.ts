/**
 * `node bench/observe.ts [part …] [--windows n] [--rows n]`: what the watch promises, measured. Parts: `alarms` (false
 * alarms without drift), `power`, `tables` (real tables, rows shuffled), `findings` (the same for quality and expectations), `worlds` (diagnosis as a confusion matrix), `live` (the cost per prediction); all
 * where none is named. 1,000 windows a cell by default: the first part then takes about half an hour, one column of it
 * (`--rows 50`) some minutes. `bench/observe/rivals.ts` has the speed, beside others.
 */
import { parseArgs } from "node:util";
import { hasSharedData } from "../core/testing/shared-data.ts";
import { alarms, DISTRIBUTIONS, FEATURES, noiseShares } from "./observe/calibration.ts";
import { confusion } from "./observe/confusion.ts";
import { brokenExpectations } from "./observe/expectations.ts";
import { liveCosts } from "./observe/live.ts";
import { shuffledAlarms, TABLES } from "./observe/real-tables.ts";
import { falseFindings, SIZES as SHUFFLED_SIZES, sharedTables, shuffledTable } from "./observe/shuffled.ts";

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

/** Data that are as ever: no check of quality finds anything, and no proposed rule is broken. */
async function printFindings(): Promise<void> {
  const many = Math.min(100, windows);
  print(
    `\nFindings of quality on real tables, rows shuffled, ${many} windows each of ${SHUFFLED_SIZES.join(", ")} rows`,
  );
  for (const file of sharedTables()) {
    const shuffled = await shuffledTable(file, SEED);
    const cells = SHUFFLED_SIZES.map((rows) => falseFindings(shuffled, rows, many, SEED));
    const judged = cells.reduce((sum, cell) => sum + cell.judged, 0);
    const found = cells.flatMap(({ findings }) => findings.map(({ column, kind }) => `${column}: ${kind}`));
    const rules = brokenExpectations(shuffled, SHUFFLED_SIZES, Math.ceil(many / 5), SEED);
    print(`${file.padEnd(30)}${found.length} in ${judged} windows  ${[...new Set(found)].join(", ")}`);
    print(`${"".padEnd(30)}${rules.broken.length} of ${rules.judged} judgements of ${rules.rules} rules broken`);
  }
}

async function printWorlds(): Promise<void> {
  await confusion(Math.max(2, Math.ceil(windows / 50)), print);
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
  findings: printFindings,
  worlds: printWorlds,
  live: printLive,
};
for (const part of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  const run = PARTS[part];
  if (!run) throw new Error(`No part ${part}: ${Object.keys(PARTS).join(", ")}.`);
  await run();
}
