import fc from "fast-check";
import { expect, test } from "vitest";
import { CALENDAR_PARTS, calendarPart } from "./calendar.ts";

const DAY_MS = 86_400_000;

test("every part of every moment is that of the engine's own calendar", () => {
  const moments = fc.double({ min: -8.63e15, max: 8.64e15, noNaN: true }).map(Math.floor);
  const property = fc.property(moments, (ms) => {
    const date = new Date(ms);
    const found = Object.fromEntries(CALENDAR_PARTS.map((part) => [part, calendarPart(ms, part)]));
    const newYear = new Date(ms);
    newYear.setUTCMonth(0, 1);
    newYear.setUTCHours(0, 0, 0, 0);
    expect(found).toEqual({
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      weekday: (date.getUTCDay() + 6) % 7,
      hour: date.getUTCHours(),
      day_of_year: Math.floor((ms - newYear.getTime()) / DAY_MS) + 1,
      days: Math.floor(ms / DAY_MS),
    });
  });
  // The first year that a Date can hold has no 1 January to count from.
  fc.assert(property, { numRuns: 2000, examples: [[0], [-1], [Date.UTC(2000, 1, 29)], [Date.UTC(1900, 1, 28, 23)]] });
});

test("a missing moment has missing parts", () => {
  for (const part of CALENDAR_PARTS) expect(calendarPart(Number.NaN, part)).toBeNaN();
});
