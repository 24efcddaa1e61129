/** Every term in one sentence, in each language, on hover and focus, in a list, and in the guide. */
import { expect, test } from "vitest";
import { progressText, timeLeft } from "../format/progress.ts";
import { de } from "../texts/de/index.ts";
import { en } from "../texts/en/index.ts";
import { useBrowser } from "./harness.ts";

const app = useBrowser();

test.each([
  ["English", en],
  ["German", de],
])("in %s each term has one short sentence", (_name, texts) => {
  const groups = [texts.glossary.terms, texts.metrics, texts.learners, texts.stages, texts.diagnoses, texts.modes];
  for (const { name, explain } of groups.flatMap((terms) => Object.values(terms))) {
    expect(explain, name).toMatch(/[.]$/);
    expect(explain.length, name).toBeLessThan(160);
    expect(explain.replace(/[.]$/, "").split(/[.] /).length, name).toBeLessThanOrEqual(2);
  }
});

test("a measure is explained to the pointer, to the keyboard and to a screen reader", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/models");
  const term = page.getByRole("button", { name: "Brier score" }).first();
  await expect.poll(() => term.getAttribute("aria-description")).toBe(en.metrics.brier.explain);
  const hint = page.locator("[data-reka-popper-content-wrapper]");
  await term.hover();
  await hint.filter({ hasText: en.metrics.brier.explain }).waitFor();
  await page.mouse.move(0, 0);
  await hint.waitFor({ state: "detached" });
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Recall" }).first().focus();
  await hint.filter({ hasText: en.metrics.recall.explain }).waitFor();
  expect(visit.errors).toEqual([]);
});

test("a term on a button is explained to the pointer and to the keyboard, and a name in the data is none", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await visit.go("/models");
  const button = page.getByRole("button", { name: en.threshold.use, exact: true });
  const hint = page.locator("[data-reka-popper-content-wrapper]", { hasText: en.glossary.terms.threshold.explain });
  await page.getByLabel(en.threshold.alarmCost).fill("3");
  await page.getByRole("button", { name: en.threshold.cheapest }).click();
  await button.hover();
  await hint.waitFor();
  expect(await button.getAttribute("aria-description")).toBe(en.glossary.terms.threshold.explain);
  await page.mouse.move(0, 0);
  await hint.waitFor({ state: "detached" });
  await page.keyboard.press("Tab");
  await button.focus();
  await hint.waitFor();
  expect(visit.errors).toEqual([]);
});

test("the words are listed and found", async () => {
  await using visit = await app.visit();
  const { page } = visit;
  await page.keyboard.press("w");
  const list = page.getByRole("dialog", { name: "Words explained" });
  await list.getByText(en.glossary.terms.psi.explain).waitFor();
  await list.getByLabel("Find a word").fill("fingerprint");
  await list.getByText("SHA-256").waitFor();
  await list.getByText(en.glossary.terms.psi.explain).waitFor({ state: "detached" });
  await list.getByLabel("Find a word").fill("no such thing");
  await list.getByText("No such word.").waitFor();
});

test("a learner that is tried again is named as people call it", () => {
  const told = (detail: string) => progressText({ stage: "training", done: 0.5, detail });
  expect(told("logistic_regression")).toBe(`${en.train.stages.training}: ${en.learners.logistic_regression.name}`);
  expect(told("logistic_regression, other settings")).toMatch(/: Logistic regression, other settings$/);
  expect(told("a stage of its own")).toMatch(/: a stage of its own$/);
});

test("the time left is told once there is something to tell it from", () => {
  const job = (done: number) => ({ ran_ms: 6000, progress: { stage: "training", done } });
  expect(timeLeft(job(0.01), 4000)).toBe("");
  expect(timeLeft(job(0.25), 4000)).toMatch(/^about 30\D/);
  expect(timeLeft(job(1), 4000)).toBe("");
  // A clock that was set back takes nothing away.
  expect(timeLeft(job(0.5), -5000)).toMatch(/^about 6\D/);
});
