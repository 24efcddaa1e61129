/** One browser per test file, one page per test; every page is watched for errors and for requests that leave home. */
import { existsSync } from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchBrowser } from "./browser.ts";
import { createDouble, type Double, type DoubleOptions } from "./double.ts";
import { emptyWorld, fullWorld, type World } from "./double-world.ts";
import { PAGES, type Served, serve } from "./server.ts";

export const ROUTES = [
  "/",
  "/train",
  "/models",
  "/predict",
  "/drift",
  "/incidents",
  "/outcomes",
  "/host",
  "/api",
  "/settings",
  "/audit",
] as const;

/** The name a route has in the router. */
export const nameOf = (route: string): string => route.replace(/^\//, "") || "overview";

export interface Visit extends AsyncDisposable {
  page: Page;
  double: Double;
  served: Served;
  /** What the console and the page itself complained of. */
  errors: string[];
  /** Requests to anywhere but the engine. */
  strangers: string[];
  /** Every address the page asked for. */
  loaded: string[];
  go(route: string): Promise<void>;
}

export interface VisitOptions extends DoubleOptions {
  world?: "full" | "empty" | World;
  context?: BrowserContextOptions;
  /** Runs in the page before anything of it. */
  before?: () => void;
}

/** Watches a page from its first moment: console, uncaught errors, what its policy forbade, where its requests went. */
export async function watch(page: Page, home: string): Promise<Pick<Visit, "errors" | "strangers" | "loaded">> {
  const errors: string[] = [];
  const strangers: string[] = [];
  const loaded: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => {
    loaded.push(request.url());
    if (!request.url().startsWith(home) && !/^(data|blob):/.test(request.url())) strangers.push(request.url());
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) => {
      throw new Error(`forbidden by the page's policy: ${effectiveDirective} ${blockedURI} in ${sourceFile}`);
    });
  });
  return { errors, strangers, loaded };
}

/** Opens and closes the browser around a file's tests. */
export function useBrowser(): { visit(options?: VisitOptions): Promise<Visit>; browser(): Browser } {
  let browser: Browser;
  beforeAll(async () => {
    if (!existsSync(`${PAGES}/index.html`)) throw new Error("The pages are not built: run `npm run build` first.");
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  return {
    browser: () => browser,
    async visit({ world = "full", context = {}, pace = 30, before } = {}) {
      const start = world === "full" ? fullWorld(Date.now()) : world === "empty" ? emptyWorld() : world;
      const double = createDouble(start, { pace });
      const served = await serve(double);
      const tab = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...context });
      const page = await tab.newPage();
      page.setDefaultTimeout(10_000);
      const watched = await watch(page, served.origin);
      if (before) await page.addInitScript(before);
      await page.goto(served.url);
      await page.locator("main h1").first().waitFor();
      return {
        page,
        double,
        served,
        ...watched,
        go: async (route) => {
          await page.evaluate((to) => {
            location.hash = to;
          }, route);
          await page
            .locator(`main[data-page="${nameOf(route)}"] h1`)
            .first()
            .waitFor();
        },
        async [Symbol.asyncDispose]() {
          await tab.close();
          await served.close();
        },
      };
    },
  };
}
