/** Rows of the prediction log as tables and scores: what serving wrote, read back for observing. */
import type { ModelSchema } from "../contract/index.ts";
import { type CellValue, compileValidator, encodeTarget, labelText, type Table, tableOf } from "../data/index.ts";
import { outcomeColumn, withoutLimits } from "../heal/index.ts";
import type { LoggedRow } from "../serve/index.ts";
import type { Scores } from "../train/index.ts";

/** The values that came, refused ones included; only a cell of the wrong type, or none at all, reads as missing. */
export function inputReader(schema: ModelSchema): (input: LoggedRow["input"]) => CellValue[] {
  const validate = compileValidator(withoutLimits(schema));
  return (input) => {
    const cells: Record<string, unknown> = { ...input };
    for (let tries = 0; tries <= schema.features.length; tries++) {
      const valid = validate(cells);
      if (valid.ok) return valid.values;
      if (valid.error.field === undefined) break;
      cells[valid.error.field] = null;
    }
    return schema.features.map(() => null);
  };
}

export function inputTable(schema: ModelSchema, rows: readonly LoggedRow[]): Table {
  const read = inputReader(schema);
  return tableOf(
    schema,
    rows.map(({ input }) => read(input)),
  );
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
