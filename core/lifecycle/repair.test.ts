/** A broken feed, from its detection over the approved repair to whole data; the loop and the healer as they are. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { approveIncident, correctionsOf, learningRows, listIncidents, showIncident } from "../heal/index.ts";
import { MODEL, openWorld, type World } from "../heal/testing/world.ts";
import { type Loop, runCycle } from "../lifecycle.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

async function brokenWorld(unit = 1000) {
  const world = await openWorld("automatic");
  worlds.push(world);
  const quiet = { event_loop_lag_ms: 0, queue_depth: 0, degraded: false, uptime_seconds: 1 };
  const times = { latency_p50_ms: null, latency_p95_ms: null, requests: 0, error_share: 0 };
  const loop: Loop = {
    ...world.context,
    metrics: {
      facts: () => ({ ...quiet, ...times, latency_p99_ms: null }),
      calls: (_, version) => ({ version, ...times }),
      drift: () => undefined,
      incident: () => undefined,
      retrain: () => undefined,
    },
    host: async () => ({
      ...{ cpu_share: 0, load_1m: 0, cores: 2, memory_total_bytes: 8e9, memory_available_bytes: 6e9 },
      ...{ disk_free_bytes: 1e11, disk_total_bytes: 2e11, temperature_c: null, battery_share: null },
    }),
  };
  const cycle = () => runCycle(loop, MODEL, { force: true });
  await world.live(1, 200, 2);
  await cycle();
  await world.live(1, 200, 3, unit);
  const { incident } = await cycle();
  return { world, loop, cycle, id: incident!.id };
}

describe("a unit that has changed", () => {
  test("is proposed for repair and, until somebody approves, set aside", async () => {
    const { world, loop, cycle, id } = await brokenWorld();
    expect(showIncident(loop, id)).toMatchObject({ state: "held", waiting: true, diagnosis: "data_break" });
    expect(showIncident(loop, id).steps.at(-1)!.note).toContain("divided by 1000");
    await world.live(1, 200, 4, 1000);
    await cycle();
    expect(loop.registry.repairs.list(MODEL)).toEqual([]);
    const { production } = await learningRows(loop, MODEL, "v0001");
    expect(production.rows).toBe(200);
  });

  test("approved, it stands in front of the model, what was answered is answered again, and rows are learnt from anew", async () => {
    const { world, loop, cycle, id } = await brokenWorld();
    const repaired = await approveIncident(loop, id, "dr");
    expect(repaired).toMatchObject({ state: "verifying", waiting: false });
    expect(loop.registry.repairs.list(MODEL)).toMatchObject([
      { number: 1, incident: id, author: "dr", until: null, repair: { kind: "convert", column: "x", factor: 1000 } },
    ]);
    const corrections = correctionsOf(loop, MODEL);
    // A value near zero fits in either unit, and is left as it came.
    expect(corrections.length).toBeGreaterThan(190);
    for (const { answered, corrected } of corrections)
      expect(Math.abs(Number(corrected))).toBeLessThan(Math.abs(Number(answered)));
    const { file, first: named } = repaired.steps.at(-1)!.data as { file: string; first: unknown[] };
    expect(named).toEqual(corrections.slice(0, 10));
    const [header, first] = readFileSync(file, "utf8").split("\n");
    expect(header).toBe("prediction_id,request,asked_at,answered,corrected,version");
    expect(first).toContain("request 0");

    for (const seed of [5, 6, 7]) {
      await world.live(1, 200, seed, 1000);
      expect((await cycle()).diagnosis.diagnosis).not.toBe("data_break");
    }
    expect(showIncident(loop, id)).toMatchObject({ state: "closed" });
    await world.live(1, 200, 8, 1000);
    const { production } = await learningRows(loop, MODEL, loop.registry.production(MODEL)!);
    const x = production.columns.find(({ name }) => name === "x")!;
    expect(production.rows).toBe(400);
    if (x.kind === "number") for (const value of x.values) expect(Math.abs(value)).toBeLessThan(10);
  });

  test("when the feed is mended at its source, far values show that themselves and nothing breaks", async () => {
    const { world, loop, cycle, id } = await brokenWorld();
    await approveIncident(loop, id);
    for (const seed of [5, 6, 7]) {
      await world.live(1, 200, seed);
      expect((await cycle()).diagnosis.diagnosis).not.toBe("data_break");
    }
    expect(showIncident(loop, id)).toMatchObject({ state: "closed" });
    expect(listIncidents(loop).filter(({ diagnosis }) => diagnosis === "data_break")).toHaveLength(1);
  });

  test("a repair that does not mend the data is taken out again", async () => {
    const { world, loop, cycle, id } = await brokenWorld();
    await approveIncident(loop, id);
    for (const seed of [5, 6, 7]) {
      await world.live(1, 200, seed, 1e6);
      await cycle();
    }
    expect(loop.registry.repairs.list(MODEL)).toMatchObject([{ until: expect.any(String) }]);
    expect(showIncident(loop, id)).toMatchObject({ state: "verifying" });
    expect(showIncident(loop, id).steps.at(-1)!.note).toContain("taken out again");
  });
});
