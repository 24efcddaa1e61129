import { afterEach, describe, expect, test } from "vitest";
import type { CallFacts, HostFacts, Incident, Policy, Progress, ServiceFacts } from "./contract/index.ts";
import { sentencesOf } from "./contract/sentences/read.ts";
import { decide, VerificationFacts, verifyRelease } from "./decide/index.ts";
import { decisionsOf, judgementsOf, learningRows, listIncidents, promoteVersion, showIncident } from "./heal/index.ts";
import { MODEL, openWorld, rowsOf, type World } from "./heal/testing/world.ts";
import {
  askForRetraining,
  carryOn,
  editExpectation,
  expectationReport,
  type Loop,
  observeNow,
  runCycle,
  trafficReport,
  watchTraffic,
} from "./lifecycle.ts";

const SERVICE: ServiceFacts = {
  ...{ requests: 100, error_share: 0, latency_p50_ms: 1, latency_p95_ms: 2, latency_p99_ms: 3 },
  ...{ queue_depth: 0, event_loop_lag_ms: 0, degraded: false, uptime_seconds: 60 },
};
const CALLS = { requests: 100, error_share: 0, latency_p50_ms: 1, latency_p95_ms: 2 };
const HOST: HostFacts = {
  ...{ cpu_share: 0, load_1m: 0, cores: 2, memory_total_bytes: 8e9, memory_available_bytes: 6e9 },
  ...{ disk_free_bytes: 1e11, disk_total_bytes: 2e11, temperature_c: null, battery_share: null },
};

const worlds: World[] = [];
async function opened(
  mode: "automatic" | "approve" | "observe" = "automatic",
  seen: { service?: Partial<ServiceFacts>; calls?: Partial<CallFacts>; host?: Partial<HostFacts> } = {},
): Promise<{ world: World; loop: Loop; cycle(): ReturnType<typeof runCycle> }> {
  const world = await openWorld(mode);
  worlds.push(world);
  const loop: Loop = {
    ...world.context,
    metrics: {
      facts: () => ({ ...SERVICE, ...seen.service }),
      calls: (_, version) => ({ ...CALLS, version, ...seen.calls }),
      drift: () => undefined,
      incident: () => undefined,
      retrain: () => undefined,
    },
    host: async () => ({ ...HOST, ...seen.host }),
  };
  return { world, loop, cycle: () => runCycle(loop, MODEL, { force: true }) };
}
/** Whatever was told is in the catalogue, so that pages can say it in their language. */
function expectTold({ context }: World): void {
  const incidents = listIncidents(context, {});
  const texts = [
    ...incidents.flatMap(({ evidence, outcome, steps }) => [
      ...[...evidence, outcome ?? "Resumed."],
      ...steps.map(({ note }) => note),
    ]),
    ...judgementsOf(context, { model: MODEL, limit: 100 }).flatMap(({ evidence, reasons }) => [
      ...evidence,
      ...reasons,
    ]),
  ];
  expect(texts.flatMap(sentencesOf).filter((one) => typeof one === "string")).toEqual([]);
}

afterEach(async () => {
  for (const each of worlds.splice(0)) {
    expectTold(each);
    await each.close();
  }
});

