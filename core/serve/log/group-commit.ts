/**
 * Group commit: everything handed in during one turn of the event loop is written in one transaction, and every
 * caller is answered when that transaction is in the write-ahead log.
 */
import { asHomeostatError } from "../../contract/index.ts";

export interface GroupCommit<T> {
  /** Resolves once `items` are committed; rejects with a catalogued error (DISK_FULL …) if they are not. */
  add(items: readonly T[]): Promise<void>;
  /** Commits what is waiting, now. */
  flush(): void;
}

interface Waiting<T> {
  items: readonly T[];
  resolve(): void;
  reject(error: Error): void;
}

/**
 * @param write writes all of the items or none, synchronously
 * @example const commits = createGroupCommit(db.transaction((rows) => rows.forEach((row) => insert.run(row))));
 */
export function createGroupCommit<T>(write: (items: readonly T[]) => void): GroupCommit<T> {
  let waiting: Waiting<T>[] = [];

  function commit(group: readonly Waiting<T>[]): void {
    try {
      write(group.flatMap(({ items }) => items));
    } catch (error) {
      // One bad caller must not fail its neighbours: each is tried by itself.
      if (group.length > 1) for (const each of group) commit([each]);
      else group[0]!.reject(asHomeostatError(error));
      return;
    }
    for (const each of group) each.resolve();
  }

  function flush(): void {
    if (waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    commit(group);
  }

  return {
    add: (items) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ items, resolve, reject });
      }),
    flush,
  };
}
