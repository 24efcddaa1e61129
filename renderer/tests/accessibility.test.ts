/** Every page by axe-core's rules: full and empty, where the engine answers with errors, light and dark. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { breakPages, expectAccessible, type PageState, type Theme } from "./accessible.ts";
import { ROUTES, useBrowser, type Visit } from "./harness.ts";
import { recordVitals } from "./vitals.ts";

const app = useBrowser();
const STATES: [PageState, Theme][] = [
  ["full", "light"],
  ["full", "dark"],
  ["empty", "dark"],
  ["empty", "light"],
  ["error", "light"],
  ["error", "dark"],
];

describe.each(STATES)("%s, %s", (state, theme) => {
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
