/**
 * Dynamic batching: rows that arrive in the same turn of the event loop are scored by one run. Nobody waits for a
 * row that is not there yet, so a lone request costs no delay, and a crowd shares the cost of a run.
 */
import type { CellValue } from "../../data/index.ts";

/** Rows of one run: few enough that the event loop stays responsive between runs. */
export const MAX_BATCH = 256;

export interface Batcher<T> {
  /** The result of the run that the row was in, and its place in it. */
  add(values: CellValue[]): Promise<{ scored: T; row: number }>;
}

interface Waiting<T> {
  values: CellValue[];
  resolve(result: { scored: T; row: number }): void;
  reject(error: unknown): void;
}

export function createBatcher<T>(run: (rows: readonly CellValue[][]) => Promise<T>): Batcher<T> {
  let waiting: Waiting<T>[] = [];

  async function runGroup(group: readonly Waiting<T>[]): Promise<void> {
    try {
      const scored = await run(group.map(({ values }) => values));
      for (const [row, each] of group.entries()) each.resolve({ scored, row });
    } catch (error) {
      for (const each of group) each.reject(error);
    }
  }

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let start = 0; start < all.length; start += MAX_BATCH) void runGroup(all.slice(start, start + MAX_BATCH));
  }

  return {
    add: (values) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ values, resolve, reject });
      }),
  };
}
