import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Decision, Incident } from "../contract/index.ts";
import type { HealContext } from "./context.ts";
import { decisionHistory } from "./decision-history.ts";
import { showIncident } from "./incidents.ts";
import { approveIncident, carry, carryOpen, open, rejectIncident, resumeIncidents } from "./machine.ts";
import { phasesOf } from "./procedures/rollout.ts";
import { promoteVersion, rollbackModel } from "./promotion.ts";
import { type AskOptions, Crash, crashing, MODEL, openWorld, rowsOf, type World } from "./testing/world.ts";

const worlds: World[] = [];
const world = async (...args: Parameters<typeof openWorld>): Promise<World> => {
  const made = await openWorld(...args);
  worlds.push(made);
  return made;
};
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

const RETRAIN: Decision = {
  kind: "retrain",
  why: "more_data",
  approval: false,
  weighted: false,
  reasons: ["There is more data."],
};

/** A world that turned round, whose challenger v0002 has passed the gate and is where the policy puts it first. */
async function challenged(it: World): Promise<Incident> {
  await it.live(-1, 300, 2);
  const { context } = it;
  const opened = open(context, {
    ...{ model: MODEL, diagnosis: "none", decision: RETRAIN, evidence: [], features: [], detectedMs: null },
    champion: "v0001",
  })!;
  return carry(context, opened.id);
}

/** Requests, then a look, until the incident leaves its phase or patience ends. */
async function until(it: World, id: string, state: string, options: AskOptions): Promise<Incident> {
  for (let round = 0; round < 12; round++) {
    await it.ask(1000, 100 + round, options);
    await carryOpen(it.context, MODEL);
    if (showIncident(it.context, id).state === state) break;
  }
  const incident = showIncident(it.context, id);
  expect(incident.state).toBe(state);
  return incident;
}

const answering = ({ sessions }: HealContext) =>
  sessions.live().map(({ version, canary, shadows }) => ({ version, canary, shadows }));
const alone = (version: string) => [{ version, canary: null, shadows: [] }];
const stageOf = ({ registry }: HealContext, version = "v0002") => registry.show(`${MODEL}@${version}`).stage;

test.each([
  ["instant", ["promoting"]],
  ["shadow", ["shadow", "promoting"]],
  ["canary", ["canary 5", "canary 25", "promoting"]],
  ["shadow_canary", ["shadow", "canary 5", "canary 25", "promoting"]],
  ["blue_green", ["shadow", "promoting"]],
] as const)("the phases of %s", (rollout, expected) => {
  const phases = phasesOf({ rollout, canary_shares: [5, 25] });
  expect(phases.map((phase) => (phase.state === "canary" ? `canary ${phase.share}` : phase.state))).toEqual(expected);
});

describe("a challenger that is good", () => {
  test("goes from shadow over a quarter and a half to everyone, each step by its evidence", async () => {
    const it = await world("automatic", { rollout: "shadow_canary", canary_shares: [25, 50] });
    const { id, state } = await challenged(it);
    expect(state).toBe("shadow");
    expect(answering(it.context)).toEqual([{ version: "v0001", canary: null, shadows: ["v0002"] }]);
    await it.ask(50, 7, { slope: -1, labelled: true });
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id).state).toBe("shadow");

    await until(it, id, "canary", { slope: -1, labelled: true });
    expect(answering(it.context)).toMatchObject([{ canary: { version: "v0002", share: 25 } }]);
    const { steps } = await until(it, id, "verifying", { slope: -1 });
    const phases = steps.flatMap(({ state, data }) => (state === "canary" ? [data?.phase] : []));
    expect(phases).toMatchObject([{ share: 25 }, { share: 50 }]);
    expect(answering(it.context)).toEqual(alone("v0002"));
    expect(steps.find(({ state }) => state === "canary")?.note).toContain("mean loss of v0002 is");
  });

  test("waits for outcomes, and for so long only", async () => {
    const it = await world("automatic", { rollout: "shadow", trial_hours: 2 });
    const { id } = await challenged(it);
    await it.ask(1000, 3);
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id).state).toBe("shadow");
    it.clock.advance(2 * 3_600_000);
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id).state).toBe("verifying");
  });

  test("time alone is no evidence: without traffic it stays where it is", async () => {
    const it = await world("automatic", { rollout: "canary", trial_hours: 1 });
    const { id } = await challenged(it);
    it.clock.advance(1000 * 3_600_000);
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id)).toMatchObject({ state: "canary", waiting: false });
  });

  test("that waits for approval begins its rollout with it", async () => {
    const it = await world("approve", { rollout: "canary", canary_shares: [10] });
    const held = await challenged(it);
    expect(held).toMatchObject({ state: "held", waiting: true });
    expect(answering(it.context)).toEqual(alone("v0001"));
    expect(await approveIncident(it.context, held.id)).toMatchObject({ state: "canary", waiting: false });
    expect(answering(it.context)).toMatchObject([{ canary: { version: "v0002", share: 10 } }]);
  });

  test("goes on where it was after a restart", async () => {
    const it = await world("automatic", { rollout: "canary", canary_shares: [30], trial_hours: 0 });
    const { id } = await challenged(it);
    for (let start = 0; start < 5; start++) await it.restart().then(resumeIncidents);
    expect(answering(it.context)).toMatchObject([{ canary: { version: "v0002", share: 30 } }]);
    await until(it, id, "verifying", {});
  });
});

