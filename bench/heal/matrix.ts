/**
 * Every model that a clock or a monitor could have deployed on a stream: the first recipe refitted at the end of each
 * block on everything known, and its losses on every later row. What any rule would have scored is read off.
 */
import { columnNamed, encodeTarget, sliceRows, type Table, takeColumns } from "../../core/data/index.ts";
import { retrainedSchema } from "../../core/heal/index.ts";
import { scoreBlock } from "../../core/replay/scoring.ts";
import { firstSchema, openStream, ROW_ORDER, withRowOrder } from "../../core/replay/stream.ts";
import { refit, rowLoss, train } from "../../core/train/index.ts";
import type { StreamSpec } from "./streams.ts";

export interface Matrix {
  /** Classes are scored by accuracy, numbers by RMSE. */
  classes: boolean;
  blocks: number;
  block: number;
  initial: number;
  /** Features of all rows, in the order of time. */
  features: Table;
  /** `losses[k]`: of the model that knows the first k blocks, per row from block k on. */
  losses: Float32Array[];
  /** Whether the decided class was right; null for numbers. */
  right: (Uint8Array | null)[];
}

/** @param folder where the stream's file lies */
export async function matrixOf(spec: StreamSpec, folder: string, seed: number): Promise<Matrix> {
  const stream = await openStream({ ...spec, file: `${folder}/${spec.file}`, read: {}, shuffle: false, seed });
  const { table, initial, blocks } = stream;
  const { block } = spec;
  const firstRows = sliceRows(table, 0, initial);
  const schema = firstSchema(stream, firstRows);
  const { model: first } = await train(withRowOrder(firstRows), {
    ...{ schema, seed, threads: 1, learners: ["gradient_boosting" as const], search: false },
    ...{ budget: 30, holdout: 0.2, time: [ROW_ORDER] },
  });
  const losses: Matrix["losses"] = [];
  const right: Matrix["right"] = [];
  for (let known = 0; known < blocks; known++) {
    const end = initial + known * block;
    const learnt = sliceRows(table, 0, end);
    const now = known === 0 ? schema : retrainedSchema(schema, learnt);
    const model = known === 0 ? first : refit(first, learnt, now, { seed, threads: 1 });
    const later = sliceRows(table, end, initial + blocks * block);
    const { scores, decided } = scoreBlock(model, now, later);
    const truth = encodeTarget(columnNamed(later, schema.target)!, schema);
    losses.push(Float32Array.from(rowLoss(scores, truth, schema.task)));
    right.push(decided && Uint8Array.from(decided, (label, row) => (label === truth[row] ? 1 : 0)));
  }
  const names = schema.features.map(({ name }) => name);
  const classes = schema.task !== "regression";
  return { classes, blocks, block, initial, features: takeColumns(table, names), losses, right };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0) / values.length;

const ofBlock = <T extends Float32Array | Uint8Array>({ block }: Matrix, of: T, known: number, at: number): T =>
  of.subarray((at - known) * block, (at - known + 1) * block) as T;

/** Loss per row of block `at`, under the model that knows `known` blocks. */
export const blockLosses = (matrix: Matrix, known: number, at: number): Float32Array =>
  ofBlock(matrix, matrix.losses[known]!, known, at);

/** Accuracy or RMSE of that model on that block. */
export function blockMetric(matrix: Matrix, known: number, at: number): number {
  const right = matrix.right[known];
  return right ? mean(ofBlock(matrix, right, known, at)) : Math.sqrt(mean(blockLosses(matrix, known, at)));
}

/** @param served for each block, how many blocks the model that answered it knew */
export const scoreOf = (matrix: Matrix, served: readonly number[]): number =>
  served.reduce((total, known, at) => total + blockMetric(matrix, known, at), 0) / served.length;
