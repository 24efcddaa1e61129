import { afterEach, expect, test } from "vitest";
import { cellText } from "../data/index.ts";
import { MODEL, openWorld, type World } from "../heal/testing/world.ts";
import { onlyRows, readAnswers, readWindow } from "./logged-rows.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

test("a window is the newest rows, oldest first, their cells in columns of the schema's order", async () => {
  const world = await openWorld();
  worlds.push(world);
  const { log, registry } = world.context;
  const { schema } = registry.show(`${MODEL}@v0001`);
  await log.append(
    [1, 2, "seven", null, 5].map((x, k) => ({
      ...{ id: `p${k}`, at: 1e12 + k, model: MODEL, version: "v0001", status: "ok" as const, request: null },
      ...{ input: JSON.stringify({ z: k, x }), output: JSON.stringify({ prediction: k, flags: [] }) },
    })),
  );

  const read = await readWindow(log, { model: MODEL, schema }, { limit: 4 });
  expect(read.rows.map(({ id }) => id)).toEqual(["p1", "p2", "p3", "p4"]);
  expect(read.rows[0]).not.toHaveProperty("input");
  const cells = read.inputs.columns.map((column) => [0, 1, 2, 3].map((row) => cellText(column, row)));
  expect(cells).toEqual([
    ["2", null, null, "5"],
    ["1", "2", "3", "4"],
  ]);
  // An empty cell could be read: nothing was there.
  expect([...read.unreadable]).toEqual([["x", [1]]]);

  const kept = onlyRows(read, ({ id }) => id !== "p1");
  expect(kept.rows.map(({ id }) => id)).toEqual(["p2", "p3", "p4"]);
  expect([...kept.unreadable]).toEqual([["x", [0]]]);
  expect(cellText(kept.inputs.columns[0]!, 2)).toBe("5");

  expect(await readAnswers(log, MODEL, { limit: 4 })).toEqual(read.rows);
});
