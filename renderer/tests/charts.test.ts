/** Charts without a pointer, without eyes, and on paper: points by key and read aloud, tables, files. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { printed, sentence, toCsv } from "../charts/chart-table.ts";
import { useBrowser } from "./harness.ts";

const app = useBrowser();

test("a table in words for people, and in full for programs", () => {
  const table = {
    columns: [{ name: "Check" }, { name: "Rate, live", print: (value: number) => `${Math.round(value * 100)} %` }],
    rows: [
      ['21 "Nov"', 0.7431],
      ["22 Nov", null],
    ],
  } as const;
  expect(printed(table, table.rows[0])).toEqual(['21 "Nov"', "74 %"]);
  expect(sentence(table, table.rows[1])).toBe("Check 22 Nov");
  expect(toCsv(table)).toBe('Check,"Rate, live"\r\n"21 ""Nov""",0.7431\r\n22 Nov,\r\n');
});

async function kept(page: Page, name: string, at: number): Promise<{ file: string; bytes: Buffer }> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name, exact: true }).nth(at).click(),
  ]);
  return { file: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test("the heat map is walked along by key, each cell is read aloud, and it is kept as picture and figures", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/drift");
  const map = page.getByRole("img", { name: /^Heat map/ });
  await map.locator("canvas").first().waitFor();
  await map.focus();
  const said = page.locator("[aria-live=polite]").filter({ hasText: "PSI" });
  await page.keyboard.press("Home");
  await said.waitFor();
  const first = await said.textContent();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => said.textContent()).not.toBe(first);
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => said.textContent()).toBe(first);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => said.textContent()).not.toBe(first);
  // The same column, another check.
  const column = (text: string | null) => /Column ([^,]+)/.exec(text ?? "")?.[1];
  expect(column(await said.textContent())).toBe(column(first));

  const png = await kept(page, "Save as PNG", 1);
  expect(png.file).toBe("Heat map.png");
  expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
  const svg = (await kept(page, "Save as SVG", 1)).bytes.toString();
  expect(svg).toMatch(/^<svg/);
  expect(svg).toContain("Glucose");
  const csv = (await kept(page, "Save as CSV", 1)).bytes.toString().split("\r\n");
  expect(csv[0]).toBe("Check,Column,PSI");
  expect(csv.length).toBe(28 * 8 + 2);
  expect(visit.errors).toEqual([]);
  expect(visit.strangers).toEqual([]);
});

test("curves of a version are walked along too", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/models");
  const curve = page.getByRole("img", { name: /^Share found/ }).first();
  await curve.focus();
  await page.keyboard.press("End");
  await page
    .locator("[aria-live=polite]")
    .filter({ hasText: "Share of false alarms 1.00, Share found 1.00" })
    .waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.locator("[aria-live=polite]").filter({ hasText: "Share found" }).count()).toBe(0);
});

/** Runs in the page before anything of it: what is read every five seconds is read every tenth of one. */
const hurry = () => {
  const every = window.setInterval.bind(window);
  window.setInterval = ((work: () => void, ms: number) =>
    every(work, ms === 5000 ? 100 : ms)) as typeof window.setInterval;
};

test.each([
  ["/models", /^What 100 cases cost/, "Threshold,Cost of 100 cases", "Cost of 100 cases"],
  ["/host", /^Processor and memory/, "At,Processor,Memory in use", "Processor"],
] as const)(
  "%s: a light drawing is walked along, read aloud, and kept with its axes",
  async (route, name, head, word) => {
    await using visit = await app.visit({ before: hurry });
    const { page } = visit;
    await visit.go(route);
    const drawing = page.getByRole("img", { name });
    await drawing.focus();
    await page.keyboard.press("Home");
    await page.locator("[aria-live=polite]").filter({ hasText: word }).waitFor();
    const frame = page
      .locator("div")
      .filter({ has: drawing })
      .filter({ has: page.getByRole("group") })
      .last();
    const keep = async (form: string) => {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        frame.getByRole("button", { name: `Save as ${form}` }).click(),
      ]);
      return readFileSync(await file.path());
    };
    expect((await keep("CSV")).toString().split("\r\n")[0]).toBe(head);
    expect((await keep("SVG")).toString()).toMatch(/^<svg/);
    expect((await keep("PNG")).subarray(1, 4).toString()).toBe("PNG");
    await frame.getByRole("button", { name: "Table" }).click();
    await frame.getByRole("region").getByRole("columnheader", { name: word }).waitFor();
    expect(visit.errors).toEqual([]);
    expect(visit.strangers).toEqual([]);
  },
);
