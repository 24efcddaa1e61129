import { expect, test } from "vitest";
import { silentLogger, simulatedClock } from "../shared/index.ts";
import { createWatchdog } from "./watchdog.ts";

const fail = async () => {
  throw new Error("no disk");
};

test("a failing watch pauses, twice as long each time, says so, and is well again after a turn that works", async () => {
  const clock = simulatedClock(0);
  const dog = createWatchdog({ clock, logger: silentLogger });
  let turns = 0;
  const failing = () => {
    turns++;
    return fail();
  };
  for (let second = 0; second < 120; second += 5) {
    await dog.turn("m", failing);
    clock.advance(5000);
  }
  // At 0, 15, 45 and 105 seconds.
  expect(turns).toBe(4);
  expect(dog.troubles()).toEqual([expect.stringMatching(/failed 4 times in a row \(no disk\)/)]);
  clock.advance(10 * 60_000);
  await dog.turn("m", async () => undefined);
  expect(dog.troubles()).toEqual([]);
});

test("the pause has an end, however often it failed", async () => {
  const clock = simulatedClock(0);
  const dog = createWatchdog({ clock, logger: silentLogger });
  let turns = 0;
  for (let hour = 0; hour < 48; hour++) {
    await dog.turn("m", () => {
      turns++;
      return fail();
    });
    clock.advance(3_600_000);
  }
  expect(turns).toBe(48);
});

test("a turn that does not end keeps no other model waiting, is not begun twice, and is told", async () => {
  const clock = simulatedClock(0);
  const dog = createWatchdog({ clock, logger: silentLogger }, 1);
  const hanging = Promise.withResolvers<void>();
  let begun = 0;
  const hang = () => {
    begun++;
    return hanging.promise;
  };
  await dog.turn("slow", hang);
  let other = false;
  await dog.turn("other", async () => {
    other = true;
  });
  await dog.turn("slow", hang);
  expect([begun, other, dog.troubles()]).toEqual([1, true, []]);
  clock.advance(31 * 60_000);
  expect(dog.troubles()).toEqual([expect.stringContaining("has not ended")]);
  hanging.resolve();
  await dog.turn("other", async () => undefined);
  expect(dog.troubles()).toEqual([]);
});
