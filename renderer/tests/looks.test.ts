/** The same pages on a phone, on a large screen, in high contrast and on paper. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES, useBrowser, type Visit } from "./harness.ts";

const app = useBrowser();
const PATIENT = { timeout: 10_000 };

const sideways = () => {
  const main = document.querySelector("main");
  return Math.max(
    (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0),
    document.documentElement.scrollWidth - window.innerWidth,
  );
};

describe.each([
  ["a phone", { width: 390, height: 844 }],
  ["a 4K screen", { width: 3840, height: 2160 }],
])("on %s", (_name, viewport) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await app.visit({ context: { viewport } });
  });
  afterAll(() => visit[Symbol.asyncDispose]());

  test.each(ROUTES)("%s fits", async (route) => {
    await visit.go(route);
    await expect
      .poll(() => visit.page.locator("main section, main form, main table, main button").count())
      .toBeGreaterThan(0);
    await expect.poll(() => visit.page.evaluate(sideways), PATIENT).toBeLessThanOrEqual(0);
    expect(visit.errors).toEqual([]);
  });
});

/** Runs in the page: the least contrast (WCAG 2) of any text with what is behind it. */
const leastContrast = () => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) throw new Error("no canvas");
  const light = (color: string) => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pane = light(getComputedStyle(document.querySelector("main") ?? document.body).backgroundColor);
  const texts = [
    ...document.querySelectorAll<HTMLElement>("main h1, main h2, main p, main td, main dt, main dd, main li"),
  ];
  const ratios = texts.map((element) => {
    const text = light(getComputedStyle(element).color);
    return (Math.max(text, pane) + 0.05) / (Math.min(text, pane) + 0.05);
  });
  return { texts: texts.length, least: Math.min(...ratios) };
};

test.each(["light", "dark"] as const)(
  "high contrast is chosen, kept, and reaches 7 : 1 where the system is %s",
  async (colorScheme) => {
    await using visit = await app.visit({ context: { colorScheme } });
    const { page } = visit;
    await visit.go("/settings");
    await page.getByText("High contrast", { exact: true }).click();
    await page.reload();
    for (const route of ["/drift", "/host"]) {
      await visit.go(route);
      await expect.poll(async () => (await page.evaluate(leastContrast)).texts, PATIENT).toBeGreaterThan(5);
      expect((await page.evaluate(leastContrast)).least).toBeGreaterThanOrEqual(7);
    }
  },
);

test("a system that asks for more contrast gets it", async () => {
  await using visit = await app.visit({ context: { contrast: "more" } });
  expect(await visit.page.locator("html.contrast").count()).toBe(1);
});

test("a page prints white, whole, and without what can only be pressed", async () => {
  await using visit = await app.visit({ context: { colorScheme: "dark" } });
  const { page } = visit;
  await visit.go("/drift");
  await page.getByText("The data has moved.").first().waitFor();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.locator("nav").first().isVisible()).toBe(false);
  expect(await page.getByRole("button", { name: "Check now" }).isVisible()).toBe(false);
  await expect
    .poll(() => page.evaluate(() => document.documentElement.classList.contains("dark")), PATIENT)
    .toBe(false);
  const { clipped, ground } = await page.locator("main").evaluate((main) => ({
    clipped: main.scrollHeight - main.clientHeight,
    ground: getComputedStyle(main).backgroundColor,
  }));
  expect(clipped).toBeLessThanOrEqual(1);
  expect(ground).toBe("rgb(255, 255, 255)");
  await page.emulateMedia({ media: "screen", colorScheme: "dark" });
  await expect.poll(() => page.evaluate(() => document.documentElement.classList.contains("dark")), PATIENT).toBe(true);
});
