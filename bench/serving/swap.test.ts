import { expect, test } from "vitest";
import { countStale, swap } from "./swap.ts";

test("promotions under load: nothing fails, no stale answer, and the log agrees", async () => {
  const report = await swap({ promotions: 15, requests: 4000, connections: 16 });
  expect(report).toMatchObject({ promotions: 15, failed: 0, stale: 0, mixed: 0, unlogged: 0 });
  expect(report.requests).toBeGreaterThanOrEqual(4000);
});

test("an answer by a version that was live before the question, or only after the answer, is noticed", () => {
  const spells = [
    { version: "v0001", from: 0, until: 10 },
    { version: "v0002", from: 9, until: 20 },
    { version: "v0001", from: 19, until: Number.POSITIVE_INFINITY },
  ];
  const stale = (version: string, asked: number, answered: number) =>
    countStale(spells, [{ version, asked, answered }]) === 1;
  expect(stale("v0001", 9.5, 12)).toBe(false);
  expect(stale("v0001", 11, 12)).toBe(true);
  expect(stale("v0002", 5, 8)).toBe(true);
  expect(stale("v0001", 11, 19.5)).toBe(false);
  expect(stale("v0002", 21, 22)).toBe(true);
  expect(stale("v0003", 0, 100)).toBe(true);
});
