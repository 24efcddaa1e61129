/** Every page, in a real Chromium, at the smallest window: what it shows, and what it must never do. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullWorld } from "./double-world.ts";
import { ROUTES, useBrowser, type Visit } from "./harness.ts";
import { PAGES } from "./server.ts";

const SHOWS: Record<(typeof ROUTES)[number], string> = {
  "/": "One repair waits for your decision.",
  "/train": "Drop a table here",
  "/models": "Measured on rows it had never seen",
  "/predict": "usually 44 to 199",
  "/drift": "The data has moved.",
  "/incidents": "Trained without them, a new version is clearly better",
  "/outcomes": "Latest predictions",
  "/host": "9.3 GB free of 16 GB",
  "/api": "/models/diabetes/predict",
  "/settings": "Prepares the repair; you press the button.",
  "/audit": "better than v0001 beyond noise",
};

/** What the empty appliance says instead, so that no page is a dead end. */
const EMPTY: Record<(typeof ROUTES)[number], string> = {
  "/": "Give it a table. It gives you a model.",
  "/train": "Drop a table here",
  "/models": "There is no model yet",
  "/predict": "There is no model yet",
  "/drift": "There is no model yet",
  "/incidents": "Nothing has happened yet",
  "/outcomes": "There is no model yet",
  "/host": "9.3 GB free of 16 GB",
  "/api": "There is no model yet",
  "/settings": "Appearance",
  "/audit": "Nothing has been recorded yet",
};

const app = useBrowser();

/** Runs in the page: fields and buttons that a screen reader could not name. */
const nameless = () =>
  [...document.querySelectorAll<HTMLElement>("input, select, textarea, button, a[href], [role=combobox]")]
    .filter((element) => element.getAttribute("aria-hidden") !== "true" && element.tabIndex >= 0)
    .filter((element) => {
      const labels = (element as HTMLInputElement).labels ?? [];
      const by = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
      const texts = [element.getAttribute("aria-label"), ...[...labels, ...by].map((label) => label?.textContent)];
      const own = element.tagName === "BUTTON" || element.tagName === "A" ? element.textContent : "";
      return ![...texts, own].some((text) => text && text.trim() !== "");
    })
    .map((element) => element.outerHTML.slice(0, 160));

/** Runs in the page before it loads: adds up the layout shifts that no input caused. */
const measureShifts = () => {
  const counter = { shift: 0 };
  Object.assign(window, { counter });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
      if (!entry.hadRecentInput) counter.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
};
const shifted = () => (window as unknown as { counter: { shift: number } }).counter.shift;

describe.each(["full", "empty"] as const)("the %s appliance at 900 × 600", (world) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await app.visit({
      world,
      context: { viewport: { width: 900, height: 600 }, colorScheme: world === "full" ? "dark" : "light" },
      before: measureShifts,
    });
  });
  afterAll(() => visit[Symbol.asyncDispose]());

  test.each(ROUTES)("%s shows what it should, named, within the window, without jumping", async (route) => {
    const { page, errors, strangers } = visit;
    await visit.go(route);
    await page
      .getByText((world === "full" ? SHOWS : EMPTY)[route])
      .first()
      .waitFor();
    expect(await page.evaluate(nameless)).toEqual([]);
    const width = await page.locator("main").evaluate((main) => main.scrollWidth - main.clientWidth);
    expect(width, "pixels of sideways scrolling").toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
    expect(strangers).toEqual([]);
    expect(await page.locator(`nav a[aria-current="page"]`).count()).toBe(1);
  });

  test("no page moves under the reader", async () => {
    expect(await visit.page.evaluate(shifted)).toBeLessThan(0.02);
  });
});

test("the first page loads less than 500 kB, compressed, and no chart", async () => {
  await using visit = await app.visit();
  await visit.page.getByText("One repair waits").waitFor();
  const files = visit.loaded.map((url) => new URL(url).pathname).filter((path) => path.startsWith("/assets/"));
  expect(files.length).toBeGreaterThan(3);
  const bytes = files.reduce((sum, path) => sum + gzipSync(readFileSync(join(PAGES, path))).length, 0);
  expect(bytes).toBeLessThan(500_000);
  expect(files.filter((path) => path.includes("HeatMap"))).toEqual([]);
  await visit.go("/drift");
  await visit.page.locator("canvas").first().waitFor();
});

test("the chart of the drift page paints the drifted columns", async () => {
  await using visit = await app.visit();
  await visit.go("/drift");
  // ECharts paints in layers, one canvas each.
  const layers = visit.page.getByRole("img", { name: /^Heat map/ }).locator("canvas");
  await layers.first().waitFor();
  const redPixels = () =>
    layers.evaluateAll((canvases) => {
      let red = 0;
      for (const canvas of canvases as HTMLCanvasElement[]) {
        const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        for (let i = 0; i < pixels.length; i += 4)
          if ((pixels[i] ?? 0) > 220 && (pixels[i + 1] ?? 255) < 90 && (pixels[i + 2] ?? 255) < 90) red += 1;
      }
      return red;
    });
  await expect.poll(redPixels, { timeout: 5000 }).toBeGreaterThan(1000);
});

test("the drift page tells realised from estimated performance, as a chart and as a table", async () => {
  await using visit = await app.visit();
  await visit.go("/drift");
  const { page } = visit;
  await page
    .getByRole("img", { name: /^Realised and estimated/ })
    .locator("canvas")
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Table" }).first().click();
  const lines = page.getByRole("region", { name: /^Realised and estimated/ }).locator("tbody tr");
  await expect.poll(() => lines.count()).toBe(28);
  // The newest checks have no outcomes yet.
  expect(await lines.last().locator("td").nth(1).textContent()).toBe("–");
  expect(await lines.last().locator("td").nth(4).textContent()).toMatch(/\d/);
  await page.getByText("Glucose above 141").waitFor();
  await page.getByText("Cost of an answer, EUR").waitFor();
});

test("of a long list only what is in sight is drawn, wherever one scrolls, and paper takes all of it", async () => {
  const world = fullWorld(Date.now());
  const [first] = world.audit;
  world.audit = Array.from({ length: 900 }, (_, i) => ({ ...first!, seq: i + 1, subject: `clinic@${i + 1}` }));
  await using visit = await app.visit({ world });
  const { page } = visit;
  await visit.go("/audit");
  const rows = page.locator("main tbody[data-index]");
  await page.getByRole("cell", { name: "900 of clinic was registered.", exact: true }).waitFor();
  expect(await rows.count()).toBeLessThan(120);
  await page.locator("main").evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await page.getByRole("cell", { name: "1 of clinic was registered.", exact: true }).waitFor();
  expect(await rows.count()).toBeLessThan(120);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  await expect.poll(() => rows.count()).toBe(900);
});
