import fc from "fast-check";
import { expect, test } from "vitest";
import type { Progress } from "../contract/index.ts";
import { createCourse } from "./course.ts";

test("parts take their share of what is left, by their cost", async () => {
  const told: Progress[] = [];
  const course = createCourse({ onProgress: (progress) => told.push(progress) });
  course.stage("gathering");
  course.expect(4);
  await course.part("fitting", 1, async (onProgress) => onProgress(0.5));
  await course.part("exporting", 3, async (onProgress) => onProgress(1));
  course.stage("deciding");
  expect(told.map(({ stage, done }) => [stage, Number(done.toFixed(6))])).toEqual([
    ["gathering", 0],
    ["fitting", 0],
    ["fitting", 0.11875],
    ["exporting", 0.2375],
    ["exporting", 0.95],
    ["deciding", 0.95],
  ]);
});

test("the share done never falls and stays below all, whatever is added on the way", async () => {
  const step = fc.record({
    expected: fc.nat(50),
    cost: fc.nat(50),
    told: fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const told: number[] = [];
      const course = createCourse({ onProgress: ({ done }) => told.push(done) });
      for (const { expected, cost, told: shares } of steps) {
        course.expect(expected);
        await course.part("fitting", cost, async (onProgress) => shares.forEach(onProgress));
      }
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      for (const done of told) expect(done).toBeLessThanOrEqual(1);
    }),
  );
});

test("work that is to end begins no other part", async () => {
  const stop = new AbortController();
  const course = createCourse({ signal: stop.signal });
  let begun = 0;
  const part = () => course.part("fitting", 1, async () => ++begun);
  await part();
  stop.abort();
  await expect(part()).rejects.toMatchObject({ code: "CANCELLED" });
  expect(() => course.stage("deciding")).toThrow(expect.objectContaining({ code: "CANCELLED" }));
  expect(begun).toBe(1);
});
