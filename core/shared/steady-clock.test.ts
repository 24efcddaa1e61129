import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ClockBend, steadyClock } from "./steady-clock.ts";

const HOUR = 3_600_000;

/** A machine whose clock can be set. */
function machine(last = 0, bends: ClockBend[] = []) {
  let [set, ran] = [0, 1_000_000];
  const wall = () => ran + set;
  return {
    wall,
    pass: (ms: number) => {
      ran += ms;
    },
    set: (ms: number) => {
      set += ms;
    },
    clock: steadyClock({ wall, running: () => ran, last, bends }),
  };
}

test("an undisturbed clock is the machine's", () => {
  const { clock, pass, wall } = machine();
  const began = clock.now();
  pass(5 * HOUR);
  expect([clock.now(), clock.elapsed(began), clock.bends(), clock.ahead()]).toEqual([wall(), 5 * HOUR, [], 0]);
});

test("set forward, it says so at once, and nothing has lasted longer for it", () => {
  const { clock, pass, set, wall } = machine();
  const began = clock.now();
  pass(HOUR);
  set(24 * HOUR);
  pass(HOUR);
  expect(clock.now()).toBe(wall());
  expect(clock.elapsed(began)).toBe(2 * HOUR);
  const later = clock.now();
  pass(HOUR);
  expect(clock.elapsed(later)).toBe(HOUR);
});

test("set back, it goes on at half the pace until it is right again", () => {
  const { clock, pass, set, wall } = machine();
  const began = clock.now();
  set(-2 * HOUR);
  expect(clock.now()).toBe(began);
  pass(2 * HOUR);
  expect(clock.now()).toBe(began + HOUR);
  expect(clock.ahead()).toBe(HOUR);
  expect(clock.elapsed(began)).toBe(2 * HOUR);
  pass(2 * HOUR);
  expect([clock.now(), clock.ahead(), clock.elapsed(began)]).toEqual([wall(), 0, 4 * HOUR]);
});

test("set forward by mistake and back again, everything lasts as long as it should", () => {
  const { clock, pass, set } = machine();
  const began = clock.now();
  set(24 * HOUR);
  pass(HOUR);
  expect(clock.elapsed(began)).toBe(HOUR);
  set(-24 * HOUR);
  pass(10 * HOUR);
  expect(clock.elapsed(began)).toBe(11 * HOUR);
});

test("a restart goes on where what is stored ends, and remembers what was set", () => {
  const first = machine();
  const began = first.clock.now();
  first.set(24 * HOUR);
  first.clock.now();
  const bends = [...first.clock.bends()];
  expect(bends).toEqual([{ from: began, to: began + 24 * HOUR, extra: -24 * HOUR }]);
  const { clock, pass } = machine(began + 25 * HOUR, bends);
  expect(clock.now()).toBe(began + 25 * HOUR);
  pass(2 * HOUR);
  expect(clock.elapsed(began)).toBe(3 * HOUR);
});

describe("whatever happens to the machine's clock", () => {
  const event = fc.record({ set: fc.option(fc.integer({ min: -48 * HOUR, max: 48 * HOUR })), pass: fc.nat(6 * HOUR) });

  test("time never goes back, and everything has lasted as long as it did", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { clock, pass, set } = machine();
        const marks: { at: number; ran: number }[] = [];
        let ran = 0;
        let before = clock.now();
        for (const each of events) {
          marks.push({ at: clock.now(), ran });
          if (each.set !== null) set(each.set);
          pass(each.pass);
          ran += each.pass;
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
          // Each unnoticed correction may add a minute, rounding some milliseconds.
          for (const mark of marks) {
            const difference = clock.elapsed(mark.at) - (ran - mark.ran);
            expect(Math.abs(difference)).toBeLessThanOrEqual(60_010 * events.length);
          }
        }
      }),
    );
  });

  test("it is right again in the end", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { clock, pass, set, wall } = machine();
        for (const each of events) {
          if (each.set !== null) set(each.set);
          pass(each.pass);
          clock.now();
        }
        pass(2 * clock.ahead() + 2);
        expect(clock.now()).toBe(Math.floor(wall()));
      }),
    );
  });
});
