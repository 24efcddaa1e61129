/** The figures of a chart as a table: what is read aloud, shown instead of it, and written to a file. */
export interface ChartColumn {
  name: string;
  /** How a figure of this column is written for people; as it is where nothing is said. */
  print?: (value: number) => string;
}

export interface ChartTable {
  columns: readonly ChartColumn[];
  rows: readonly (readonly (string | number | null)[])[];
}

const EMPTY = "–";

export const printed = ({ columns }: ChartTable, row: ChartTable["rows"][number]): string[] =>
  row.map((value, at) =>
    value === null ? EMPTY : typeof value === "number" ? (columns[at]?.print?.(value) ?? String(value)) : value,
  );

/** One row in words. @example sentence(table, row) // "Check 21 Nov, Realised 0.741" */
export const sentence = (table: ChartTable, row: ChartTable["rows"][number]): string =>
  printed(table, row)
    .flatMap((value, at) => (row[at] === null ? [] : [`${table.columns[at]?.name ?? ""} ${value}`.trim()]))
    .join(", ");

/** RFC 4180: figures in full, with a point, so that every program reads them. */
export function toCsv({ columns, rows }: ChartTable): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
