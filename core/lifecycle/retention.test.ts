import { expect, test } from "vitest";
import { countLearning } from "../heal/index.ts";
import { MODEL, openWorld, rowsOf } from "../heal/testing/world.ts";
import { createArchive } from "../serve/index.ts";
import { archiveOld, keptRows } from "./retention.ts";
import { LARGEST_WINDOW } from "./window.ts";

const DAY = 86_400_000;

test("what healing learns from stays as long as its line is in use, whatever the retention; the rest goes", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await openWorld();
  stack.defer(() => world.close());
  const { context, clock } = world;
  const { log, registry, dir } = context;
  const archive = createArchive(log.archiving, dir.archive);
  const unlabelled = async (rows: number, name: string): Promise<void> => {
    const row = { at: clock.now(), model: MODEL, version: "v0001", status: "ok" as const, request: null };
    const texts = { input: '{"x":1,"z":1}', output: '{"prediction":1,"flags":[]}' };
    await log.append(Array.from({ length: rows }, (_, i) => ({ id: `${name}${i}`, ...row, ...texts })));
  };
  await unlabelled(50, "old");
  await world.live(1, 30, 2);
  clock.advance(200 * DAY);
  await unlabelled(LARGEST_WINDOW, "new");
  registry.setPolicy(MODEL, { retention_days: 60 }, "test");

  const before = countLearning(context, MODEL, "v0001");
  expect(await archiveOld(context, archive, MODEL)).toBe(50);
  expect(log.count(MODEL)).toEqual({ predictions: LARGEST_WINDOW + 30, labelled: 30, rejected: 0 });
  expect(countLearning(context, MODEL, "v0001")).toEqual(before);
  expect(before.labelled).toBe(30);

  // A version trained anew begins a line of its own; the one before may come back for a while.
  const version = await world.trainVersion(rowsOf(1, 400, 3));
  registry.promote(MODEL, version, { actor: "test", reason: "test", gate: null });
  expect(await archiveOld(context, archive, MODEL)).toBe(0);
  clock.advance(61 * DAY);
  expect(await archiveOld(context, archive, MODEL)).toBe(30);
});

test("a trial keeps all that came since it began", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await openWorld();
  stack.defer(() => world.close());
  const { context, clock } = world;
  const version = await world.trainVersion(rowsOf(1, 400, 3));
  const began = clock.now();
  context.registry.setStage(MODEL, version, "shadow", { actor: "test", reason: "test" });
  clock.advance(300 * DAY);
  expect(keptRows(context, MODEL).since).toBe(began);
});
