/** Every page by axe-core's rules, in a state and a theme. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations } from "./axe.ts";
import type { Double } from "./double.ts";
import { ROUTES, useBrowser, type Visit } from "./harness.ts";
import { recordVitals, settled } from "./vitals.ts";

export type PageState = "full" | "empty" | "error";
export type Theme = "light" | "dark";

/** What the frame around the pages needs: everything else fails. */
const FRAME = ["events", "models.list", "incidents.list", "jobs.list", "status.summary", "alerts.list"];

/** From now on the engine answers nothing that a page itself asks. */
function breakPages(double: Double): void {
  double.world.fails = (procedure) => !FRAME.includes(procedure);
}

const isThemed = (theme: Theme) => document.documentElement.classList.contains("dark") === (theme === "dark");

async function expectAccessible(visit: Visit, route: string, theme: Theme): Promise<void> {
  const page: Page = visit.page;
  await visit.go(route);
  await settled(page, 200);
  expect(await page.evaluate(isThemed, theme)).toBe(true);
  expect(await violations(page)).toEqual([]);
}

/** Declares a test for every page in each of these states. */
export function testAccessibility(states: readonly [PageState, Theme][]): void {
  const app = useBrowser();
  describe.each(states)("%s, %s", (state, theme) => {
    let visit: Visit;
    beforeAll(async () => {
      visit = await app.visit({
        world: state === "empty" ? "empty" : "full",
        context: { viewport: { width: 1280, height: 800 }, colorScheme: theme, reducedMotion: "reduce" },
        before: recordVitals,
      });
      if (state === "error") breakPages(visit.double);
    });
    afterAll(() => visit[Symbol.asyncDispose]());

    test.each(ROUTES)("%s breaks no rule", (route) => expectAccessible(visit, route, theme));
  });
}
