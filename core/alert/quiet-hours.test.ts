import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quietUntil } from "./quiet-hours.ts";

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const moment = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) });
const local = (at: number): string => {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
};
const isWithin = (from: string, to: string, now: string): boolean =>
  from < to ? now >= from && now < to : now >= from || now < to;

test("what is held goes at the end that follows, and what is not held goes now", () => {
  fc.assert(
    fc.property(time, time, moment, (quiet_from, quiet_to, at) => {
      fc.pre(quiet_from !== quiet_to);
      const quiet = { quiet_from, quiet_to, quiet_lets_act_through: false };
      const until = quietUntil(at, quiet, "act");
      expect(until !== null).toBe(isWithin(quiet_from, quiet_to, local(at)));
      if (until === null) return;
      expect(local(until)).toBe(quiet_to);
      expect(until).toBeGreaterThan(at);
      // A night in which the clocks change may be an hour longer.
      expect(until - at).toBeLessThanOrEqual(25 * 3_600_000);
      expect(quietUntil(until, quiet, "act")).toBeNull();
    }),
  );
});

describe("no quiet hours", () => {
  const at = new Date(2026, 0, 5, 23, 30).getTime();
  test.each([
    ["none set", { quiet_from: null, quiet_to: null, quiet_lets_act_through: false }, "watch"],
    ["of no length", { quiet_from: "23:00", quiet_to: "23:00", quiet_lets_act_through: false }, "watch"],
    [
      "for what is pressing, where so chosen",
      { quiet_from: "22:00", quiet_to: "07:00", quiet_lets_act_through: true },
      "act",
    ],
  ] as const)("%s", (_, quiet, severity) => expect(quietUntil(at, quiet, severity)).toBeNull());
});
