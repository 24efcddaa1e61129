import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { answersBetween, placeBefore } from "./log-places.ts";
import { MODEL, openWorld, type World } from "./testing/world.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

test("places and answers are those that reading the whole log gives, other models' rows in between or not", async () => {
  const world = await openWorld();
  worlds.push(world);
  const { context } = world;
  const times = fc.array(fc.tuple(fc.nat(30), fc.constantFrom(MODEL, "other"), fc.constantFrom("v0001", "v0002")), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(times, fc.nat(32), fc.nat(32), async (drawn, from, to) => {
      context.db.prepare("DELETE FROM predictions").run();
      const rows = drawn.toSorted(([a], [b]) => a - b);
      const answered = { status: "ok" as const, input: "{}", output: "{}", request: null };
      await context.log.append(
        rows.map(([at, model, version]) => ({ id: context.nextId(), at, model, version, ...answered })),
      );
      const own = context.log.window(MODEL);
      expect(placeBefore(context, MODEL, from)).toBe(own.findLast(({ at }) => at < from)?.seq ?? 0);
      const counts = Object.fromEntries(await answersBetween(context, MODEL, from, to));
      const expected: Record<string, number> = {};
      for (const { at, version } of own) if (at >= from && at < to) expected[version] = (expected[version] ?? 0) + 1;
      expect(counts).toEqual(expected);
    }),
  );
});
