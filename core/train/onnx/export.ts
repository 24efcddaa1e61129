/** Export with proof: the ONNX model and the reference predictor must agree on every row that is tried. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { HomeostatError, type ModelSchema, type Parity } from "../../contract/index.ts";
import { sliceRows, type Table, takeRows } from "../../data/index.ts";
import type { FittedModel } from "../model.ts";
import type { GraphFacts } from "../plan.ts";
import { type Scores, score } from "../reference/index.ts";
import { buildOnnx } from "./build.ts";
import { hostileRows } from "./hostile-rows.ts";
import { type OnnxScorer, openSession } from "./session.ts";

/** Error ÷ max(1, |value|) that the gate allows. */
export const PARITY_LIMIT = 1e-5;
/** Training rows compared; a larger table is sampled evenly. */
const MOST_ROWS = 250_000;
/** Rows compared in one go, so that whoever shares the thread gets its turn in between. */
const STRETCH = 1024;

/** The table, or as many of its rows as wanted, evenly taken. */
function sampled(table: Table, most: number): Table {
  const rows = Math.min(table.rows, most);
  if (rows === table.rows && !table.stored) return table;
  return takeRows(
    table,
    Int32Array.from({ length: rows }, (_, at) => Math.floor((at * table.rows) / rows)),
  );
}

export interface Exported {
  onnx: Uint8Array;
  parity: Parity;
  graph: GraphFacts;
}

/** Runs before the clock counts, and runs that it counts. */
const WARM_UP_RUNS = 20;
const TIMED_RUNS = 101;

/** Median of single-row runs, feeds included. */
async function microsecondsPerRow(session: OnnxScorer, row: Table): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < WARM_UP_RUNS + TIMED_RUNS; run++) {
    const started = performance.now();
    await session.score(row);
    if (run >= WARM_UP_RUNS) times.push(1000 * (performance.now() - started));
  }
  return times.sort((a, b) => a - b)[TIMED_RUNS >> 1]!;
}

interface Errors {
  absolute: number;
  relative: number;
}

function largestErrors(exported: Scores, reference: Scores): Errors {
  const errors: Errors = { absolute: 0, relative: 0 };
  reference.values.forEach((expected, i) => {
    const found = exported.values[i]!;
    if (Object.is(found, expected)) return;
    const absolute = Math.abs(found - expected);
    const error = Number.isNaN(absolute) ? Number.POSITIVE_INFINITY : absolute;
    errors.absolute = Math.max(errors.absolute, error);
    errors.relative = Math.max(errors.relative, error / Math.max(1, Math.abs(expected)));
  });
  return errors;
}

export interface ExportOptions {
  /** Rows of the table to compare at most. */
  most?: number;
  cancelled?(): boolean;
  /** Told the share of the rows that were compared. */
  onProgress?(done: number): void;
}

/**
 * Builds the ONNX model and compares it with the reference predictor on every row of `table` (of more than 250,000,
 * so many evenly taken) and on generated hostile ones: missing, unseen, huge and infinite cells.
 * @returns the file's bytes, its size and speed, and the largest errors over all rows and outputs
 * @throws PARITY_FAILED where error ÷ max(1, |value|) exceeds 1e-5 anywhere; CANCELLED
 */
export async function exportModel(
  model: FittedModel,
  schema: ModelSchema,
  table: Table,
  { most = MOST_ROWS, cancelled = () => false, onProgress }: ExportOptions = {},
): Promise<Exported> {
  const onnx = buildOnnx(model, schema);
  const session = await openSession(onnx, schema);
  const errors: Errors = { absolute: 0, relative: 0 };
  let rows = 0;
  async function compare(part: Table): Promise<void> {
    const { absolute, relative } = largestErrors(await session.score(part), score(model, part));
    errors.absolute = Math.max(errors.absolute, absolute);
    errors.relative = Math.max(errors.relative, relative);
    rows += part.rows;
    onProgress?.(Math.min(1, rows / compared.rows));
    await nextTurn();
    if (cancelled()) throw new HomeostatError("CANCELLED");
  }
  let speed: number;
  const compared = sampled(table, most);
  try {
    for (let from = 0; from < compared.rows; from += STRETCH)
      await compare(sliceRows(compared, from, Math.min(from + STRETCH, compared.rows)));
    await compare(hostileRows(schema, compared));
    speed = await microsecondsPerRow(session, sliceRows(compared, 0, 1));
  } finally {
    await session.release();
  }
  if (errors.relative > PARITY_LIMIT)
    throw new HomeostatError("PARITY_FAILED", { error: errors.relative, limit: PARITY_LIMIT });
  return {
    onnx,
    parity: { rows, max_abs_error: errors.absolute, max_rel_error: errors.relative },
    graph: { bytes: onnx.length, us_per_row: speed },
  };
}
