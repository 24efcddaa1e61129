import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideLabels } from "../reference/index.ts";
import { thresholdPoints } from "./thresholds.ts";

const scoresOf = (probabilities: readonly number[]) => ({
  outputs: 2,
  values: Float64Array.from(probabilities.flatMap((p) => [1 - p, p])),
});

describe("thresholds", () => {
  test("count what deciding by them would have found, whatever the probabilities", () => {
    const row = fc.record({ p: fc.double({ min: 0, max: 1, noNaN: true }), truth: fc.nat(1) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const scores = scoresOf(rows.map(({ p }) => p));
        const points = thresholdPoints(
          scores,
          Float64Array.from(rows, ({ truth }) => truth),
        );
        for (const { threshold, hits, alarms } of points) {
          const decided = decideLabels({ threshold }, scores);
          const found = rows.filter((_, at) => decided[at] === 1);
          expect({ hits, alarms }).toEqual({
            hits: found.filter(({ truth }) => truth === 1).length,
            alarms: found.filter(({ truth }) => truth === 0).length,
          });
        }
        expect(points.at(-1)!.hits + points.at(-1)!.alarms).toBe(rows.length);
      }),
    );
  });

  test("are as short as they can be, falling, and thinned where there are many", () => {
    const few = thresholdPoints(scoresOf([0.8123456, 0.81, 0.3333333]), Float64Array.of(1, 0, 1));
    expect(few.map(({ threshold }) => threshold)).toEqual([0.812, 0.8, 0.3]);
    const probabilities = Array.from({ length: 5000 }, (_, at) => ((at * 7919) % 5000) / 5000);
    const many = thresholdPoints(scoresOf(probabilities), new Float64Array(5000).fill(1));
    expect(many).toHaveLength(400);
    expect(many.every(({ threshold }, at) => at === 0 || threshold < many[at - 1]!.threshold)).toBe(true);
    expect(many.at(-1)).toEqual({ threshold: 0, hits: 5000, alarms: 0 });
  });
});
