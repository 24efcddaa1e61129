import { expect, test } from "vitest";
import { createTally } from "./tally.ts";

test("failures count from the first request, times once the session is warm", () => {
  const tally = createTally();
  for (let i = 0; i < 20; i++) tally.record(i === 0, 1000);
  expect(tally.summary()).toMatchObject({ requests: 20, failed: 1, timed: 0 });
  expect(tally.summary().percentile(0.95)).toBeNull();
  for (let ms = 1; ms <= 100; ms++) tally.record(false, ms);
  tally.record(true);
  const { requests, failed, timed, percentile, slowerThan } = tally.summary();
  expect({ requests, failed, timed }).toEqual({ requests: 121, failed: 2, timed: 100 });
  expect(percentile(0.95)).toBeGreaterThanOrEqual(95);
  expect(percentile(0.95)).toBeLessThan(95 * 1.05);
  expect(Math.abs(slowerThan(60) - 40)).toBeLessThanOrEqual(3);
});

test("a summary stands still while the tally goes on", () => {
  const tally = createTally();
  for (let i = 0; i < 30; i++) tally.record(false, 5);
  const before = tally.summary();
  for (let i = 0; i < 30; i++) tally.record(false, 500);
  expect(before.slowerThan(10)).toBe(0);
  expect(tally.summary().slowerThan(10)).toBe(30);
});
