import { afterEach, expect, test } from "vitest";
import { DriftCourse } from "../contract/index.ts";
import { MODEL, openWorld, rowsOf, type World } from "../heal/testing/world.ts";
import { storeCheck } from "../lifecycle/checks.ts";
import { compareTables } from "../observe/index.ts";
import { driftCourse } from "./drift-course.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

test("the newest checks, oldest first, with the columns that moved furthest at any time", async () => {
  const world = await openWorld();
  worlds.push(world);
  const { context } = world;
  const report = compareTables(rowsOf(1, 60, 1), rowsOf(1, 60, 2));
  const [first, ...rest] = report.features;
  const moved = (psi: number) => ({
    ...report,
    features: [{ ...first!, drifted: psi > 1, effect: { ...first!.effect, psi } }, ...rest],
  });
  for (const [at, psi] of [0.5, 7.123456, 0].entries())
    storeCheck(context, MODEL, {
      at,
      version: "v0001",
      report: moved(psi),
      performance: null,
      look: at + 1,
      wealth: 0,
    });

  const course = DriftCourse.parse(await driftCourse(context, { model: MODEL, limit: 2, most: 1, order: "moved" }));
  expect(course).toMatchObject({ columns: [first!.name], total: report.features.length });
  expect(course.checks.map(({ at, psi, moved }) => [Date.parse(at), psi, moved])).toEqual([
    [1, [7.1235], [0]],
    [2, [0], []],
  ]);
  expect(await driftCourse(context, { model: MODEL, limit: 60, most: 0, order: "moved" })).toMatchObject({
    columns: [],
    checks: [{ psi: [] }, { psi: [] }, { psi: [] }],
  });
  await expect(driftCourse(context, { model: "nobody", limit: 1, most: 1, order: "moved" })).rejects.toMatchObject({
    code: "MODEL_NOT_FOUND",
  });
});
