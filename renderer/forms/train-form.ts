/** All that a person says about a training, and what is asked of the engine from it. */
import type { Task } from "../../core/contract/names.ts";
import type { InspectReport, MissingReport, ReadOptions, TrainOptions } from "../../core/contract/train.ts";
import { missingTokens } from "./findings.ts";

export const FORCED_TYPES = ["number", "category", "text"] as const;
export type ForcedType = (typeof FORCED_TYPES)[number];

export interface TrainForm {
  target: string;
  model: string;
  /** Seconds. */
  budget: number;
  /** As proposed where null; the same for `positive`. */
  task: Task | null;
  positive: string | null;
  /** Column that orders the rows; "" for none, null for the one proposed. */
  time: string | null;
  /** Column whose rows of one value stay together; "" for none. */
  group: string;
  /** Column → kept or left out, where the person decided otherwise than proposed. */
  use: Record<string, boolean>;
  types: Record<string, ForcedType>;
  /** Column → strftime pattern. */
  dates: Record<string, string>;
  /** Column → values proposed to be read as missing that are not to be. */
  declined: Record<string, string[]>;
  /** Column → further values to be read as missing. */
  tokens: Record<string, string[]>;
  /** Column → limits beyond which serving refuses a value. */
  ranges: Record<string, [number, number]>;
}

export const emptyForm = (): TrainForm => ({
  ...{ target: "", model: "", budget: 30, task: null, positive: null, time: null, group: "" },
  ...{ use: {}, types: {}, dates: {}, declined: {}, tokens: {}, ranges: {} },
});

/** A model's name from a file's. @example modelName("Heart Cleveland.csv.gz") // "heart_cleveland" */
export const modelName = (file: string): string =>
  file
    .replace(/\.(gz|csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|xlsm)\b/gi, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 63) || "model";

const nonEmpty = <T extends object>(entries: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).filter(([, list]) => Object.keys(list).length > 0));

/** @param read how the file itself is read @param seen values that the engine proposed to read as missing */
export function readOptions(read: ReadOptions, form: TrainForm, seen: readonly MissingReport[]): ReadOptions {
  const ofType = (type: ForcedType) =>
    Object.entries(form.types).flatMap(([column, chosen]) => (chosen === type ? [column] : []));
  const lists = { number: ofType("number"), category: ofType("category"), text: ofType("text") };
  const missing = missingTokens(seen, form.declined, form.tokens);
  return {
    ...read,
    ...nonEmpty(lists),
    ...(Object.keys(form.dates).length > 0 ? { dates: { ...form.dates } } : {}),
    ...(Object.keys(missing).length > 0 ? { missing } : {}),
    ...(form.group === "" ? {} : { group: form.group }),
  };
}

/** @param isNumber whether limits can be held against a column: it is used, and holds numbers */
export function trainOptions(
  form: TrainForm,
  read: ReadOptions,
  given: { source: string; job: string },
  isNumber: (column: string) => boolean,
): Partial<TrainOptions> & { source: string } {
  const decided = (use: boolean) =>
    Object.entries(form.use).flatMap(([column, used]) => (used === use && column !== form.target ? [column] : []));
  return {
    ...given,
    ...{ read, target: form.target, model: form.model, budget: form.budget },
    ...{
      include: decided(true),
      exclude: decided(false),
      ranges: Object.fromEntries(Object.entries(form.ranges).filter(([column]) => isNumber(column))),
    },
    ...(form.task === null ? {} : { task: form.task }),
    ...(form.positive === null ? {} : { positive: form.positive }),
    ...(form.time === null ? {} : { time: form.time === "" ? [] : [form.time] }),
  };
}

/** Leaves out what was said of columns that the table does not have; what else was typed stays. */
export function withoutLostColumns(form: TrainForm, names: readonly string[]): TrainForm {
  const known = new Set(names);
  const kept = <T>(entries: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).filter(([column]) => known.has(column)));
  const lostTarget = !known.has(form.target);
  return {
    ...form,
    target: lostTarget ? "" : form.target,
    ...(lostTarget ? { task: null, positive: null } : {}),
    time: form.time !== null && form.time !== "" && !known.has(form.time) ? null : form.time,
    group: known.has(form.group) ? form.group : "",
    ...{ use: kept(form.use), types: kept(form.types), dates: kept(form.dates) },
    ...{ declined: kept(form.declined), tokens: kept(form.tokens), ranges: kept(form.ranges) },
  };
}

/** The two answers of a yes-or-no target, where the preview can tell them; else none. */
export function answersOf(report: InspectReport, target: string): string[] {
  const column = report.columns.find(({ name }) => name === target);
  if (column?.distinct !== 2) return [];
  const shown = new Set(report.preview.flatMap((row) => (row[target] == null ? [] : [String(row[target])])));
  const labels = column.histogram.flatMap(({ label, count }) => (count > 0 ? [label] : []));
  return labels.length === 2 && [...shown].every((label) => labels.includes(label)) ? labels : [];
}
