/** Scoring champion and challenger on the same rows, a stretch at a time: requests are served in between. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { HomeostatError, type ModelSchema } from "../contract/index.ts";
import { columnNamed, encodeTarget, sliceRows, type Table, takeColumns, takeRows } from "../data/index.ts";
import { type FittedModel, type PieceOptions, type Scores, score } from "../train/index.ts";
import type { Contest } from "./gate.ts";

/** Rows scored in one go: a few milliseconds. */
const STRETCH = 512;

async function scoreInTurns(model: FittedModel, table: Table, { signal, onProgress }: PieceOptions): Promise<Scores> {
  const parts: Scores[] = [];
  for (let from = 0; from === 0 || from < table.rows; from += STRETCH) {
    parts.push(score(model, sliceRows(table, from, Math.min(from + STRETCH, table.rows))));
    onProgress?.(Math.min(1, (from + STRETCH) / table.rows));
    await nextTurn();
    if (signal?.aborted) throw new HomeostatError("CANCELLED");
  }
  const { outputs } = parts[0]!;
  const values = new Float64Array(table.rows * outputs);
  parts.forEach((part, at) => {
    values.set(part.values, at * STRETCH * outputs);
  });
  return { outputs, values };
}

/**
 * @param rows features and target, in time order; rows whose outcome is not a known label are left out
 * @throws HomeostatError CANCELLED
 */
export async function contest(
  champion: FittedModel,
  challenger: FittedModel,
  schema: ModelSchema,
  rows: Table,
  options: PieceOptions = {},
): Promise<Contest> {
  const truth = encodeTarget(columnNamed(rows, schema.target)!, schema);
  const known = Int32Array.from([...truth.keys()].filter((row) => !Number.isNaN(truth[row]!)));
  const features = takeRows(
    takeColumns(
      rows,
      schema.features.map(({ name }) => name),
    ),
    known,
  );
  const { signal, onProgress } = options;
  const half = (from: number): PieceOptions => ({ signal, onProgress: (done) => onProgress?.(from + done / 2) });
  const scores = await scoreInTurns(champion, features, half(0));
  return {
    task: schema.task,
    champion: scores,
    challenger: challenger === champion ? scores : await scoreInTurns(challenger, features, half(0.5)),
    truth: Float64Array.from(known, (row) => truth[row]!),
    features,
  };
}
