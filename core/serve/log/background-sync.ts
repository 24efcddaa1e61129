/**
 * Keeps the write-ahead log at most a moment behind the disk, without anyone waiting for it. A killed process loses
 * nothing that is in the log; this bounds what a power cut can take.
 */

/** How far the disk may lag behind, ms. */
const INTERVAL = 50;

export interface BackgroundSync {
  /** Something was committed. */
  touch(): void;
  close(): void;
}

/** @param work done once in a while after a touch: once more after the last one @param failed hears of its failures */
export function createBackgroundSync(work: () => Promise<void>, failed: (error: unknown) => void): BackgroundSync {
  let timer: NodeJS.Timeout | null = null;
  let isWorking = false;
  let isDirty = false;
  let isClosed = false;

  async function turn(): Promise<void> {
    timer = null;
    isDirty = false;
    isWorking = true;
    try {
      await work();
    } catch (error) {
      failed(error);
    }
    isWorking = false;
    if (isDirty) start();
  }

  function start(): void {
    if (!isClosed) timer ??= setTimeout(turn, INTERVAL).unref();
  }

  return {
    touch: () => {
      isDirty = true;
      if (!isWorking) start();
    },
    close: () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
    },
  };
}
