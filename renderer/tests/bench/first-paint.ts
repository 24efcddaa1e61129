/** How soon there is something to see, and how much had to come for it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { watch } from "../harness.ts";
import { startRealEngine } from "../real-engine.ts";
import { PAGES } from "../server.ts";
import { recordVitals, vitalsOf } from "../vitals.ts";

export interface FirstPaint {
  /** Milliseconds from the address to the first pixels, one for each visit of a browser that knows nothing yet. */
  paints: number[];
  /** Bytes of what the first page loads, compressed. */
  bytes: number;
}

export async function measureFirstPaint(browser: Browser, visits: number): Promise<FirstPaint> {
  await using engine = await startRealEngine();
  const paints: number[] = [];
  let files: string[] = [];
  for (let visit = 0; visit < visits; visit += 1) {
    const context = await browser.newContext({ locale: "en-GB" });
    const page = await context.newPage();
    const { loaded } = await watch(page, engine.url);
    await page.addInitScript(recordVitals);
    await page.goto(engine.ui);
    await page.locator("main h1").first().waitFor();
    paints.push((await vitalsOf(page)).firstPaint ?? Number.NaN);
    files = loaded.map((url) => new URL(url).pathname).filter((path) => path.startsWith("/assets/"));
    await context.close();
  }
  return { paints, bytes: files.reduce((sum, path) => sum + gzipSync(readFileSync(join(PAGES, path))).length, 0) };
}
