/**
 * `node bench/observe/example-report.ts`: writes docs/example-drift-report.html, the report of an invented clinic whose
 * patients have become heavier and older while a laboratory value began to fail.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Column, type Table, takeColumns } from "../../core/data/index.ts";
import { compareTables, driftHtml } from "../../core/observe/index.ts";
import { createRng } from "../../core/shared/index.ts";
import { clinicWorld } from "../../core/testing/worlds.ts";

const rng = createRng(3);
const SHIFT: Record<string, (value: number) => number> = {
  glucose: (value) => (rng.next() < 0.18 ? Number.NaN : value + 24),
  bmi: (value) => value + 4,
  age: (value) => value + 9,
};

function moved({ rows, columns }: Table): Table {
  const change = (column: Column): Column => {
    const shift = SHIFT[column.name];
    return column.kind === "number" && shift ? { ...column, values: column.values.map(shift) } : column;
  };
  return { rows, columns: columns.map(change) };
}

const reference = clinicWorld({ rows: 4000, seed: 1 });
const names = reference.columns.map(({ name }) => name).filter((name) => name !== "readmitted");
const current = moved(clinicWorld({ rows: 500, seed: 2 }));
const report = compareTables(takeColumns(reference, names), takeColumns(current, names), {
  importance: names.map((feature, k) => ({ feature, importance: 1 / (k + 1) })),
});
writeFileSync(
  fileURLToPath(new URL("../../docs/example-drift-report.html", import.meta.url)),
  driftHtml(report, { title: "readmission v0003, made-up data", at: "1 June" }),
);
