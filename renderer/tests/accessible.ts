/** The states in which every page is looked at by axe, and the look itself. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { violations } from "./axe.ts";
import type { Double } from "./double.ts";
import type { Visit } from "./harness.ts";
import { settled } from "./vitals.ts";

export type PageState = "full" | "empty" | "error";
export type Theme = "light" | "dark";

/** What the frame around the pages needs: everything else fails. */
const FRAME = ["events", "models.list", "incidents.list", "jobs.list", "status.summary", "alerts.list"];

/** From now on the engine answers nothing that a page itself asks. */
export function breakPages(double: Double): void {
  double.world.fails = (procedure) => !FRAME.includes(procedure);
}

const isThemed = (theme: Theme) => document.documentElement.classList.contains("dark") === (theme === "dark");

/** No page may break a rule of axe in this state and theme. */
export async function expectAccessible(visit: Visit, route: string, theme: Theme): Promise<void> {
  const page: Page = visit.page;
  await visit.go(route);
  await settled(page, 200);
  expect(await page.evaluate(isThemed, theme)).toBe(true);
  expect(await violations(page)).toEqual([]);
}
