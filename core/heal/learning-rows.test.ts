import { expect, test } from "vitest";
import { learningRows } from "./learning-rows.ts";
import { MODEL, openWorld } from "./testing/world.ts";

test("of the production rows all are given, or the newest, in the order of the log", async () => {
  const world = await openWorld();
  try {
    await world.live(1, 30, 2);
    await world.live(-1, 20, 3);
    const all = await learningRows(world.context, MODEL, "v0001");
    expect([all.root.rows, all.production.rows]).toEqual([400, 50]);
    expect([...all.seqs]).toEqual([...all.seqs].toSorted((a, b) => a - b));
    const newest = await learningRows(world.context, MODEL, "v0001", 20);
    expect(newest.production.rows).toBe(20);
    expect(newest.seqs).toEqual(all.seqs.slice(-20));
    expect(newest.times).toEqual(all.times.slice(-20));
    const cells = ({ columns }: typeof all.production) =>
      columns.map((column) => (column.kind === "text" ? [] : [...column.values].slice(-20)));
    expect(cells(newest.production)).toEqual(cells(all.production));
  } finally {
    await world.close();
  }
});
