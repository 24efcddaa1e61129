/** Rows of the prediction log as tables and scores: what serving wrote, read back for observing. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ModelSchema } from "../contract/index.ts";
import {
  type CellValue,
  type Column,
  compileValidator,
  encodeTarget,
  growingRows,
  labelText,
  type Table,
  takeRows,
} from "../data/index.ts";
import { outcomeColumn, withoutLimits } from "../heal/index.ts";
import type { LoadedModel } from "../registry/index.ts";
import type { LoggedAnswer, LoggedRow, PredictionLog, WindowOptions } from "../serve/index.ts";
import type { Scores } from "../train/index.ts";

/**
 * Reads the values that came, refused ones included; only a cell of the wrong type, or none at all, reads as missing.
 * `unreadable` is told of those that were there.
 */
export function inputReader(
  schema: ModelSchema,
): (input: LoggedRow["input"], unreadable?: (name: string) => void) => CellValue[] {
  const validate = compileValidator(withoutLimits(schema));
  return (input, unreadable) => {
    let cells: Record<string, unknown> = input;
    for (let tries = 0; tries <= schema.features.length; tries++) {
      const valid = validate(cells);
      if (valid.ok) return valid.values;
      const { field } = valid.error;
      if (field === undefined) break;
      if (Object.hasOwn(cells, field)) unreadable?.(field);
      // A row of a thousand columns is copied only where it has to be.
      if (cells === input) cells = { ...input };
      cells[field] = null;
    }
    return schema.features.map(() => null);
  };
}

/** Cells between two turns of the event loop: a few milliseconds. */
const STRETCH = 20_000;

/** Rows of a stretch; a row counts as a few cells at least. */
const rowsAtOnce = ({ features }: ModelSchema): number =>
  Math.max(1, Math.floor(STRETCH / Math.max(20, features.length)));

/** Rows of the log, oldest first, their inputs as a table: a row of many columns is let go as soon as it is read. */
export interface ReadRows {
  rows: LoggedAnswer[];
  inputs: Table;
  /** By column the rows, ascending, whose cell was there and could not be read as its type. */
  unreadable: ReadonlyMap<string, readonly number[]>;
}

/** Takes in rows newest first, as they are read. */
function reading(schema: ModelSchema) {
  const read = inputReader(schema);
  const inputs = growingRows(schema);
  const rows: LoggedAnswer[] = [];
  const unread: { name: string; row: number }[] = [];
  return {
    take({ input, ...row }: LoggedRow): void {
      inputs.add(read(input, (name) => unread.push({ name, row: rows.length })));
      rows.push(row);
    },
    async taken(): Promise<ReadRows> {
      const places = Int32Array.from(rows.keys()).reverse();
      const columns: Column[] = [];
      for (let k = 0; k < schema.features.length; k++) {
        columns.push(inputs.column(k, places));
        if ((k + 1) % Math.ceil(STRETCH / Math.max(1, rows.length)) === 0) await nextTurn();
      }
      const unreadable = new Map<string, number[]>();
      for (const { name, row } of unread.reverse()) {
        const known = unreadable.get(name);
        if (known) known.push(places[row]!);
        else unreadable.set(name, [places[row]!]);
      }
      return { rows: rows.reverse(), inputs: { rows: rows.length, columns }, unreadable };
    },
  };
}

/** No rows. */
export const nothingRead = (schema: ModelSchema): ReadRows => ({
  ...{ rows: [], unreadable: new Map() },
  inputs: growingRows(schema).take([]),
});

/** Rows of the log in stretches, the newest ones first; requests are served in between. */
async function inStretches<R extends { seq: number }>(
  log: PredictionLog,
  model: string,
  { options, size, read }: { options: Limited; size: number; read: (model: string, options: WindowOptions) => R[] },
  take: (part: R[]) => void,
): Promise<void> {
  // Without it the end of the labelled rows would be looked for through the whole log.
  const most = options.labelledOnly ? log.count(model).labelled : Number.POSITIVE_INFINITY;
  let before = options.beforeSeq;
  for (let left = Math.min(options.limit, most); left > 0; ) {
    const limit = Math.min(left, size);
    const part = read(model, { ...options, limit, ...(before === undefined ? {} : { beforeSeq: before }) });
    before = part[0]?.seq;
    take(part);
    left -= limit;
    if (part.length < limit) break;
    await nextTurn();
  }
}

type Limited = WindowOptions & { limit: number };

/** As `log.window`, with the inputs as a table. */
export async function readWindow(
  log: PredictionLog,
  { model, schema }: Pick<LoadedModel, "model" | "schema">,
  options: Limited,
): Promise<ReadRows> {
  const all = reading(schema);
  const how = { options, size: rowsAtOnce(schema), read: log.unread };
  await inStretches(log, model, how, (part) => {
    for (const row of part.reverse()) all.take(row.read());
  });
  return all.taken();
}

/** Rows without inputs between two turns of the event loop: a few milliseconds. */
const ANSWERS = 500;

/** As `log.answers`. */
export async function readAnswers(log: PredictionLog, model: string, options: Limited): Promise<LoggedAnswer[]> {
  const parts: LoggedAnswer[][] = [];
  await inStretches(log, model, { options, size: ANSWERS, read: log.answers }, (part) => parts.push(part));
  return parts.reverse().flat();
}

/** The rows that fulfil a condition. */
export function onlyRows(read: ReadRows, fulfil: (row: LoggedAnswer) => boolean): ReadRows {
  const kept = read.rows.flatMap((row, at) => (fulfil(row) ? [at] : []));
  if (kept.length === read.rows.length) return read;
  const place = new Map(kept.map((at, row) => [at, row]));
  return {
    rows: kept.map((at) => read.rows[at]!),
    inputs: takeRows(read.inputs, kept),
    unreadable: new Map([...read.unreadable].map(([name, rows]) => [name, rows.flatMap((at) => place.get(at) ?? [])])),
  };
}

/** What was answered, as scores; NaN for refused rows. */
export function loggedScores(schema: ModelSchema, rows: readonly Pick<LoggedRow, "status" | "output">[]): Scores {
  const labels = schema.classes.map(labelText);
  const outputs = schema.task === "regression" ? 1 : labels.length;
  const values = new Float64Array(rows.length * outputs).fill(Number.NaN);
  rows.forEach(({ status, output }, row) => {
    if (status !== "ok") return;
    if (schema.task === "regression") values[row] = Number(output.prediction);
    else
      for (const [k, label] of labels.entries())
        values[row * outputs + k] = output.probabilities?.[label] ?? Number.NaN;
  });
  return { outputs, values };
}

/** Encoded outcomes, NaN where not known. */
export function loggedTruth(schema: ModelSchema, rows: readonly Pick<LoggedRow, "outcome">[]): Float64Array {
  const truth = new Float64Array(rows.length).fill(Number.NaN);
  const known = [...rows.entries()].filter(([, { outcome }]) => outcome !== undefined);
  const like =
    schema.task === "regression"
      ? { name: schema.target, kind: "number" as const, values: new Float64Array(0) }
      : { name: schema.target, kind: "text" as const, codes: new Int32Array(0), levels: [] };
  const encoded = encodeTarget(
    outcomeColumn(
      known.map(([, { outcome }]) => outcome!),
      like,
    ),
    schema,
  );
  known.forEach(([row], k) => {
    truth[row] = encoded[k]!;
  });
  return truth;
}
