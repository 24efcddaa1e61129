import { expect, test } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import { createPowerSync } from "./power-sync.ts";

/** A disk whose syncs end when told, each after `took` ms on a clock of its own. */
function slowDisk() {
  const running: PromiseWithResolvers<void>[] = [];
  let time = 0;
  let begun = 0;
  const sync = () => {
    begun++;
    running.push(Promise.withResolvers<void>());
    return running.at(-1)!.promise;
  };
  const end = async (took: number, error?: Error) => {
    time += took;
    const { resolve, reject } = running.shift()!;
    if (error) reject(error);
    else resolve();
    await new Promise(setImmediate);
  };
  return { power: createPowerSync(sync, () => time), end, begun: () => begun };
}

/** Names, in the order in which they were answered. */
function answersOf(power: ReturnType<typeof createPowerSync>) {
  const answered: string[] = [];
  const ask = (name: string) =>
    void power.synced(1).then(
      () => answered.push(name),
      (error: Error) => answered.push(`${name}: ${error.message}`),
    );
  return { answered, ask };
}

test("an answer waits for a sync that began after it was committed", async () => {
  const { power, end, begun } = slowDisk();
  const { answered, ask } = answersOf(power);
  ask("a");
  ask("b");
  ask("c");
  expect(begun()).toBe(1);
  await end(1);
  expect(answered).toEqual(["a"]);
  await eventually(() => expect(begun()).toBe(2));
  await end(1);
  expect(answered).toEqual(["a", "b", "c"]);
});

test("a failed sync fails those who waited for it, and nobody else", async () => {
  const { power, end, begun } = slowDisk();
  const { answered, ask } = answersOf(power);
  ask("a");
  ask("b");
  await end(1, new Error("EIO"));
  await eventually(() => expect(begun()).toBe(2));
  await end(1);
  expect(answered).toEqual(["a: EIO", "b"]);
});

test("those who were just answered may join, for a moment", async () => {
  const { power, end, begun } = slowDisk();
  const { answered, ask } = answersOf(power);
  ask("a");
  ask("b");
  await end(40);
  // a is back on its way; b waits for it instead of taking turns with it.
  expect(begun()).toBe(1);
  ask("a again");
  expect(begun()).toBe(2);
  await end(40);
  expect(answered).toEqual(["a", "b", "a again"]);
  // Nobody but c comes this time: after a moment it goes alone.
  ask("c");
  expect(begun()).toBe(2);
  await eventually(() => expect(begun()).toBe(3));
  await end(40);
  expect(answered.at(-1)).toBe("c");
});
