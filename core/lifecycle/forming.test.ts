import { afterEach, expect, test, vi } from "vitest";
import { MODEL, openWorld, rowsOf, type World } from "../heal/testing/world.ts";
import { compareTables } from "../observe/index.ts";
import { storeCheck } from "./checks.ts";
import { formingWindow } from "./forming.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

test("every row is read once; a restart reads those of the window that forms, a closed one begins anew", async () => {
  const world = await openWorld();
  worlds.push(world);
  const { context, clock } = world;
  await world.live(1, 60, 1);
  const read = vi.spyOn(context.log, "unread");
  const rowsRead = () => read.mock.results.reduce((sum, { value }) => sum + (value as unknown[]).length, 0);
  const { rows: before } = formingWindow(context, MODEL);
  await world.live(1, 30, 2);
  expect(formingWindow(context, MODEL).rows).toBe(before + 30);
  expect(formingWindow(context, MODEL).rows).toBe(before + 30);
  expect(rowsRead()).toBe(before + 30);
  const again = await world.restart();
  expect(formingWindow(again, MODEL).rows).toBe(before + 30);
  const report = compareTables(rowsOf(1, 60, 1), rowsOf(1, 60, 2));
  storeCheck(again, MODEL, { at: clock.now(), version: "v0001", report, performance: null, look: 1, wealth: 0 });
  clock.advance(1);
  expect(formingWindow(again, MODEL)).toMatchObject({ rows: 0, since: null });
});
