/** What a page's main thread worked on at a stretch, by its own processor time: others on the same machine do not count. */
import type { Browser, Page } from "playwright-core";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Start and length, microseconds. */
  ts: number;
  dur?: number;
  /** Processor time of the thread, microseconds. */
  tdur?: number;
  args: { name?: string; data?: Record<string, unknown> };
}

/** Above this a person notices that the page does not answer, ms. */
const LONG = 50;

const CATEGORIES = ["disabled-by-default-devtools.timeline", "blink.user_timing", "__metadata"];
const BEGUN = "the tracer is there";

/** A page has one process; the browser's own tasks are told from its by the name of the thread. */
function longTasksIn(events: readonly TraceEvent[]): number[] {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const begun = events.find(({ name }) => name === BEGUN)?.ts ?? 0;
  return events
    .filter(({ ts }) => ts > begun)
    .filter(({ name, pid, tid, ph }) => ph === "X" && name === "RunTask" && mains.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = dur }) => tdur / 1000)
    .filter((took) => took > LONG);
}

/** While something is done with a page: what it kept a person waiting for, ms of processor time each. */
export async function longTasksOf(browser: Browser, page: Page, work: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  let trace: Buffer;
  try {
    // Starting it is work of the page too.
    await page.evaluate((name) => performance.mark(name), BEGUN);
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  return longTasksIn((JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents);
}
