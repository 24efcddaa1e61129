/** Rows that a version had not been fitted on, with what it said and what was true: kept beside it, to judge it by later. */
import type { ModelSchema } from "../../contract/index.ts";
import { type Column, type Table, takeColumns, takeRows } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import { takeScores } from "../evaluate/index.ts";
import type { Scores } from "../reference/index.ts";

export interface HeldOut {
  /** The features. */
  table: Table;
  scores: Scores;
  /** As `encodeTarget`, never NaN. */
  truth: Float64Array;
}

/** So many cells are kept, in so many rows. */
const CELLS = 100_000;
const ROWS = { fewest: 500, most: 5000 };

/** Chosen by chance where there are many, in their order. */
export function heldOutSample({ table, scores, truth }: HeldOut, schema: ModelSchema, seed: number): HeldOut {
  const features = takeColumns(
    table,
    schema.features.map(({ name }) => name),
  );
  const most = Math.min(ROWS.most, Math.max(ROWS.fewest, Math.floor(CELLS / Math.max(1, features.columns.length))));
  if (truth.length <= most) return { table: features, scores, truth };
  const rows = createRng(seed).shuffle(Int32Array.from(truth.keys())).slice(0, most).sort();
  return {
    table: takeRows(features, rows),
    scores: takeScores(scores, rows),
    truth: Float64Array.from(rows, (row) => truth[row]!),
  };
}

/** JSON has no NaN. */
const cells = (values: Float64Array): (number | null)[] => Array.from(values, (x) => (Number.isNaN(x) ? null : x));
const numbers = (values: (number | null)[]): Float64Array => Float64Array.from(values, (x) => x ?? Number.NaN);

type StoredColumn =
  | { name: string; kind: "number"; values: (number | null)[] }
  | { name: string; kind: "datetime"; values: (number | null)[]; format: string }
  | { name: string; kind: "text"; codes: number[]; levels: string[] };

/** Only the levels that occur are stored. */
function storedColumn(column: Column): StoredColumn {
  if (column.kind !== "text") return { ...column, values: cells(column.values) };
  const used = [...new Set(column.codes)].filter((code) => code >= 0);
  const place = new Map(used.map((code, at) => [code, at]));
  return {
    ...column,
    codes: Array.from(column.codes, (code) => place.get(code) ?? -1),
    levels: used.map((code) => column.levels[code]!),
  };
}

const readColumn = (column: StoredColumn): Column =>
  column.kind === "text"
    ? { ...column, codes: Int32Array.from(column.codes) }
    : { ...column, values: numbers(column.values) };

/** @example parseHeldOut(serializeHeldOut(heldOut)).truth.length */
export const serializeHeldOut = ({ table, scores, truth }: HeldOut): string =>
  JSON.stringify({
    format: 1,
    columns: table.columns.map(storedColumn),
    outputs: scores.outputs,
    scores: cells(scores.values),
    truth: cells(truth),
  });

export function parseHeldOut(text: string): HeldOut {
  const stored = JSON.parse(text) as {
    columns: StoredColumn[];
    outputs: number;
    scores: (number | null)[];
    truth: (number | null)[];
  };
  return {
    table: { rows: stored.truth.length, columns: stored.columns.map(readColumn) },
    scores: { outputs: stored.outputs, values: numbers(stored.scores) },
    truth: numbers(stored.truth),
  };
}
