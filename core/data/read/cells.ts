/** The cells of a table as columns are made of them: numbers, or distinct texts with a code for every row. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RejectedRow } from "../../contract/index.ts";
import { withDuckDB } from "../duckdb.ts";
import { readCsv } from "./csv.ts";
import type { Layout } from "./dialect.ts";
import type { DecimalMark } from "./number.ts";

/** Text of up to this size is fetched cell by cell; beyond, DuckDB turns it into numbers and codes first. */
const SMALL_BYTES = 1 << 21;
/** A query over a table of very many columns takes long to plan, so such a table is fetched in one. */
const MANY_COLUMNS = 500;
const SAMPLE = 1_000;

export interface Numbers {
  /** NaN where the cell is empty or odd. */
  values: Float64Array;
  /** Cells that are not simply digits: to be judged. */
  odd: { row: number; text: string }[];
}

export interface Texts {
  /** Distinct cells as written, in order of appearance; "" is empty. */
  levels: string[];
  codes: Int32Array;
}

export interface Cells {
  rows: number;
  rejected: RejectedRow[];
  /** Evenly spaced cells of a column. */
  sample(index: number): string[];
  numbers(index: number, decimal: DecimalMark): Promise<Numbers>;
  texts(index: number): Promise<Texts>;
}

/** Runs with the cells of a text; they are gone behind it. */
export function withCells<T>(
  bytes: Buffer,
  layout: Layout,
  file: string,
  use: (cells: Cells) => Promise<T>,
): Promise<T> {
  const small = bytes.length <= SMALL_BYTES || layout.width > MANY_COLUMNS;
  const cellsOf = small ? fetchedCells : storedCells;
  return withDuckDB(async (connection) => use(await cellsOf(connection, bytes, layout, file)));
}

/** Lines of nothing but blanks, which in a table of one column are as wide as any other. */
const notBlank = (layout: Layout): string =>
  layout.width === 1 ? "WHERE c0 IS NULL OR NOT regexp_full_match(c0, '[ \\t]+')" : "";

async function fetchedCells(connection: DuckDBConnection, bytes: Buffer, layout: Layout, file: string): Promise<Cells> {
  const { result, rejected } = await readCsv(connection, bytes, layout, file, async (source) =>
    (await connection.runAndReadAll(`SELECT * FROM ${source} ${notBlank(layout)}`)).getColumns(),
  );
  const rows = result[0]?.length ?? 0;
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  const column = (index: number): string[] =>
    (result[index] ?? []).map((cell) => (typeof cell === "string" ? cell : ""));
  return {
    rows,
    rejected,
    sample: (index) => column(index).filter((_, row) => row % step === 0),
    numbers: async (index) => ({
      values: new Float64Array(rows).fill(Number.NaN),
      odd: column(index).map((text, row) => ({ row, text })),
    }),
    texts: async (index) => {
      const known = new Map<string, number>();
      const codes = Int32Array.from(column(index), (text) => {
        const code = known.get(text) ?? known.size;
        known.set(text, code);
        return code;
      });
      return { levels: [...known.keys()], codes };
    },
  };
}

/** What DuckDB casts exactly as the language does; a leading zero may mean a code and is left to be judged. */
const PLAIN = {
  ".": "[+-]?((0|[1-9][0-9]*)([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?",
  ",": "[+-]?((0|[1-9][0-9]*)(,[0-9]*)?|,[0-9]+)([eE][+-]?[0-9]+)?",
} as const;

async function storedCells(connection: DuckDBConnection, bytes: Buffer, layout: Layout, file: string): Promise<Cells> {
  const { rejected } = await readCsv(connection, bytes, layout, file, (source) =>
    connection.run(`CREATE OR REPLACE TEMP TABLE cells AS SELECT * FROM ${source} ${notBlank(layout)}`),
  );
  const columnsOf = async (query: string) => (await connection.runAndReadAll(query)).getColumns();
  const rows = Number((await columnsOf("SELECT count(*) FROM cells"))[0]![0]);
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  const samples = await columnsOf(`SELECT * FROM cells WHERE rowid % ${step} = 0`);

  /** Gives each value of a query's columns away with its row. */
  const each = async (query: string, take: (row: number, first: unknown, second: unknown) => void) => {
    const result = await connection.stream(query);
    let row = 0;
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      const first = chunk.getColumnVector(0);
      const second = chunk.columnCount > 1 ? chunk.getColumnVector(1) : null;
      for (let i = 0; i < chunk.rowCount; i++) take(row++, first.getItem(i), second?.getItem(i));
    }
  };

  return {
    rows,
    rejected,
    sample: (index) => (samples[index] ?? []).map((cell) => (typeof cell === "string" ? cell : "")),
    numbers: async (index, decimal) => {
      const values = new Float64Array(rows);
      const odd: Numbers["odd"] = [];
      const cast = `TRY_CAST(${decimal === "," ? "replace(text, ',', '.')" : "text"} AS DOUBLE)`;
      await each(
        `SELECT number, CASE WHEN number IS NULL THEN text END FROM (
           SELECT text, CASE WHEN regexp_full_match(text, '${PLAIN[decimal]}') AND isfinite(${cast}) THEN ${cast} END
             AS number FROM (SELECT c${index} AS text FROM cells))`,
        (row, number, text) => {
          // Adding 0 makes −0 an ordinary zero.
          values[row] = typeof number === "number" ? number + 0 : Number.NaN;
          if (typeof text === "string") odd.push({ row, text });
        },
      );
      return { values, odd };
    },
    texts: async (index) => {
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE levels AS
           SELECT text, (row_number() OVER (ORDER BY first) - 1)::INTEGER AS code
           FROM (SELECT c${index} AS text, min(rowid) AS first FROM cells GROUP BY 1)`,
      );
      const [levels = []] = await columnsOf("SELECT text FROM levels ORDER BY code");
      const codes = new Int32Array(rows);
      await each(
        `SELECT code FROM cells JOIN levels ON c${index} IS NOT DISTINCT FROM text ORDER BY cells.rowid`,
        (row, code) => {
          codes[row] = Number(code);
        },
      );
      return { levels: levels.map((level) => (typeof level === "string" ? level : "")), codes };
    },
  };
}
