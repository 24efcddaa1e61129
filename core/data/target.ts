/** The column to predict as class labels and as numbers that learners and metrics work with. */
import type { ClassLabel, ModelSchema } from "../contract/index.ts";
import type { Column } from "./table.ts";

/** How a label is written as text. @example labelText(true) // "true" */
export const labelText = (label: ClassLabel): string => String(label);

const isCanonicalNumber = (text: string): boolean => String(Number(text)) === text && Number.isFinite(Number(text));
const isBooleanWord = (text: string): boolean => /^(?:true|false)$/i.test(text);

/** Code-unit order for texts, as scikit-learn sorts them; by size for numbers; false before true. */
function compareLabels(a: ClassLabel, b: ClassLabel): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Texts as the labels they stand for: all numbers, true and false, or the texts themselves (`001` is a text). */
function labelsOf(levels: readonly string[]): ClassLabel[] {
  if (levels.every(isCanonicalNumber)) return levels.map(Number);
  if (levels.every(isBooleanWord) && levels.length <= 2) return levels.map((level) => level.toLowerCase() === "true");
  return [...levels];
}

/** Labels that occur in a column with their counts, sorted. */
export function countLabels(column: Column): { label: ClassLabel; count: number }[] {
  const counts = new Map<ClassLabel, number>();
  if (column.kind === "text") {
    const tally = new Int32Array(column.levels.length);
    for (const code of column.codes) if (code >= 0) tally[code]!++;
    const used = column.levels.filter((_, code) => tally[code]! > 0);
    const labels = labelsOf(used);
    for (const [i, level] of used.entries())
      counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + tally[column.levels.indexOf(level)]!);
  } else for (const value of column.values) if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([label, count]) => ({ label, count })).sort((a, b) => compareLabels(a.label, b.label));
}

/**
 * The target as numbers, one per row: its value for regression, else the index of its class in `schema.classes`.
 * NaN where the value is missing or no known class.
 */
export function encodeTarget(column: Column, schema: ModelSchema): Float64Array {
  if (schema.task === "regression")
    return column.kind === "text"
      ? Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : Number(column.levels[code])))
      : column.values.slice();
  const indices = new Map(schema.classes.map((label, index) => [labelText(label), index]));
  const index = (text: string) =>
    indices.get(text) ?? (isBooleanWord(text) ? indices.get(text.toLowerCase()) : undefined);
  if (column.kind === "text") {
    const byCode = column.levels.map((level) => index(level) ?? Number.NaN);
    return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : byCode[code]!));
  }
  const known = new Map<number, number>();
  return Float64Array.from(column.values, (value) => {
    let found = known.get(value);
    if (found === undefined) {
      found = indices.get(String(value)) ?? Number.NaN;
      known.set(value, found);
    }
    return found;
  });
}