describe("a challenger that is bad", () => {
  test.each([
    ["fails", { failing: { v0002: 0.2 } }, "failed"],
    ["is slow", { delay: { v0002: 30 } }, "took longer"],
    ["answers worse", { slope: 1, labelled: true }, "mean loss of v0002 is"],
  ])("on the canary: it %s, is taken out and rejected, and the others never noticed", async (_, options, told) => {
    const it = await world("automatic", { rollout: "canary", canary_shares: [20] });
    const { id } = await challenged(it);
    const ended = await until(it, id, "rolled_back", { slope: -1, ...options });
    expect(ended.outcome).toContain("v0001 answers alone again; v0002 is rejected.");
    expect(ended.outcome).toContain(told);
    expect(ended.recovered_ms).toBeGreaterThan(0);
    expect(answering(it.context)).toEqual(alone("v0001"));
    expect(stageOf(it.context)).toBe("rejected");
    await expect(
      promoteVersion(it.context, { model: MODEL, version: "v0002", actor: "test", reason: "again" }),
    ).rejects.toMatchObject({ code: "NOT_PROMOTABLE" });
  });

  test("in the shadow: it fails and is rejected before it has answered anyone", async () => {
    const it = await world("automatic", { rollout: "shadow_canary" });
    const { id } = await challenged(it);
    await until(it, id, "rolled_back", { failing: { v0002: 0.2 } });
    expect(stageOf(it.context)).toBe("rejected");
    const versions = it.context.log.window(MODEL).map(({ version }) => version);
    expect(new Set(versions)).toEqual(new Set(["v0001"]));
  });

  test("because it cannot be opened: it is rejected, and the champion answers", async () => {
    const it = await world("automatic", { rollout: "canary" });
    const { id } = await challenged(it);
    writeFileSync(join(it.context.dir.models, MODEL, "v0002", "model.onnx"), "damaged");
    await it.restart().then(resumeIncidents);
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id)).toMatchObject({ state: "rolled_back" });
    expect(stageOf(it.context)).toBe("rejected");
    expect(answering(it.context)).toEqual(alone("v0001"));
  });

  test("is not tried again on the same data", async () => {
    const it = await world("automatic", { rollout: "shadow" });
    const { id } = await challenged(it);
    await until(it, id, "rolled_back", { failing: { v0002: 0.5 } });
    const { labelled, lastRefit } = decisionHistory(it.context, MODEL, { requested: false, scheduled: false });
    expect(lastRefit?.labelledThen).toBe(labelled);
  });
});

describe("blue-green", () => {
  /** A file that cannot be read any more: whoever answers has to be loaded already. */
  const damage = ({ dir }: HealContext, version: string) =>
    writeFileSync(join(dir.models, MODEL, version, "model.onnx"), "damaged");

  test("asks the new version every row first, then switches everyone at once, and closes when it has held", async () => {
    const it = await world("automatic", { rollout: "blue_green", trial_hours: 0 });
    const { id } = await challenged(it);
    expect(answering(it.context)).toEqual([{ version: "v0001", canary: null, shadows: ["v0002"] }]);
    const { steps } = await until(it, id, "verifying", { slope: -1 });
    expect(steps.map(({ state }) => state)).not.toContain("canary");
    expect(answering(it.context)).toEqual(alone("v0002"));
    await until(it, id, "closed", { slope: -1, labelled: true });
    expect(() => it.context.sessions.activate(MODEL, "v0001")).toThrow("not prepared");
  });

  test("does not switch while rows are missed", async () => {
    const it = await world("automatic", { rollout: "blue_green", trial_hours: 0 });
    const { id } = await challenged(it);
    it.context.sessions.split(MODEL).shadows[0]!.live.tally!.skip(200);
    await it.ask(1000, 3, { slope: -1 });
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id).state).toBe("shadow");
  });

  test("the old version stands by: what goes wrong is switched back without loading anything", async () => {
    const it = await world("automatic", { rollout: "blue_green", trial_hours: 0 });
    const { id } = await challenged(it);
    await until(it, id, "verifying", { slope: -1 });
    damage(it.context, "v0001");
    await rollbackModel(it.context, { model: MODEL, actor: "test", reason: "errors" });
    expect(it.context.sessions.live()).toMatchObject([{ version: "v0001", degraded: false }]);
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id).state).toBe("rolled_back");
    expect(stageOf(it.context)).toBe("rejected");
  });

  test("it stands by again after a restart", async () => {
    const it = await world("automatic", { rollout: "blue_green", trial_hours: 0 });
    const { id } = await challenged(it);
    await until(it, id, "verifying", { slope: -1 });
    await it.restart().then(resumeIncidents);
    await carryOpen(it.context, MODEL);
    damage(it.context, "v0001");
    await rollbackModel(it.context, { model: MODEL, actor: "test", reason: "errors" });
    expect(it.context.sessions.live()).toMatchObject([{ version: "v0001", degraded: false }]);
  });
});

