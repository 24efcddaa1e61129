/**
 * `node bench/observe.ts [windows]`: false alarms and power of the drift verdict, its speed, and the diagnosis of
 * simulated worlds as a confusion matrix. Default 100 windows per cell; 1,000 take about an hour.
 */

import type { Column, Table } from "../core/data/index.ts";
import { compareTables, driftHtml } from "../core/observe/index.ts";
import { createRng } from "../core/shared/index.ts";
import { alarms, DISTRIBUTIONS, FEATURES } from "./observe/calibration.ts";
import { confusion } from "./observe/confusion.ts";
import { brokenExpectations } from "./observe/expectations.ts";
import { falseFindings, SIZES as SHUFFLED_SIZES, sharedTables, shuffledTable } from "./observe/shuffled.ts";

const windows = Number(process.argv[2] ?? 100);
const SIZES = [50, 100, 200, 500, 1000, 10_000, 100_000];
const SEED = 1;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const print = (text = ""): void => console.log(text);

print(
  `False alarms without drift: dataset / features, ${windows} windows a cell (a tenth from 10,000 rows on), ${FEATURES} features`,
);
print(["distribution".padEnd(14), ...SIZES.map((rows) => String(rows).padStart(16))].join(""));
for (const name of Object.keys(DISTRIBUTIONS)) {
  const cells = SIZES.map((rows) => {
    const many = rows >= 10_000 ? Math.max(3, Math.ceil(windows / 10)) : windows;
    const found = alarms(name, rows, { windows: many, reference: Math.max(rows, 2000), seed: SEED });
    return `${percent(found.dataset)} / ${percent(found.features)}`.padStart(16);
  });
  print([name.padEnd(14), ...cells].join(""));
}

print(
  `\nFindings of quality on real tables with their rows shuffled, ${windows} windows each of ${SHUFFLED_SIZES.join(", ")} rows`,
);
for (const file of sharedTables()) {
  const shuffled = await shuffledTable(file, SEED);
  const cells = SHUFFLED_SIZES.map((rows) => falseFindings(shuffled, rows, windows, SEED));
  const judged = cells.reduce((sum, cell) => sum + cell.judged, 0);
  const found = cells.flatMap(({ findings }) => findings.map(({ column, kind }) => `${column}: ${kind}`));
  const rules = brokenExpectations(shuffled, SHUFFLED_SIZES, Math.ceil(windows / 5), SEED);
  print(
    `${file.padEnd(30)}expectations: ${rules.broken.length} of ${rules.judged} judgements of ${rules.rules} rules broken`,
  );
  print(`${file.padEnd(30)}${found.length} in ${judged} windows  ${[...new Set(found)].join(", ")}`);
}

print("\nPower: share of windows in which the dataset drifted, 40 % of the features shifted");
for (const [rows, shift] of [
  [500, 0.5],
  [100, 1],
  [200, 0.5],
] as const) {
  const { dataset } = alarms("normal", rows, { windows, reference: 5000, seed: SEED, shift });
  print(`${rows} rows, ${shift} σ: ${percent(dataset)}`);
}
const harmless = alarms("normal", 100_000, {
  windows: Math.max(3, Math.ceil(windows / 10)),
  reference: 100_000,
  seed: SEED,
  shift: 0.03,
});
print(
  `100,000 rows, a harmless 0.03 σ: ${percent(harmless.dataset)} of windows, ${percent(harmless.features)} of features`,
);

const rng = createRng(SEED);
const wide = (columns: number, make: () => Omit<Column, "name">): Table => ({
  rows: 100_000,
  columns: Array.from({ length: columns }, (_, k) => ({ name: `x${k}`, ...make() }) as Column),
});
const number = () => ({ kind: "number" as const, values: Float64Array.from({ length: 100_000 }, () => rng.normal()) });
const levels = Array.from({ length: 20 }, (_, k) => `level ${k}`);
const text = () => ({ kind: "text" as const, levels, codes: Int32Array.from({ length: 100_000 }, () => rng.int(20)) });

print("\nSpeed, one thread, 100,000 rows against 100,000, the best of five");
for (const [label, make, columns] of [
  ["50 numbers", number, 50],
  ["20 categories of 20 levels", text, 20],
] as const) {
  const [before, now] = [wide(columns, make), wide(columns, make)];
  const seconds = Array.from({ length: 5 }, () => {
    // New column objects: nothing made ready by the run before is used again.
    const fresh = { ...before, columns: before.columns.map((column) => ({ ...column })) };
    return compareTables(fresh, now).seconds.compute;
  });
  const report = compareTables(before, now);
  const started = performance.now();
  const html = driftHtml(report, { title: label });
  print(
    `${label}: ${Math.min(...seconds).toFixed(3)} s; report ${Math.round(html.length / 1024)} kB in ${Math.round(performance.now() - started)} ms`,
  );
}

await confusion(Math.max(2, Math.ceil(windows / 5)), print);
