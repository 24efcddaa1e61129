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

/** Rows of one statement. Powers of two, so that any number of rows takes few statements, all of them prepared. */
const SIZES = [64, 32, 16, 8, 4, 2, 1];

/** What neighbours have in common is bound once for all of them: binding a text costs as much as storing it. */
const insertSql = (rows: number): string =>
  `INSERT INTO predictions (id, at, model, version, status, input, output, request)
   SELECT r.column1, r.column2, shared.column1, shared.column2, shared.column3, r.column3, r.column4, r.column5
     FROM (VALUES (?, ?, ?)) AS shared, (VALUES ${new Array(rows).fill("(?, ?, ?, ?, ?)").join(", ")}) AS r`;

const isAlike = (a: LoggedPrediction, b: LoggedPrediction): boolean =>
  a.model === b.model && a.version === b.version && a.status === b.status;

/** The end of the run of rows that share model, version and status with the one at `from`. */
function endOfRun(rows: readonly LoggedPrediction[], from: number): number {
  let end = from + 1;
  while (end < rows.length && isAlike(rows[from]!, rows[end]!)) end++;
  return end;
}

/** @returns a function that must not run inside another transaction */
export function createPredictionWriter(db: Database): (rows: readonly LoggedPrediction[]) => void {
  const inserts = SIZES.map((size) => ({ size, statement: db.prepare(insertSql(size)) }));

  function insertRun(rows: readonly LoggedPrediction[], start: number, end: number): void {
    const { model, version, status } = rows[start]!;
    let from = start;
    for (const { size, statement } of inserts)
      for (; end - from >= size; from += size) {
        const cells: (string | number | null)[] = [model, version, status];
        for (let i = from; i < from + size; i++) {
          const { id, at, input, output, request } = rows[i]!;
          cells.push(id, at, input, output, request);
        }
        statement.run(cells);
      }
  }

  function insert(rows: readonly LoggedPrediction[]): void {
    for (let from = 0; from < rows.length; ) {
      const end = endOfRun(rows, from);
      insertRun(rows, from, end);
      from = end;
    }
  }
  const insertAll = db.transaction(insert);

  return (rows) => {
    // A single statement is a transaction by itself.
    if (rows.length === 1) insert(rows);
    else insertAll.immediate(rows);
  };
}
