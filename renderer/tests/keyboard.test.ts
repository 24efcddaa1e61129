/** Everything by name and by key: the palette, the letters, lists, and taking things back. */
import { expect, test } from "vitest";
import { useBrowser } from "./harness.ts";

const app = useBrowser();
const TYPE = "Type a page, a model, or what to do…";

test("the palette opens by key, is loaded only then, finds a page and goes there", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  expect(visit.loaded.filter((url) => url.includes("CommandPalette"))).toEqual([]);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(TYPE).fill("inciden");
  await page.getByRole("option", { name: "Incidents", exact: false }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator('main[data-page="incidents"] h1').waitFor();
  await page.getByPlaceholder(TYPE).waitFor({ state: "detached" });
  // From within a field too.
  await visit.go("/audit");
  await page.getByLabel("Filter entries").click();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(TYPE).fill("verify");
  await page.getByRole("option", { name: "Verify the audit trail" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText(/entries are unchanged/).waitFor();
  expect(visit.errors).toEqual([]);
});

test("letters lead to pages, are listed, do nothing while something is typed, and can be turned off", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.locator('main[data-page="audit"] h1').waitFor();
  await page.getByLabel("Filter entries").click();
  await page.keyboard.type("gm");
  expect(await page.getByLabel("Filter entries").inputValue()).toBe("gm");
  expect(await page.locator("main").getAttribute("data-page")).toBe("audit");
  await page.getByRole("heading", { name: "Audit" }).click();
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.getByText("Next in the list").waitFor();
  // No page is left from within a dialog.
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await list.getByRole("switch", { name: "Letters alone are shortcuts" }).click();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(TYPE).waitFor();
  expect(await page.locator("main").getAttribute("data-page")).toBe("audit");
});

test("a list is one stop for Tab, and arrows and letters move within it", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/incidents");
  const pressed = () => page.locator("main [data-rove] button[aria-pressed=true]").textContent();
  const stops = page.locator("main [data-rove]").first().locator("button[tabindex='0']");
  await expect.poll(() => stops.count()).toBe(1);
  await visit.go("/models");
  const versions = page.locator("main [data-rove] button");
  await versions.nth(1).waitFor();
  await versions.first().focus();
  await page.keyboard.press("End");
  expect(await versions.last().evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Home");
  await page.keyboard.press("k");
  await expect.poll(pressed).toBe(await versions.first().textContent());
  await page.keyboard.press("j");
  await expect.poll(pressed).toBe(await versions.nth(1).textContent());
});

test("a roll-back asked for by name is told, and taken back by key", async () => {
  await using visit = await app.visit();
  const { page, double } = visit;
  const live = () => double.world.versions.get("diabetes")?.find(({ stage }) => stage === "production")?.version;
  const before = live();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(TYPE).fill("roll back");
  await page.getByRole("option", { name: /^Roll back/ }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(live).not.toBe(before);
  await page.getByRole("button", { name: "Undo" }).waitFor();
  await page.keyboard.press("Control+z");
  await expect.poll(live).toBe(before);
  await page.getByText("Undone.").first().waitFor();
  await page.keyboard.press("Control+z");
  expect(live()).toBe(before);
  expect(visit.errors).toEqual([]);
});
