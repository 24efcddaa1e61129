/** A tab of a real Chromium on a real engine, watched for errors and for requests that leave home. */
import type { Browser, Page } from "playwright-core";
import { nameOf, watch } from "../harness.ts";
import { type RealEngine, type RealEngineOptions, startRealEngine } from "../real-engine.ts";
import { recordVitals } from "../vitals.ts";
import { type Hand, type HandName, handOf } from "./hand.ts";

export interface EngineVisit extends AsyncDisposable {
  engine: RealEngine;
  page: Page;
  hand: Hand;
  /** What the console and the page complained of. */
  errors: string[];
  strangers: string[];
  /** By the sidebar's link, and waits until all of the page is there. */
  open(label: string, route: string): Promise<void>;
}

/** A busy machine takes its time. */
const PATIENCE_MS = 60_000;

/** @example await using visit = await visitEngine(browser, "keyboard"); */
export async function visitEngine(
  browser: Browser,
  name: HandName,
  options: RealEngineOptions = {},
): Promise<EngineVisit> {
  const engine = await startRealEngine(options);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const { errors, strangers } = await watch(page, engine.url);
  await page.addInitScript(recordVitals);
  await page.goto(engine.ui);
  await page.locator("main h1").first().waitFor();
  const hand = handOf(name, page);
  return {
    ...{ engine, page, hand, errors, strangers },
    open: async (label, route) => {
      await hand.press(page.getByRole("navigation").getByRole("link", { name: label, exact: true }));
      await page
        .locator(`main[data-page="${nameOf(route)}"] h1`)
        .first()
        .waitFor();
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await engine[Symbol.asyncDispose]();
    },
  };
}
