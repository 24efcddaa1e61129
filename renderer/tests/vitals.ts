/** What a page does to whoever looks at it, measured inside the page: first paint, layout shifts. */
import type { Page } from "playwright-core";

export interface Vitals {
  /** Milliseconds from the address to the first pixels; null before there were any. */
  firstPaint: number | null;
  /** Sum of the layout shifts that no input caused. */
  shift: number;
}

interface Recorder extends Vitals {
  /** When something last changed in the page, or was asked of the engine and answered; ms of performance.now(). */
  changed: number;
  /** Answers under way. */
  waiting: number;
}

/** Runs in the page before anything of it. */
export const recordVitals = (): void => {
  const recorder: Recorder = { firstPaint: null, shift: 0, changed: performance.now(), waiting: 0 };
  Object.assign(window, { vitals: recorder });
  const observe = (type: string, each: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  observe("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") recorder.firstPaint = startTime;
  });
  observe("longtask", ({ startTime, duration }) => {
    recorder.changed = Math.max(recorder.changed, startTime + duration);
  });
  observe("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) recorder.shift += value;
  });
  const plain = window.fetch;
  window.fetch = async (...request) => {
    // The stream of events never ends.
    const isStream = String(request[0] instanceof Request ? request[0].url : request[0]).endsWith("/events");
    if (!isStream) recorder.waiting += 1;
    try {
      return await plain(...request);
    } finally {
      if (!isStream) {
        recorder.waiting -= 1;
        recorder.changed = performance.now();
      }
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      recorder.changed = performance.now();
    }).observe(document.body, { childList: true, subtree: true });
  });
};

const read = (page: Page): Promise<Recorder> => page.evaluate(() => (window as unknown as { vitals: Recorder }).vitals);

export const vitalsOf = async (page: Page): Promise<Vitals> => {
  const { firstPaint, shift } = await read(page);
  return { firstPaint, shift };
};

/** Forgets what was recorded so far. */
export const resetVitals = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.assign((window as unknown as { vitals: Recorder }).vitals, { shift: 0 });
  });

/** Waits until nothing is asked and nothing has changed for a while. @returns when it last did, ms of performance.now() */
export async function settled(page: Page, quiet = 400): Promise<number> {
  await page.waitForFunction(
    (still) => {
      const { waiting, changed } = (window as unknown as { vitals: Recorder }).vitals;
      return waiting === 0 && performance.now() - changed > still;
    },
    quiet,
    { polling: 50, timeout: 900_000 },
  );
  return (await read(page)).changed;
}
