import { afterEach, expect, test } from "vitest";
import type { Policy } from "../contract/index.ts";
import { MODEL, openWorld, type World } from "../heal/testing/world.ts";
import { type Loop, observeNow, runCycle } from "../lifecycle.ts";
import { latestCheck } from "./checks.ts";

const worlds: World[] = [];
async function opened(changes: Partial<Policy> = {}): Promise<{ world: World; loop: Loop }> {
  const world = await openWorld("observe", changes);
  worlds.push(world);
  const loop: Loop = {
    ...world.context,
    metrics: {
      facts: () => ({
        ...{ requests: 100, error_share: 0, latency_p50_ms: 1, latency_p95_ms: 2, latency_p99_ms: 3 },
        ...{ queue_depth: 0, event_loop_lag_ms: 0, degraded: false, uptime_seconds: 60 },
      }),
      calls: (_, version) => ({ version, requests: 100, error_share: 0, latency_p50_ms: 1, latency_p95_ms: 2 }),
      drift: () => undefined,
      incident: () => undefined,
      retrain: () => undefined,
    },
    host: async () => ({
      ...{ cpu_share: 0, load_1m: 0, cores: 2, memory_total_bytes: 8e9, memory_available_bytes: 6e9 },
      ...{ disk_free_bytes: 1e11, disk_total_bytes: 2e11, temperature_c: null, battery_share: null },
    }),
  };
  return { world, loop };
}
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

test("before any outcome is known, it is blind and says what it estimates; the window keeps both", async () => {
  const { world, loop } = await opened({ cost: "OVER:1,UNDER:3", cost_unit: "EUR" });
  await world.ask(300, 2, { labelled: false });
  const { facts, diagnosis } = await runCycle(loop, MODEL, { force: true });
  const { estimated, performance, cost } = facts.model;
  if (!estimated?.known) throw new Error(estimated?.reason ?? "nothing was estimated");
  expect(estimated).toMatchObject({ method: "loss_model", metric: "rmse", rows: 300 });
  expect(estimated.interval[0]).toBeLessThan(performance.reference!);
  expect(estimated.interval[1]).toBeGreaterThan(performance.reference! * 0.8);
  expect(diagnosis.diagnosis).toBe("blind");
  expect(diagnosis.evidence.join(" ")).toContain("is estimated at");
  expect([cost!.unit, cost!.current, cost!.reference! > 0]).toEqual(["EUR", null, true]);
  expect(facts.model.prediction_drift).toMatchObject({ drifted: false });

  expect(latestCheck(loop, MODEL)!.performance).toMatchObject({ estimated, realised: { current: null } });
  expect((await observeNow(loop, MODEL)).facts.estimated).toEqual(estimated);
});

test("outcomes of a world that has changed take the estimate back", async () => {
  const { world, loop } = await opened();
  await world.live(-1, 300, 3);
  const { facts } = await runCycle(loop, MODEL, { force: true });
  expect(facts.model.estimated).toMatchObject({ known: false, because: "outcomes_disagree" });
  expect(facts.model.performance.coverage).toMatchObject({ kind: "complete", known: 1 });
});
