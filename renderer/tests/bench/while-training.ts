/** Whether the app answers a person while a model trains: every page is opened, again and again. */
import type { Browser } from "playwright-core";
import { en } from "../../texts/en/index.ts";
import { nameOf, ROUTES } from "../harness.ts";
import { startRealEngine } from "../real-engine.ts";
import { recordVitals, resetVitals, settled, vitalsOf } from "../vitals.ts";
import { withStalls } from "./stall-reader.ts";
import { longTasksOf } from "./tasks.ts";

export interface WhileTraining {
  opened: number;
  /** Milliseconds of the page's own work that kept a person waiting. */
  longTasks: number[];
  /** Milliseconds of its own work after which the engine looked up again. */
  stalls: number[];
  shift: number;
}

export async function measureWhileTraining(browser: Browser): Promise<WhileTraining> {
  return withStalls(async (env, newStalls) => {
    await using engine = await startRealEngine({ env });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.addInitScript(recordVitals);
    await page.goto(engine.ui);
    await page.getByRole("navigation").getByRole("link", { name: en.nav.train, exact: true }).click();
    await page.getByRole("button", { name: en.train.sample }).click();
    await page.getByText(en.train.columns).waitFor();
    await page.getByRole("button", { name: en.train.start }).click();
    await page.getByText(en.train.goesOn).waitFor();
    await settled(page, 100);
    await resetVitals(page);
    newStalls();
    let opened = 0;
    const openPages = async () => {
      for (let isTraining = true; isTraining; ) {
        for (const route of ROUTES) {
          await page.evaluate((to) => {
            location.hash = to;
          }, route);
          await page
            .locator(`main[data-page="${nameOf(route)}"] h1`)
            .first()
            .waitFor();
          // All of it, as a person who reads it has it drawn.
          await settled(page, 100);
          opened += 1;
        }
        isTraining = (await page.getByRole("progressbar").count()) > 0;
      }
    };
    const longTasks = await longTasksOf(browser, page, openPages);
    const { shift } = await vitalsOf(page);
    await context.close();
    return { opened, longTasks, stalls: newStalls(), shift };
  });
}
