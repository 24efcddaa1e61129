/** Rows of the prediction log as tables and scores: what serving wrote, read back for observing. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ModelSchema } from "../contract/index.ts";
import {
  type CellValue,
  compileValidator,
  encodeTarget,
  labelText,
  type Table,
  tableOfInTurns,
} from "../data/index.ts";
import { outcomeColumn, withoutLimits } from "../heal/index.ts";
import type { LoadedModel } from "../registry/index.ts";
import type { LoggedRow, PredictionLog, WindowOptions } from "../serve/index.ts";
import type { Scores } from "../train/index.ts";

/** The values that came, refused ones included; only a cell of the wrong type, or none at all, reads as missing. */
export function inputReader(schema: ModelSchema): (input: LoggedRow["input"]) => CellValue[] {
  const validate = compileValidator(withoutLimits(schema));
  return (input) => {
    let cells: Record<string, unknown> = input;
    for (let tries = 0; tries <= schema.features.length; tries++) {
      const valid = validate(cells);
      if (valid.ok) return valid.values;
      if (valid.error.field === undefined) break;
      // A row of a thousand columns is copied only where it has to be.
      if (cells === input) cells = { ...input };
      cells[valid.error.field] = null;
    }
    return schema.features.map(() => null);
  };
}

/** Cells between two turns of the event loop: a few milliseconds. */
const STRETCH = 20_000;

/** Rows of a stretch; a row counts as a few cells at least. */
const rowsAtOnce = ({ features }: ModelSchema): number =>
  Math.max(1, Math.floor(STRETCH / Math.max(20, features.length)));

/** A table of rows of the log; requests are served while it is made. */
export async function inputTable(schema: ModelSchema, rows: readonly LoggedRow[]): Promise<Table> {
  const read = inputReader(schema);
  const values: CellValue[][] = [];
  for (const { input } of rows) {
    values.push(read(input));
    if (values.length % rowsAtOnce(schema) === 0) await nextTurn();
  }
  return tableOfInTurns(schema, values, nextTurn);
}

/** As `log.window`, read in stretches; requests are served in between. */
export async function windowInTurns(
  log: PredictionLog,
  { model, schema }: Pick<LoadedModel, "model" | "schema">,
  options: WindowOptions & { limit: number },
): Promise<LoggedRow[]> {
  const parts: LoggedRow[][] = [];
  // Without it the end of the labelled rows would be looked for through the whole log.
  const most = options.labelledOnly ? log.count(model).labelled : Number.POSITIVE_INFINITY;
  for (let left = Math.min(options.limit, most); left > 0; ) {
    const limit = Math.min(left, rowsAtOnce(schema));
    const oldest = parts.at(-1)?.[0];
    const part = log.window(model, { ...options, limit, ...(oldest ? { beforeSeq: oldest.seq } : {}) });
    parts.push(part);
    left -= limit;
    if (part.length < limit) break;
    await nextTurn();
  }
  return parts.reverse().flat();
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