describe("a look that somebody waits for", () => {
  test("tells how far it is, and ends where it is cancelled with nothing stored; the next one looks anew", async () => {
    const { world, loop } = await opened("observe");
    await world.live(1, 300, 2);
    const stop = new AbortController();
    const cancelling = { signal: stop.signal, onProgress: () => stop.abort() };
    await expect(runCycle(loop, MODEL, { force: true, watch: cancelling })).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect(decisionsOf(loop, MODEL)).toEqual([]);
    const told: Progress[] = [];
    const watch = { signal: new AbortController().signal, onProgress: (progress: Progress) => told.push(progress) };
    const { facts } = await runCycle(loop, MODEL, { watch });
    expect(facts.model.window).toBe(300);
    expect(told.map(({ stage }) => stage)).toEqual(expect.arrayContaining(["gathering", "judging", "deciding"]));
    const shares = told.map(({ done }) => done);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

/** The verdict on a release comes out the same when it is made again of what was stored. */
function verifiedAgain({ steps }: Incident, policy: Policy): void {
  const stored = steps.flatMap(({ data }) => (data?.verification ? [data.verification] : []));
  expect(stored.length).toBeGreaterThan(0);
  for (const each of stored) {
    const { facts, verdict } = JSON.parse(JSON.stringify(each)) as { facts: unknown; verdict: unknown };
    expect(verifyRelease(VerificationFacts.parse(facts), policy)).toEqual(verdict);
  }
}

describe("the loop", () => {
  test("notices that the world changed, heals it, and verifies the repair", async () => {
    const { world, loop, cycle } = await opened();
    // The one repair that is looked at here.
    loop.registry.setPolicy(MODEL, { daily_budget: 2 }, "test");
    await world.live(1, 300, 2);
    expect((await cycle()).incident?.challenger ?? null).toBeNull();
    await world.live(-1, 300, 3);
    const { diagnosis, decision, incident } = await cycle();
    expect(diagnosis.diagnosis).toBe("concept_drift");
    expect(decision).toMatchObject({ kind: "retrain", approval: false });
    expect(incident).toMatchObject({ state: "verifying", challenger: "v0002", diagnosis: "concept_drift" });
    const told = diagnosis.evidence.join(" ");
    expect(told).toContain("The errors changed about 2026-01-01");
    expect(told).toContain("Last 24 hours: ");
    for (const seed of [4, 5, 6, 7]) {
      await world.live(-1, 300, seed);
      await cycle();
    }
    const healed = showIncident(loop, incident!.id);
    expect(healed).toMatchObject({ state: "closed" });
    expect(healed.outcome).toContain("What opened the incident is gone.");
    expect(loop.registry.production(MODEL)).not.toBe("v0001");
    verifiedAgain(healed, loop.registry.policy(MODEL));
  });

  test.each([
    ["is not clearly better goes back", 0, { state: "rolled_back" }, "v0001"],
    ["is clearly better stays, and is left to a person", -0.4, { state: "held", waiting: false }, "v0002"],
  ])("where what was wrong remains, a version that %s", async (_, slope, ended, live) => {
    const { world, loop, cycle } = await opened();
    loop.registry.setPolicy(MODEL, { daily_budget: 1, cooldown_minutes: 10_000 }, "test");
    await world.live(-1, 300, 3);
    const { incident } = await cycle();
    expect(incident).toMatchObject({ state: "verifying", challenger: "v0002" });
    for (let window = 0; window < 8; window++) {
      await world.live(slope, 200, 10 + window);
      await cycle();
    }
    const found = showIncident(loop, incident!.id);
    expect(found).toMatchObject(ended);
    expect(found.outcome).toContain("hat opened the incident remains");
    expect(loop.registry.production(MODEL)).toBe(live);
    verifiedAgain(found, loop.registry.policy(MODEL));
    if (ended.state === "rolled_back") expect(loop.registry.show(`${MODEL}@v0002`).stage).toBe("rejected");
    expect(listIncidents(loop).filter(({ challenger }) => challenger !== null)).toHaveLength(1);
  });

  test("leaves a world alone that does not change", async () => {
    const { world, loop, cycle } = await opened();
    for (let window = 0; window < 6; window++) {
      await world.live(1, 200, 10 + window);
      const { diagnosis } = await cycle();
      expect(["none", "more_data"]).toContain(diagnosis.diagnosis);
    }
    expect(loop.registry.versions(MODEL).length).toBeLessThanOrEqual(2);
  });

  test("notices a feed that has stopped, without a new row", async () => {
    const { world, loop } = await opened();
    for (let hour = 0; hour < 32; hour++) await world.live(1, 10, 2 + hour);
    expect((await runCycle(loop, MODEL)).facts.model.feed).toMatchObject({ arrivals: 320, stopped: false });
    world.clock.advance(4 * 3_600_000);
    const { diagnosis, incident } = await runCycle(loop, MODEL);
    expect(diagnosis).toMatchObject({ diagnosis: "data_break", features: [] });
    expect(diagnosis.evidence[0]).toContain("no row for");
    expect(incident?.decision).toBe("quarantine");
  });

  test("holds every window against what the rows should look like, and heeds a person's word", async () => {
    const { world, loop, cycle } = await opened();
    await world.live(1, 200, 2);
    expect((await cycle()).facts.model.drift!.expectations).toEqual([]);
    await world.live(1, 200, 3, 1000);
    const [broken] = (await cycle()).facts.model.drift!.expectations!;
    expect(broken).toMatchObject({ id: "range:x", passed: false, rows: 200 });
    expect(loop.log.window(MODEL).map(({ id }) => id)).toEqual(expect.arrayContaining(broken!.examples));
    expect(await expectationReport(loop, MODEL)).toMatchObject({ version: "v0001", rows: 400, failed: 1 });
    const change = { status: "declined" };
    expect(await editExpectation(loop, MODEL, { id: "range:x", change, actor: "test" })).toMatchObject({ failed: 0 });
    await expect(editExpectation(loop, MODEL, { id: "range:w", change, actor: "test" })).rejects.toMatchObject({
      code: "WRONG_USE",
    });
  });

  test("sets a broken feed aside, learns nothing from it, and goes on when it is whole", async () => {
    const { world, loop, cycle } = await opened();
    await world.live(1, 200, 2);
    await cycle();
    await world.live(1, 200, 3, 1000);
    const broken = await cycle();
    expect(broken.diagnosis).toMatchObject({ diagnosis: "data_break", features: ["x"] });
    expect(broken.decision).toMatchObject({ kind: "quarantine", columns: ["x"] });
    await world.live(1, 200, 4, 1000);
    expect((await cycle()).decision.kind).toBe("watch");
    for (const seed of [5, 6, 7]) {
      await world.live(1, 200, seed);
      await cycle();
    }
    expect(listIncidents(loop).find(({ id }) => id === broken.incident!.id)).toMatchObject({ state: "closed" });
    const { production } = await learningRows(loop, MODEL, loop.registry.production(MODEL)!);
    const x = production.columns.find(({ name }) => name === "x")!;
    const largest =
      x.kind === "text" ? Number.NaN : x.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(production.rows).toBeGreaterThanOrEqual(200);
    expect(largest).toBeLessThan(10);
  });

  test("a turn in which nothing is new stores nothing and returns what the last one found", async () => {
    const { world, loop } = await opened();
    await world.live(1, 90, 2);
    const first = await runCycle(loop, MODEL, { force: true });
    expect(await runCycle(loop, MODEL)).toBe(first);
    expect(decisionsOf(loop, MODEL)).toHaveLength(1);
  });

  test("looking stores nothing", async () => {
    const { world, loop } = await opened();
    await world.live(1, 200, 2);
    expect((await observeNow(loop, MODEL)).facts).toMatchObject({ model: MODEL, new_labelled: 200 });
    expect(decisionsOf(loop, MODEL)).toHaveLength(0);
  });

  test("a look holds for as long as nothing comes", async () => {
    const { world, loop } = await opened();
    await world.live(1, 200, 2);
    const look = await observeNow(loop, MODEL);
    expect(await observeNow(loop, MODEL)).toBe(look);
    await world.live(1, 1, 3);
    const next = await observeNow(loop, MODEL);
    expect(next.facts.new_labelled).toBe(201);
    loop.registry.setPolicy(MODEL, { min_labelled: 5 }, "test");
    expect(await observeNow(loop, MODEL)).not.toBe(next);
  });

  test("every stored decision comes out the same when it is made again", async () => {
    const { world, loop, cycle } = await opened();
    for (const [seed, slope] of [1, 1, -1, -1, -1, 2].entries()) {
      await world.live(slope, seed === 0 ? 90 : 200, seed + 20);
      await cycle();
    }
    const stored = decisionsOf(loop, MODEL);
    expect(stored).toHaveLength(6);
    expect(new Set(stored.map(({ decision }) => decision.kind)).size).toBeGreaterThan(1);
    for (const { facts, diagnosis, history, policy, at, decision } of stored)
      expect(decide(facts, diagnosis, history, policy, at)).toEqual(decision);
  });

  test("what was thought and decided is told once for as long as it stays the same", async () => {
    const { world, loop, cycle } = await opened();
    for (const [seed, scale] of [1, 1000, 1000, 1000, 1, 1, 1].entries()) {
      await world.live(1, 200, seed + 2, scale);
      await cycle();
    }
    const judgements = judgementsOf(loop, {});
    expect(judgements.reduce((sum, { turns }) => sum + turns, 0)).toBe(decisionsOf(loop, MODEL).length);
    expect(judgements.filter(({ current }) => current)).toEqual([judgements[0]]);
    expect(judgements).toContainEqual(
      expect.objectContaining({ diagnosis: "data_break", decision: "watch", turns: 2, incident: null }),
    );
    const opening = judgements.filter(({ incident }) => incident !== null);
    expect(opening.map(({ incident }) => incident)).toEqual(listIncidents(loop).map(({ id }) => id));
    for (const [at, later] of judgements.slice(0, -1).entries()) expect(later.from > judgements[at + 1]!.to).toBe(true);
    expect(judgementsOf(loop, { model: "another" })).toEqual([]);
  });

  test("a bad release goes back within the turn", async () => {
    const { world, loop, cycle } = await opened("approve", { calls: { error_share: 0.2 } });
    await world.trainVersion(rowsOf(1, 400, 9));
    await loop.sessions.prepare(MODEL, "v0002");
    loop.registry.promote(MODEL, "v0002", { actor: "test", reason: "release", gate: null });
    loop.sessions.activate(MODEL, "v0002");
    const { decision, incident } = await cycle();
    expect(decision.kind).toBe("rollback");
    expect(incident).toMatchObject({ state: "rolled_back", diagnosis: "service_fault" });
    expect(loop.registry.production(MODEL)).toBe("v0001");
  });

  test("host pressure puts a due retraining off", async () => {
    const { world, cycle } = await opened("automatic", { host: { load_1m: 50 } });
    await world.live(-1, 300, 2);
    expect((await cycle()).decision.kind).toBe("defer");
  });
});

describe("the traffic, looked at every moment", () => {
  const canary = async (world: World) => {
    await world.trainVersion(rowsOf(1, 400, 9));
    const { context } = world;
    await promoteVersion(context, {
      ...{ model: MODEL, version: "v0002", canary: 50 },
      actor: "test",
      reason: "A/B",
      force: true,
    });
  };

  test("a canary that a person made and that fails goes out by itself, and the incident says why", async () => {
    const { world, loop } = await opened("approve");
    await canary(world);
    await world.ask(200, 1);
    expect(await watchTraffic(loop, MODEL)).toBeNull();
    expect(decisionsOf(loop, MODEL)).toHaveLength(0);
    await world.ask(200, 2, { failing: { v0002: 0.3 } });
    const incident = await watchTraffic(loop, MODEL);
    expect(incident).toMatchObject({
      state: "rolled_back",
      decision: "rollback",
      champion: "v0001",
      challenger: "v0002",
    });
    expect(incident!.outcome).toBe("v0001 answers alone again; v0002 is rejected.");
    expect(incident!.steps.at(-1)!.note).toContain("v0002 failed");
    expect(loop.sessions.live()).toMatchObject([{ version: "v0001", canary: null }]);
    const [stored] = decisionsOf(loop, MODEL);
    const { facts, diagnosis, history, policy, at, decision } = stored!;
    expect(decide(facts, diagnosis, history, policy, at)).toEqual(decision);
  });

  test("an observing policy touches nothing, and does not write the same down at every look", async () => {
    const { world, loop } = await opened("observe");
    await canary(world);
    await world.ask(300, 2, { failing: { v0002: 0.5 } });
    expect(await watchTraffic(loop, MODEL)).toBeNull();
    expect(loop.sessions.live()).toMatchObject([{ canary: { version: "v0002" } }]);
    expect(decisionsOf(loop, MODEL)).toHaveLength(0);
  });

  test("a release that fails goes back without waiting for its turn", async () => {
    const { world, loop } = await opened("approve", { calls: { error_share: 0.2 } });
    await world.trainVersion(rowsOf(1, 400, 9));
    const release = { model: MODEL, version: "v0002", actor: "test", reason: "release", force: true };
    await promoteVersion(world.context, release);
    expect(await watchTraffic(loop, MODEL)).toMatchObject({
      state: "rolled_back",
      outcome: "v0001 is live again; v0002 is rejected.",
    });
  });

  test("phases of a rollout go on", async () => {
    const { world, loop } = await opened();
    loop.registry.setPolicy(MODEL, { rollout: "shadow", trial_hours: 0 }, "test");
    await world.live(-1, 300, 2);
    const { incident } = await runCycle(loop, MODEL, { force: true });
    expect(incident).toMatchObject({ state: "shadow", challenger: "v0002" });
    await world.ask(500, 3, { slope: -1 });
    expect(await watchTraffic(loop, MODEL)).toMatchObject({ id: incident!.id, state: "verifying" });
  });
});

test("versions side by side: who answered what, and what became of it", async () => {
  const { world, loop } = await opened("approve");
  await world.trainVersion(rowsOf(1, 400, 9));
  await world.trainVersion(rowsOf(1, 400, 9), "baseline");
  const asked = { model: MODEL, actor: "test", reason: "A/B", force: true };
  await promoteVersion(world.context, { ...asked, version: "v0002", canary: 50 });
  await promoteVersion(world.context, { ...asked, version: "v0003", shadow: true });
  await world.ask(1500, 5, { labelled: true });
  const [row] = loop.log.window(MODEL, { limit: 1 });
  loop.log.shadows.append([
    {
      ...{ prediction_id: row!.id, model: MODEL, version: "v0003", status: "ok" },
      output: '{"prediction":0}',
      at: row!.at,
    },
  ]);
  const { versions, trials, own } = trafficReport(loop, MODEL);
  expect(versions).toMatchObject([
    { version: "v0001", stage: "production", share: 50 },
    { version: "v0002", stage: "canary", share: 50 },
    { version: "v0003", stage: "shadow", share: 0, predictions: 1, labelled: 1 },
  ]);
  const [production, other] = versions;
  expect(production!.predictions + other!.predictions).toBe(1500);
  expect(other!.predictions).toBeGreaterThan(600);
  for (const { metrics, labelled, predictions } of [production!, other!]) {
    expect(labelled).toBe(predictions);
    expect(metrics.rmse).toBeCloseTo(0.5, 1);
  }
  expect(own).toMatchObject({ version: "v0002", champion: "v0001", verdict: "open" });
  expect(own!.rows + own!.champion_rows).toBe(1500);
  expect(trials.map(({ version, stage, loss }) => ({ version, stage, loss }))).toEqual([
    { version: "v0002", stage: "canary", loss: "good" },
    { version: "v0003", stage: "shadow", loss: "bad" },
  ]);
});

test("an A/B test by the outcomes of each side's own answers", async () => {
  const { world, loop } = await opened("approve");
  await world.trainVersion(rowsOf(1, 400, 9), "baseline");
  const asked = { model: MODEL, actor: "test", reason: "A/B", force: true };
  expect(trafficReport(loop, MODEL).own).toBeNull();
  await promoteVersion(world.context, { ...asked, version: "v0002", canary: 50 });
  await world.ask(20, 4, { labelled: true });
  expect(trafficReport(loop, MODEL).own).toBeNull();
  await world.ask(400, 5, { labelled: true });
  const { own } = trafficReport(loop, MODEL);
  expect(own).toMatchObject({ version: "v0002", champion: "v0001", verdict: "bad" });
  expect(own!.high).toBeLessThan(0);
  expect(own!.low).toBeLessThan(own!.gain);
});

describe("a person asks for a retraining", () => {
  test("and waits for its end", async () => {
    const { world, loop } = await opened("approve");
    await world.live(-1, 300, 2);
    const { id } = await askForRetraining(loop, MODEL);
    expect(await carryOn(loop, MODEL, id)).toMatchObject({ state: "held" });
    expect(listIncidents(loop, { open: true })).toMatchObject([{ id, waiting: true, challenger: "v0002" }]);
  });

  test("or does not wait: the work goes on behind", async () => {
    const { world, loop } = await opened();
    await world.live(-1, 300, 2);
    const incident = await askForRetraining(loop, MODEL);
    expect(incident).toMatchObject({ state: "open" });
    void carryOn(loop, MODEL, incident.id);
    await runCycle(loop, MODEL);
    expect(loop.registry.production(MODEL)).toBe("v0002");
  });

  test("with nothing to learn from, and is told why", async () => {
    const { loop } = await opened();
    const { id } = await askForRetraining(loop, MODEL);
    const answer = await carryOn(loop, MODEL, id);
    expect(answer.state).toBe("held");
    expect(answer.outcome).toContain("0 outcomes are new");
  });

  test("under an observing policy, and is told why", async () => {
    const { world, loop } = await opened("observe");
    await world.live(-1, 300, 2);
    const { id } = await askForRetraining(loop, MODEL);
    const answer = await carryOn(loop, MODEL, id);
    expect(answer.outcome).toContain("only observes");
    expect(loop.registry.versions(MODEL)).toHaveLength(1);
  });
});

test("a schedule asks for a refit test of its own", async () => {
  const { world, loop, cycle } = await opened();
  loop.registry.setPolicy(MODEL, { schedule: "0 3 * * *", refit_growth: 100 }, "test");
  await world.live(1, 200, 2);
  expect((await cycle()).decision.kind).toBe("keep");
  world.clock.advance(24 * 3_600_000);
  expect((await cycle()).decision).toMatchObject({ kind: "retrain", why: "schedule" });
});
