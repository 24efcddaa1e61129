/** Every page of the app on a folder after years of use: how long until it is there, how much it holds, what it blocks. */
import type { Browser, Page } from "playwright-core";
import { nameOf, ROUTES, watch } from "../harness.ts";
import { type RealEngine, startRealEngine } from "../real-engine.ts";
import { recordVitals, resetVitals, settled, vitalsOf } from "../vitals.ts";
import { withStalls } from "./stall-reader.ts";
import { longTasksOf } from "./tasks.ts";

export interface PageFigures {
  model: string;
  route: string;
  /** Until nothing changed any more, ms. */
  settled: number;
  elements: number;
  /** Bytes of live JavaScript objects. */
  heap: number;
  /** The page's own work at a stretch, ms of processor time, where that is more than 50. */
  longTasks: number[];
  shift: number;
  /** Times at which the engine answered nobody, ms. */
  stalls: number[];
  /** Bytes of the engine; null where the system does not tell. */
  rss: number | null;
  /** What the page complained of. */
  errors: string[];
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize;
}

async function open(page: Page, route: string): Promise<number> {
  const began = await page.evaluate((to) => {
    location.hash = to;
    return performance.now();
  }, route);
  await page
    .locator(`main[data-page="${nameOf(route)}"] h1`)
    .first()
    .waitFor();
  return (await settled(page)) - began;
}

async function figuresOf(
  browser: Browser,
  page: Page,
  engine: RealEngine,
  model: string,
  route: string,
): Promise<PageFigures> {
  await open(page, route === "/host" ? "/audit" : "/host");
  await resetVitals(page);
  let took = 0;
  const longTasks = await longTasksOf(browser, page, async () => {
    took = await open(page, route);
  });
  const { shift } = await vitalsOf(page);
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  return {
    model,
    route,
    settled: took,
    elements,
    heap: await heapOf(page),
    longTasks,
    shift,
    stalls: [],
    rss: engine.rss(),
    errors: [],
  };
}

/** @param folder made by makeFolder; it is served, and watched as usual */
export async function measureScale(
  browser: Browser,
  folder: string,
  models: readonly string[],
  onPage: (figures: PageFigures) => void,
  routes: readonly string[] = ROUTES,
): Promise<void> {
  await withStalls(async (env, newStalls) => {
    await using engine = await startRealEngine({ folder, env });
    for (const model of models) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
      await context.addInitScript((name) => localStorage.setItem("homeostat.model", name), model);
      const page = await context.newPage();
      page.setDefaultTimeout(120_000);
      const { errors } = await watch(page, engine.url);
      await page.addInitScript(recordVitals);
      await page.goto(engine.ui);
      await page.locator("main h1").first().waitFor();
      await settled(page);
      newStalls();
      for (const route of routes) {
        const figures = await figuresOf(browser, page, engine, model, route);
        onPage({ ...figures, stalls: newStalls(), errors: errors.splice(0) });
      }
      await context.close();
    }
  });
}
