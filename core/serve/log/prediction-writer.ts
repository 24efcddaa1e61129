/** Writes rows of the prediction log: all of them or none, many to a statement, which is most of what a row costs. */
import type { Database } from "../../shared/index.ts";

export interface LoggedPrediction {
  id: string;
  at: number;
  model: string;
  version: string;
  status: "ok" | "rejected";
  /** JSON text of the row as it was sent. */
  input: string;
  /** JSON text of a LoggedOutput. */
  output: string;
  /** Id of the request it came with. */
  request: string | null;
}

const COLUMNS = ["id", "at", "model", "version", "status", "input", "output", "request"] as const;

/** Rows of one statement. Powers of two, so that any number of rows takes few statements, all of them prepared. */
const SIZES = [64, 32, 16, 8, 4, 2, 1];

/** @returns a function that must not run inside another transaction */
export function createPredictionWriter(db: Database): (rows: readonly LoggedPrediction[]) => void {
  const places = `(${COLUMNS.map(() => "?").join(", ")})`;
  const inserts = SIZES.map((size) => ({
    size,
    statement: db.prepare(
      `INSERT INTO predictions (${COLUMNS.join(", ")}) VALUES ${new Array(size).fill(places).join(", ")}`,
    ),
  }));

  function insert(rows: readonly LoggedPrediction[]): void {
    let from = 0;
    for (const { size, statement } of inserts)
      for (; rows.length - from >= size; from += size) {
        const cells: (string | number | null)[] = [];
        for (let i = from; i < from + size; i++) {
          const { id, at, model, version, status, input, output, request } = rows[i]!;
          cells.push(id, at, model, version, status, input, output, request);
        }
        statement.run(cells);
      }
  }
  const insertAll = db.transaction(insert);

  return (rows) => {
    // A single statement is a transaction by itself.
    if (rows.length === 1) insert(rows);
    else insertAll.immediate(rows);
  };
}
