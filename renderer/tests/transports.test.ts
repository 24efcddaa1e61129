/** The same pages over HTTP and over a MessagePort: same words, same errors, same events. */
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { build, type Rolldown } from "vite";
import { beforeAll, describe, expect, test } from "vitest";
import { useBrowser, watch } from "./harness.ts";

const app = useBrowser();
let portDouble: string;

beforeAll(async () => {
  const built = (await build({
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL("port-double.ts", import.meta.url)), formats: ["iife"], name: "portDouble" },
    },
  })) as Rolldown.RolldownOutput[];
  portDouble = built[0]?.output[0].code ?? "";
});

/** What a person reads on the overview, is told of a wrong value, and sees after an approval. */
async function story(page: Page): Promise<(string | null | undefined)[]> {
  await page.getByText("One repair waits for your decision.").waitFor();
  await page.getByRole("img", { name: "Drifted share" }).nth(1).waitFor();
  await page.getByText("v0002 live").waitFor();
  const overview = (await page.locator("main").textContent())?.replace(/\d+ (second|minute|hour|day)s? ago/g, "ago");
  await page.getByRole("link", { name: "API", exact: true }).click();
  const row = page.getByLabel("The row, as JSON");
  await row.fill((await row.inputValue()).replace(/"Glucose": \d+/, '"Glucose": 900'));
  await page.getByRole("button", { name: "Try it", exact: true }).click();
  const refusal = await page.getByText(/^Glucose is 900/).textContent();
  await page.getByRole("link", { name: "Incidents" }).click();
  await page.getByRole("button", { name: /^Approve/ }).click();
  const outcome = await page.getByText("its first labelled rows decide whether it stays.").first().textContent();
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByRole("button", { name: "Start training" }).click();
  const result = await page.getByText(/^Right for/).textContent();
  return [overview, refusal, outcome, result];
}

describe("one page, two transports", () => {
  test("say the same, the MessagePort without a single request to the engine", async () => {
    await using visit = await app.visit({ pace: 60 });
    const context = await app.browser().newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const { errors, strangers, loaded } = await watch(page, visit.served.origin);
    await page.addInitScript({ content: portDouble });
    await page.goto(visit.served.origin);
    const [overHttp, overPort] = await Promise.all([story(visit.page), story(page)]);
    expect(overPort).toEqual(overHttp);
    expect(overHttp[1]).toBe("Glucose is 900; this model accepts 0 to 354. Check the unit or correct the value.");
    expect(loaded.filter((url) => url.includes("/api/"))).toEqual([]);
    expect(visit.loaded.filter((url) => url.includes("/api/rpc/")).length).toBeGreaterThan(5);
    expect({ errors, strangers }).toEqual({ errors: [], strangers: [] });
    await context.close();
  });
});
