/**
 * Durability `power`: an answer waits for the sync that holds its row, and many share one sync. The disk does one
 * sync after the other, so it pays to let those who were just answered come back and join: without that, two halves
 * of the clients take turns and each waits for the other's sync, or on a fast disk the syncs are many and small and
 * take the processor's time. PostgreSQL's `commit_delay` is the same thought
 * (https://www.postgresql.org/docs/current/runtime-config-wal.html).
 */

/** The longest wait for others, as a share of the usual time of a sync; a timer takes a millisecond at least. */
const PATIENCE = 0.25;
/** Weight of the newest sync in the usual time. */
const NEWEST = 0.2;

export interface PowerSync {
  /** Resolves once everything committed before the call is on the disk; rejects with the disk's error. */
  synced(callers: number): Promise<void>;
}

interface Waiting {
  callers: number;
  resolve(): void;
  reject(error: unknown): void;
}

const countOf = (group: readonly Waiting[]): number => group.reduce((sum, { callers }) => sum + callers, 0);

/** @param sync puts what is committed on the disk @param now milliseconds */
export function createPowerSync(sync: () => Promise<void>, now: () => number): PowerSync {
  let waiting: Waiting[] = [];
  let isRunning = false;
  let deadline: NodeJS.Timeout | null = null;
  /** Who was answered last and who waits already: as many may be expected back. */
  let expected = 0;
  let usual = 0;

  async function run(): Promise<void> {
    if (deadline) clearTimeout(deadline);
    deadline = null;
    isRunning = true;
    const group = waiting;
    waiting = [];
    const started = now();
    try {
      await sync();
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    const took = now() - started;
    usual = usual === 0 ? took : usual + NEWEST * (took - usual);
    isRunning = false;
    expected = countOf(group) + countOf(waiting);
    if (waiting.length > 0) consider();
  }

  function consider(): void {
    if (isRunning) return;
    if (countOf(waiting) >= expected) void run();
    else deadline ??= setTimeout(run, PATIENCE * usual);
  }

  return {
    synced: (callers) =>
      new Promise((resolve, reject) => {
        waiting.push({ callers, resolve, reject });
        consider();
      }),
  };
}
