/** What a boosting fit keeps in the kernels' memory: arrays laid out once, their addresses told to the kernels. */

import type { Kernels } from "../../kernels/index.ts";
import * as field from "../../kernels/index.ts";
import { type BinnedMatrix, cellsByRow, SLOTS } from "../binning.ts";
import type { Loss } from "./loss.ts";

export interface BoosterProblem {
  binned: BinnedMatrix;
  labels: ArrayLike<number>;
  weights: Float64Array | undefined;
  /** Rows that are never learnt from. */
  watched: Uint32Array | undefined;
  /** Per column 1, −1 or 0. */
  directions: Int8Array;
  loss: Loss;
  leaves: number;
  l2: number;
}

/** Bytes, and the same as words and doubles. */
export interface Records {
  bytes: Uint8Array;
  words: Int32Array;
  doubles: Float64Array;
}

export interface BoosterMemory {
  /** One array per output. */
  scores: Float64Array[];
  list: Uint32Array;
  unseen: Uint32Array;
  blockSums: Float64Array;
  counts: Records;
  goesLeft: Uint8Array;
  searched: Uint32Array;
  results: Records;
  touched: Uint8Array;
  leaves: Records;
  nodes: Records;
  nodeTables: Uint8Array;
}

export const chunksOf = (rows: number): number => Math.ceil(rows / field.CHUNK);

/** @param kernels those that binned the cells */
export function layOut(kernels: Kernels, problem: BoosterProblem): BoosterMemory {
  const { binned, labels, weights, watched, directions, loss, l2 } = problem;
  const { memory, helpers } = kernels;
  const { rows } = binned;
  const columns = binned.columns.length;
  const outputs = loss.base.length;
  const chunks = chunksOf(rows);
  const mostNodes = 2 * problem.leaves - 1;
  const told = <T extends { byteOffset: number }>(at: number, array: T): T => {
    memory.set(at, array.byteOffset);
    return array;
  };
  const bytes = (at: number, length: number) => told(at, memory.take(Uint8Array, length));
  const words = (at: number, length: number) => told(at, memory.take(Uint32Array, length));
  const doubles = (at: number, length: number) => told(at, memory.take(Float64Array, length));
  const records = (at: number, length: number, size: number): Records => {
    const all = bytes(at, length * size);
    return {
      bytes: all,
      words: new Int32Array(all.buffer, all.byteOffset, all.length >> 2),
      doubles: new Float64Array(all.buffer, all.byteOffset, all.length >> 3),
    };
  };

  cellsByRow(binned);
  words(field.BINS, columns).set(binned.columns.map(({ bins }) => bins));
  bytes(field.CATEGORICAL, columns).set(binned.columns.map(({ codes }) => (codes === null ? 0 : 1)));
  told(field.MONOTONE, memory.take(Int8Array, columns)).set(directions);
  memory.set(field.BOUNDED, directions.some((direction) => direction !== 0) ? 1 : 0);

  memory.set(field.LOSS, loss.kernel);
  memory.setDouble(field.LOSS_SETTING, loss.setting);
  memory.set(field.OUTPUTS, outputs);
  doubles(field.LABELS, rows).set(labels);
  memory.set(field.WEIGHTS, 0);
  if (weights) doubles(field.WEIGHTS, rows).set(weights);
  memory.set(field.WATCHED, 0);
  if (watched) {
    const flags = bytes(field.WATCHED, rows).fill(0);
    for (const row of watched) flags[row] = 1;
  }
  memory.set(field.UNSEEN_COUNT, 0);
  const scores = doubles(field.SCORES, outputs * rows);
  doubles(field.DERIVATIVES, 2 * outputs * rows);

  doubles(field.PACKED, rows);
  words(field.SPARE_LEFT, rows);
  words(field.SPARE_RIGHT, rows);
  memory.setDouble(field.L2, l2);
  memory.set(field.HELPERS, helpers);
  doubles(field.HELPER_HISTOGRAMS, helpers * columns * SLOTS);
  bytes(field.STAGES, (helpers + 1) * field.STAGE_BYTES);
  return {
    scores: loss.base.map((base, output) => scores.subarray(output * rows, (output + 1) * rows).fill(base)),
    list: words(field.LIST, rows),
    unseen: words(field.UNSEEN, rows),
    blockSums: doubles(field.BLOCK_SUMS, 2 * chunks * outputs),
    counts: records(field.CHUNK_COUNTS, chunks, field.COUNTS_BYTES),
    goesLeft: bytes(field.GOES_LEFT, SLOTS),
    searched: words(field.SEARCHED, columns),
    results: records(field.RESULTS, 2 * columns, field.RESULT_BYTES),
    touched: bytes(field.TOUCHED, field.MAX_THREADS),
    leaves: records(field.LEAF_LIST, problem.leaves, field.GROWN_BYTES),
    nodes: records(field.NODES, mostNodes, field.NODE_BYTES),
    nodeTables: bytes(field.NODE_TABLES, mostNodes * SLOTS),
  };
}
