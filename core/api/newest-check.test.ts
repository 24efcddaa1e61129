import { afterEach, expect, test } from "vitest";
import type { DriftReport } from "../contract/index.ts";
import { MODEL, openWorld, rowsOf, type World } from "../heal/testing/world.ts";
import { storeCheck } from "../lifecycle/checks.ts";
import { compareTables } from "../observe/index.ts";
import { firstColumns } from "./column-order.ts";
import { newestCheck } from "./newest-check.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

test("the columns that have drifted come first, then the furthest moved; a named one is told after them", async () => {
  const world = await openWorld();
  worlds.push(world);
  const { context } = world;
  expect(newestCheck(context, { model: MODEL, order: "moved", most: 2 })).toBeNull();
  const report = compareTables(rowsOf(1, 60, 1), rowsOf(1, 60, 2));
  const [like] = report.features;
  const feature = (name: string, psi: number, drifted = false): DriftReport["features"][number] => ({
    ...{ ...like!, name, drifted, severity: drifted ? "warn" : "none" },
    effect: { ...like!.effect, psi },
  });
  const features = [feature("a", 0.1), feature("b", 0.9), feature("c", 0.2, true), feature("d", 0)];
  const stored = { version: "v0001", report: { ...report, features }, performance: null, look: 1, wealth: 0 };
  storeCheck(context, MODEL, { at: 1, ...stored });
  const names = (most: number, named?: string) =>
    newestCheck(context, { model: MODEL, order: "moved", most, named })?.report.features.map(({ name }) => name);
  expect(names(2)).toEqual(["c", "b"]);
  expect(names(2, "d")).toEqual(["c", "b", "d"]);
  expect(names(2, "b")).toEqual(["c", "b"]);
  const found = newestCheck(context, { model: MODEL, order: "moved", most: 1 });
  expect(found).toMatchObject({ total: 4, drifted: 1, furthest: 0.9, importance: [null] });
  expect(() => newestCheck(context, { model: "nobody", order: "moved", most: 1 })).toThrow(
    expect.objectContaining({ code: "MODEL_NOT_FOUND" }),
  );
});

test("by importance, those that weigh the same stay in the order in which they moved", () => {
  const importance = [
    { feature: "b", importance: 0.1 },
    { feature: "d", importance: 0.7 },
  ];
  const registry = { production: () => "v0001", show: () => ({ importance }) };
  const columns = ["a", "b", "c", "d"].map((name) => ({ name }));
  const asked = { order: "importance" as const, most: 3 };
  const first = firstColumns({ registry } as unknown as Parameters<typeof firstColumns>[0], "m", columns, asked);
  expect(first.map(({ name }) => name)).toEqual(["d", "b", "a"]);
});
