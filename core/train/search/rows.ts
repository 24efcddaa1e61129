/** Rows with a known target: what every split, fit and evaluation works on. */
import { HomeostatError, type ModelSchema } from "../../contract/index.ts";
import { columnNamed, encodeTarget, type Table, takeRows, viewRows } from "../../data/index.ts";

export interface LabelledRows {
  table: Table;
  /** As `encodeTarget`, never NaN. */
  target: Float64Array;
}

/** As `takeLabelled`, without reading a table that lies in a file. */
export const viewLabelled = ({ table, target }: LabelledRows, rows: Int32Array): LabelledRows => ({
  table: viewRows(table, rows),
  target: Float64Array.from(rows, (row) => target[row]!),
});

export const takeLabelled = ({ table, target }: LabelledRows, rows: Int32Array): LabelledRows => ({
  table: takeRows(table, rows),
  target: Float64Array.from(rows, (row) => target[row]!),
});

/**
 * Rows whose target is missing or no class of the schema are left out.
 * @throws COLUMN_NOT_FOUND, TARGET_MISSING
 */
export function labelledRows(table: Table, schema: ModelSchema): LabelledRows {
  const column = columnNamed(table, schema.target);
  if (!column)
    throw new HomeostatError("COLUMN_NOT_FOUND", {
      column: schema.target,
      columns: table.columns.map(({ name }) => name),
    });
  const all = { table, target: encodeTarget(column, schema) };
  const known = Int32Array.from(all.target.keys()).filter((row) => !Number.isNaN(all.target[row]!));
  if (known.length === 0) throw new HomeostatError("TARGET_MISSING", { target: schema.target });
  return known.length === table.rows ? all : viewLabelled(all, known);
}
