/** Reads an uploaded CSV just well enough to preview it and train on it in the double. */
import { HomeostatError } from "../../core/contract/errors.ts";
import type { ModelSchema } from "../../core/contract/model-schema.ts";
import type { InspectReport, ReadOptions } from "../../core/contract/train.ts";

/** What the double takes for a value that was not measured. */
const SENTINEL = "-999";

interface Cells {
  delimiter: string;
  names: string[];
  rows: string[][];
}

export function cellsOf(text: string, read: ReadOptions): Cells {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const first = lines[0];
  if (first === undefined) throw new HomeostatError("FILE_EMPTY", { file: "the file" });
  const count = (sign: string) => first.split(sign).length;
  const delimiter = read.delimiter ?? [",", ";", "\t"].toSorted((a, b) => count(b) - count(a))[0] ?? ",";
  const [names = [], ...rows] = lines.map((line) => line.split(delimiter));
  if (rows.length === 0) throw new HomeostatError("FILE_NO_ROWS", { file: "the file" });
  return { delimiter, names, rows };
}

const isNumber = (text: string) => text !== "" && !Number.isNaN(Number(text));

function describe(
  name: string,
  values: string[],
  target: { name: string; values: string[] },
  read: ReadOptions,
): InspectReport["columns"][number] {
  const known = values.filter((value) => value !== "");
  const distinct = new Set(known);
  const numeric = !read.category?.includes(name) && known.every(isNumber);
  const identifier = distinct.size === values.length && /(^|_)id$/i.test(name);
  const leak = name !== target.name && values.every((value, row) => value === target.values[row]);
  const reason = identifier ? "identifier: one value per row" : leak ? "leak: it is the target once more" : undefined;
  const counts = new Map<string, number>();
  for (const value of known) counts.set(value, (counts.get(value) ?? 0) + 1);
  return {
    name,
    type: identifier ? "identifier" : numeric ? "number" : distinct.size === 2 ? "boolean" : "category",
    role: name === target.name ? "target" : reason ? "excluded" : "feature",
    ...(reason ? { reason } : {}),
    missing_share: 1 - known.length / values.length,
    distinct: distinct.size,
    histogram: numeric ? bins(known.map(Number)) : [...counts].slice(0, 8).map(([label, count]) => ({ label, count })),
  };
}

function bins(values: number[]): { label: string; count: number }[] {
  const low = Math.min(...values);
  const width = (Math.max(...values) - low) / 10 || 1;
  return Array.from({ length: 10 }, (_, i) => ({
    label: (low + i * width).toPrecision(3),
    count: values.filter((value) => Math.min(9, Math.floor((value - low) / width)) === i).length,
  }));
}

export function inspectText(text: string, read: ReadOptions, wanted: string | undefined): InspectReport {
  const { delimiter, names, rows } = cellsOf(text, read);
  const column = (i: number) => rows.map((row) => row[i] ?? "");
  const target = wanted ?? names.at(-1) ?? "";
  const at = names.indexOf(target);
  if (at < 0) throw new HomeostatError("COLUMN_NOT_FOUND", { column: target, columns: names });
  const few = new Set(column(at)).size;
  return {
    file: { format: "csv", delimiter, encoding: "utf-8", decimal: ".", header: true },
    rows: rows.length,
    rejected: [],
    columns: names.map((name, i) => describe(name, column(i), { name: target, values: column(at) }, read)),
    missing: names.flatMap((name, i) => {
      const count = read.missing?.[name] === undefined ? column(i).filter((value) => value === SENTINEL).length : 0;
      const found = { column: name, token: SENTINEL, count, source: "rule" as const };
      return count > 0 ? [{ ...found, reason: `sentinel: ${count} times, the next value is far away` }] : [];
    }),
    targets: [
      {
        column: target,
        task: few === 2 ? "binary" : few < 20 ? "multiclass" : "regression",
        reason: `It has ${few} different values and is the last column.`,
      },
    ],
    time: [],
    preview: rows.slice(0, 10).map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] || null]))),
    warnings: [],
  };
}

/** The schema a model trained on this file would have. */
export function schemaOf(report: InspectReport, text: string): ModelSchema {
  const { names, rows } = cellsOf(text, {});
  const target = report.columns.find(({ role }) => role === "target")?.name ?? "";
  const values = (name: string) => rows.map((row) => row[names.indexOf(name)] ?? "").filter((value) => value !== "");
  const task = report.targets[0]?.task ?? "binary";
  const classes = task === "regression" ? [] : [...new Set(values(target))].toSorted();
  return {
    task,
    target,
    classes,
    positive: task === "binary" ? (classes.at(-1) ?? null) : null,
    time: [],
    features: report.columns
      .filter(({ role }) => role === "feature")
      .map(({ name, type, missing_share }) => {
        const base = { name, nullable: missing_share > 0, missingTokens: [] };
        const distinct = [...new Set(values(name))].toSorted();
        if (type !== "number")
          return { ...base, type: type === "boolean" ? "boolean" : "category", categories: distinct };
        const numbers = values(name).map(Number);
        const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
        const range = { min, max, low: Math.min(min, 2 * min - max), high: 2 * max - min, source: "learned" as const };
        return { ...base, type: "number", range, integer: numbers.every(Number.isInteger) };
      }),
  };
}