describe("errors that both make", () => {
  test("are not held against the canary: it waits", async () => {
    const it = await world("automatic", { rollout: "canary", canary_shares: [50], trial_hours: 0 });
    const { id } = await challenged(it);
    for (let round = 0; round < 3; round++) {
      await it.ask(500, 40 + round, { failing: { v0001: 0.3, v0002: 0.3 } });
      await carryOpen(it.context, MODEL);
    }
    expect(showIncident(it.context, id).state).toBe("canary");
  });
});

describe("people", () => {
  test("stop a trial by rejecting it", async () => {
    const it = await world("automatic", { rollout: "canary" });
    const { id } = await challenged(it);
    expect(rejectIncident(it.context, id, "not now")).toMatchObject({ state: "closed" });
    expect(answering(it.context)).toEqual(alone("v0001"));
    expect(stageOf(it.context)).toBe("rejected");
  });

  test("may put the challenger live at once; they may not change its share under the incident's hands", async () => {
    const it = await world("automatic", { rollout: "canary" });
    const { id } = await challenged(it);
    const ask = { model: MODEL, version: "v0002", actor: "test", reason: "sure" };
    await expect(promoteVersion(it.context, { ...ask, canary: 50 })).rejects.toMatchObject({ code: "WRONG_USE" });
    await promoteVersion(it.context, { ...ask, force: true });
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id).state).toBe("verifying");
    expect(answering(it.context)).toEqual(alone("v0002"));
  });

  test("who promote another version meanwhile end the trial", async () => {
    const it = await world("automatic", { rollout: "canary" });
    const { id } = await challenged(it);
    await it.trainVersion(rowsOf(-1, 400, 9));
    await promoteVersion(it.context, { model: MODEL, version: "v0003", actor: "test", reason: "x", force: true });
    await carryOpen(it.context, MODEL);
    expect(showIncident(it.context, id)).toMatchObject({ state: "closed" });
    expect(answering(it.context)).toEqual(alone("v0003"));
  });
});

const OVER = new Set(["verifying", "rolled_back"]);

/** Requests and looks until the rollout is over. @returns true where the healer died of a look */
async function plays(it: World, healer: HealContext, id: string, options: AskOptions): Promise<boolean> {
  for (let round = 0; round < 10 && !OVER.has(showIncident(it.context, id).state); round++) {
    await it.ask(600, 60 + round, options);
    try {
      await carry(healer, id);
    } catch (error) {
      if (error instanceof Crash) return true;
      throw error;
    }
  }
  return false;
}

/** Dies at every third point of a rollout, before one call and after another; each time the restarted healer must end where an undisturbed one ends. */
async function diesEverywhere(
  options: AskOptions,
  end: (context: HealContext, id: string) => Promise<void>,
): Promise<number> {
  for (let at = 0; ; at += 3) {
    const it = await openWorld("automatic", { rollout: "shadow_canary", canary_shares: [50], trial_hours: 0 });
    try {
      const { id } = await challenged(it);
      const died = await plays(it, crashing(it.context, at), id, options);
      await it.restart().then(resumeIncidents);
      await plays(it, it.context, id, options);
      await end(it.context, id);
      if (!died) return at;
    } finally {
      await it.close();
    }
  }
}

describe("a crash at any call", () => {
  test("of a rollout that goes well ends with the challenger live", async () => {
    const points = await diesEverywhere({ slope: -1 }, async (context, id) => {
      expect(showIncident(context, id).state).toBe("verifying");
      expect(answering(context)).toEqual(alone("v0002"));
      expect((await context.registry.audit.verify()).ok).toBe(true);
    });
    expect(points).toBeGreaterThan(10);
  }, 120_000);

  test("of a rollout that goes wrong ends with the champion alone", async () => {
    const points = await diesEverywhere({ failing: { v0002: 0.3 } }, async (context, id) => {
      expect(showIncident(context, id).state).toBe("rolled_back");
      expect(answering(context)).toEqual(alone("v0001"));
      expect(stageOf(context)).toBe("rejected");
    });
    expect(points).toBeGreaterThan(2);
  }, 120_000);
});
