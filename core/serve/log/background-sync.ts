/**
 * Keeps the write-ahead log at most a moment behind the disk, without anyone waiting for it. A killed process loses
 * nothing that is in the log; this bounds what a power cut can take.
 */

/** How far the disk may lag behind, ms. */
const INTERVAL = 50;

export interface BackgroundSync {
  /** Something was committed. */
  touch(): void;
  /** Resolves once what was committed before is done with; rejects as the work does. */
  settled(): Promise<void>;
  close(): void;
}

/** @param work done once in a while after a touch: once more after the last one @param failed hears of its failures */
export function createBackgroundSync(work: () => Promise<void>, failed: (error: unknown) => void): BackgroundSync {
  let timer: NodeJS.Timeout | null = null;
  let isWorking = false;
  let isDirty = false;
  let isClosed = false;
  let waiting: PromiseWithResolvers<void>[] = [];

  async function turn(): Promise<void> {
    timer = null;
    isDirty = false;
    isWorking = true;
    const group = waiting;
    waiting = [];
    try {
      await work();
      for (const { resolve } of group) resolve();
    } catch (error) {
      failed(error);
      for (const { reject } of group) reject(error);
    }
    isWorking = false;
    if (isDirty) start();
  }

  function start(): void {
    if (!isClosed) timer ??= setTimeout(turn, INTERVAL).unref();
  }

  function touch(): void {
    isDirty = true;
    if (!isWorking) start();
  }

  return {
    touch,
    settled: () => {
      const asked = Promise.withResolvers<void>();
      waiting.push(asked);
      touch();
      return asked.promise;
    },
    close: () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
    },
  };
}
