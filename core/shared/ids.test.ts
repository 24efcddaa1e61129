import { describe, expect, test } from "vitest";
import { simulatedClock, systemClock, timestamp } from "./clock.ts";
import { seededUlids, timeOfUlid, ulids } from "./ids.ts";

const take = (next: () => string, count: number): string[] => Array.from({ length: count }, next);

const timeOf = (id: string): number => timeOfUlid(id)!;

describe("ids", () => {
  test("are ULIDs, all different, and sort in the order they were made", () => {
    const ids = take(ulids(), 10_000);
    for (const id of ids) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(new Set(ids).size).toBe(10_000);
    expect([...ids].sort()).toEqual(ids);
  });

  test("begin with their time", () => {
    // The example of the specification.
    const clock = simulatedClock(1_469_918_176_385);
    expect(ulids(clock)().slice(0, 10)).toBe("01ARYZ6S41");
    expect(timeOfUlid(ulids(clock)())).toBe(clock.now());
    for (const none of ["", "patient-7", "01ARYZ6S41", "01aryz6s410000000000000000"])
      expect(timeOfUlid(none)).toBeNull();
    expect(timeOf(ulids()())).toBeGreaterThan(Date.UTC(2025, 0, 1));
  });

  test("stay in order when the clock goes back, and count on where a millisecond is full", () => {
    const clock = simulatedClock(1000);
    const next = seededUlids(clock, 1);
    const first = next();
    clock.advance(-500);
    expect(next() > first).toBe(true);
    let [last, moved] = [next(), 0];
    for (let i = 0; i < 2 ** 20 + 10; i++) {
      const id = next();
      if (!(id > last)) expect.unreachable(`${id} after ${last}`);
      if (timeOf(id) !== timeOf(last)) moved++;
      last = id;
    }
    expect(moved).toBeGreaterThan(0);
    expect(timeOf(last)).toBe(1000 + moved);
  });

  test("from a seed repeat, and follow the clock", () => {
    const clock = simulatedClock(Date.UTC(2026, 0, 1));
    const first = take(seededUlids(clock, 1), 3);
    expect(take(seededUlids(clock, 1), 3)).toEqual(first);
    expect(take(seededUlids(clock, 2), 3)).not.toEqual(first);
    clock.advance(1);
    expect(seededUlids(clock, 1)() > first[2]!).toBe(true);
  });
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
