import { expect, test } from "vitest";
import { soak } from "./soak.ts";

test("a short soak: all are answered, no descriptor per connection is left open", async () => {
  const report = await soak({ minutes: 0.05, connections: 32 });
  expect(report).toMatchObject({ failed: 0, growth: expect.any(Number) });
  expect(report.requests).toBeGreaterThan(0);
  // A few belong to what starts late (checkpoints of the log); one for each connection would be a leak.
  expect(report.leaked_descriptors ?? 0).toBeLessThan(8);
});
