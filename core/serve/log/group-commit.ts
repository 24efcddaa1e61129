/**
 * Group commit: everything handed in during one turn of the event loop is written in one transaction, and every
 * caller is answered when that transaction is in the write-ahead log, or where it is to be kept safer, once it is.
 */
import { asHomeostatError } from "../../contract/index.ts";

export interface GroupCommit<T> {
  /** Resolves once `items` are committed; rejects with a catalogued error (DISK_FULL …) if they are not. */
  add(items: readonly T[]): Promise<void>;
  /** Commits what is waiting, now. */
  flush(): void;
  /** While held, what is added waits; what is waiting is committed once let go. */
  hold(held: boolean): void;
}

interface Waiting<T> {
  items: readonly T[];
  resolve(): void;
  reject(error: Error): void;
}

/**
 * @param write writes all of the items or none, synchronously
 * @param secure what the callers of one transaction wait for besides
 * @example const commits = createGroupCommit(db.transaction((rows) => rows.forEach((row) => insert.run(row))));
 */
export function createGroupCommit<T>(
  write: (items: readonly T[]) => void,
  secure?: (callers: number) => Promise<void>,
): GroupCommit<T> {
  let waiting: Waiting<T>[] = [];
  let isHeld = false;

  function answer(group: readonly Waiting<T>[]): void {
    for (const each of group) each.resolve();
  }

  function commit(group: readonly Waiting<T>[]): void {
    try {
      write(group.length === 1 ? group[0]!.items : group.flatMap(({ items }) => items));
    } catch (error) {
      // One bad caller must not fail its neighbours: each is tried by itself.
      if (group.length > 1) for (const each of group) commit([each]);
      else group[0]!.reject(asHomeostatError(error));
      return;
    }
    if (!secure) answer(group);
    else
      secure(group.length).then(
        () => answer(group),
        (error: unknown) => {
          for (const each of group) each.reject(asHomeostatError(error));
        },
      );
  }

  function flush(): void {
    if (waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    commit(group);
  }

  function endTurn(): void {
    if (!isHeld) flush();
  }

  return {
    add: (items) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(endTurn);
        waiting.push({ items, resolve, reject });
      }),
    flush,
    hold: (held) => {
      isHeld = held;
      endTurn();
    },
  };
}
