import { describe, expect, test } from "vitest";
import { judgeErrors, judgeLatency, type Side } from "./trial.ts";

const side = (version: string, requests: number, failed: number, ms: number[] = []): Side => {
  const sorted = ms.toSorted((a, b) => a - b);
  return {
    ...{ version, requests, failed, timed: ms.length },
    percentile: (share) => sorted[Math.floor(share * (sorted.length - 1))] ?? null,
    slowerThan: (limit) => ms.filter((each) => each > limit).length,
  };
};
const live = (requests = 10_000, failed = 0, ms?: number[]) => side("v0001", requests, failed, ms);
const canary = (requests: number, failed: number, ms?: number[]) => side("v0002", requests, failed, ms);
/** Most answers take 2 ms, one in ten 10 ms. */
const times = (count: number, factor = 1): number[] =>
  Array.from({ length: count }, (_, i) => factor * (i % 10 === 0 ? 10 : 2));

describe("errors", () => {
  test("over 2 % are bad, with the figures", () => {
    const { verdict, evidence } = judgeErrors(canary(200, 20), live(), 0.02);
    expect(verdict).toBe("bad");
    expect(evidence).toBe("v0002 failed 20 of 200 requests, more than 2 % beyond doubt.");
  });

  test("under 2 % are good once that is certain, not before", () => {
    expect(judgeErrors(canary(50, 0), live(), 0.02).verdict).toBe("open");
    expect(judgeErrors(canary(400, 0), live(), 0.02).verdict).toBe("good");
    expect(judgeErrors(canary(0, 0), live(), 0.02)).toEqual({ verdict: "open", evidence: null });
  });

  test("that the live version makes too are not the canary's", () => {
    expect(judgeErrors(canary(200, 100), live(1000, 500), 0.02).verdict).toBe("open");
    expect(judgeErrors(canary(200, 100), null, 0.02).verdict).toBe("bad");
  });
});

describe("latency", () => {
  test("a fifth slower at the 95th percentile is bad", () => {
    expect(judgeLatency(canary(500, 0, times(500, 1.5)), live(1000, 0, times(1000)), 0.2)).toMatchObject({
      verdict: "bad",
      evidence: "50 of 500 answers of v0002 took longer than 12 ms; one in twenty of v0001 takes 10 ms.",
    });
    expect(judgeLatency(canary(500, 0, times(500, 1.1)), live(1000, 0, times(1000)), 0.2).verdict).toBe("good");
  });

  test("less than a millisecond is no regression, however large the share", () => {
    const quick = (factor: number, count: number) => times(count, factor / 20);
    expect(judgeLatency(canary(500, 0, quick(2.5, 500)), live(1000, 0, quick(1, 1000)), 0.2).verdict).toBe("good");
  });

  test("nothing is said while the live version's own is not known", () => {
    expect(judgeLatency(canary(500, 0, times(500, 9)), live(99, 0, times(99)), 0.2).verdict).toBe("open");
  });
});
