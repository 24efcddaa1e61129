/** Rows of a table as a client would send them, and what really happened as it would report it. */
import type { ClassLabel, ModelSchema, Row } from "../contract/index.ts";
import { cellText, columnNamed, type Table } from "../data/index.ts";

/** @param table holds the schema's features */
export function requestRows(schema: ModelSchema, table: Table): Row[] {
  const columns = schema.features.map(({ name }) => columnNamed(table, name)!);
  return Array.from({ length: table.rows }, (_, row) =>
    Object.fromEntries(
      columns.map((column) => {
        if (column.kind === "text") return [column.name, cellText(column, row)];
        const value = column.values[row]!;
        return [column.name, Number.isNaN(value) ? null : value];
      }),
    ),
  );
}

/** @param table holds the schema's target, every cell known */
export function outcomesOf(schema: ModelSchema, table: Table): ClassLabel[] {
  const column = columnNamed(table, schema.target)!;
  if (schema.task === "regression" && column.kind === "number") return Array.from(column.values);
  const labels = new Map(schema.classes.map((label) => [String(label), label]));
  return Array.from({ length: table.rows }, (_, row) => {
    const text = cellText(column, row)!;
    return labels.get(text) ?? text;
  });
}
