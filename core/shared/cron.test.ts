import { expect, test } from "vitest";
import { nextRuns } from "./cron.ts";

const noon = new Date(2026, 10, 18, 12).getTime();

test("names the next moments, in local time", () => {
  const days = nextRuns("0 3 * * *", noon, 2)!.map((at) => new Date(at));
  expect(days.map((at) => [at.getDate(), at.getHours()])).toEqual([
    [19, 3],
    [20, 3],
  ]);
});

test("a day that never comes names none", () => {
  expect(nextRuns("0 0 30 2 *", noon, 1)).toEqual([]);
});

test.each(["", "every monday", "0 3 * *", "99 3 * * 1", "0 3 * * 1 *x"])("%j is no expression", (text) => {
  expect(nextRuns(text, noon, 1)).toBeNull();
});
