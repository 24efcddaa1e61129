import fc from "fast-check";
import { expect, test } from "vitest";
import { simulatedClock } from "../../shared/index.ts";
import { createLatencyWindow } from "./latency-window.ts";

test("percentiles are at most 5 % above the exact ones", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.02, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.constantFrom(0.5, 0.95, 0.99),
      (latencies, share) => {
        const window = createLatencyWindow(simulatedClock(0));
        for (const ms of latencies) window.record(ms, false);
        const exact = latencies.toSorted((a, b) => a - b)[Math.ceil(share * latencies.length) - 1]!;
        const found = window.summary().percentile(share)!;
        expect(found).toBeGreaterThanOrEqual(exact * 0.9999);
        expect(found).toBeLessThanOrEqual(exact * 1.0501);
      },
    ),
  );
});

test("what is older than five minutes is forgotten", () => {
  const clock = simulatedClock(1_000_000);
  const window = createLatencyWindow(clock);
  window.record(5, true);
  clock.advance(200_000);
  window.record(5, false);
  expect(window.summary()).toMatchObject({ requests: 2, failed: 1 });
  clock.advance(150_000);
  expect(window.summary()).toMatchObject({ requests: 1, failed: 0 });
  clock.advance(300_000);
  const empty = window.summary();
  expect(empty.requests).toBe(0);
  expect(empty.percentile(0.5)).toBeNull();
});
