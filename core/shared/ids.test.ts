import { expect, test } from "vitest";
import { simulatedClock, systemClock, timestamp } from "./clock.ts";
import { seededUlids, ulids } from "./ids.ts";

const take = (next: () => string, count: number): string[] => Array.from({ length: count }, next);

test("ids are ULIDs, all different, and sort in the order they were made", () => {
  const ids = take(ulids(), 1000);
  for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(new Set(ids).size).toBe(1000);
  expect([...ids].sort()).toEqual(ids);
});

test("seeded ids repeat, and follow the clock", () => {
  const clock = simulatedClock(Date.UTC(2026, 0, 1));
  const first = take(seededUlids(clock, 1), 3);
  expect(take(seededUlids(clock, 1), 3)).toEqual(first);
  expect(take(seededUlids(clock, 2), 3)).not.toEqual(first);
  clock.advance(1);
  expect(seededUlids(clock, 1)() > first[2]!).toBe(true);
});

test("a simulated clock moves only when it is moved", () => {
  const clock = simulatedClock(0);
  expect(timestamp(clock)).toBe("1970-01-01T00:00:00.000Z");
  clock.advance(60_000);
  expect(clock.now()).toBe(60_000);
});

test("the system's clock never stands before this test was written", () => {
  expect(systemClock.now()).toBeGreaterThan(Date.UTC(2025, 0, 1));
});
