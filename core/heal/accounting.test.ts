import { afterEach, expect, test } from "vitest";
import type { Decision } from "../contract/index.ts";
import { monthlyAccount } from "./accounting.ts";
import { carry, carryOpen, open } from "./machine.ts";
import { MODEL, openWorld, type World } from "./testing/world.ts";

const RETRAIN: Decision = {
  ...{ kind: "retrain", why: "drift", approval: false, weighted: false },
  reasons: ["The world turned round."],
};
const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

/** The world turns round, the model is refitted and verified; its errors have a price. */
async function healed(): Promise<World> {
  const world = await openWorld("automatic", { cost: "OVER:2,UNDER:2", cost_unit: "EUR", cost_per_hour: 0 });
  worlds.push(world);
  const { context, live } = world;
  await live(1, 100, 2);
  await live(-1, 300, 3);
  const incident = open(context, {
    ...{ model: MODEL, diagnosis: "none", decision: RETRAIN, evidence: ["It fell."], features: ["x"] },
    ...{ champion: context.registry.production(MODEL), detectedMs: 60_000 },
  })!;
  await carry(context, incident.id);
  await live(-1, 200, 4);
  await carryOpen(context, MODEL);
  await live(-1, 400, 5);
  return world;
}

test("an incident says what it took and what it won, in losses and in the user's own unit", async () => {
  const { context } = await healed();
  const [incident] = (await monthlyAccount(context, "2026-01")).accounts;
  expect(incident).toMatchObject({
    ...{ decision: "retrain", state: "closed", detect_ms: 60_000, act_ms: 0, corrected: 0 },
    answers: [{ version: "v0002", answers: 200 }],
    won: { rows: 200, loss: "mse" },
    saved: { unit: "EUR" },
  });
  const { won, saved } = incident!;
  // Off by 2|x| in the turned world, by half a standard deviation of noise afterwards.
  expect(won!.before).toBeGreaterThan(3);
  expect(won!.after).toBeLessThan(0.5);
  expect(saved!.per_answer).toBeGreaterThan(1.5);
  expect(saved!.total).toBeCloseTo(saved!.per_answer * 600, 6);
});

test("an hour of the machine's work has its price", async () => {
  const { context } = await healed();
  const before = (await monthlyAccount(context, "2026-01")).saved[0]!.total;
  context.registry.setPolicy(MODEL, { cost_per_hour: 3600 }, "test");
  const account = await monthlyAccount(context, "2026-01");
  expect(before - account.saved[0]!.total).toBeCloseTo(account.compute_seconds, 6);
});

test("the month counts what was done in it, and nothing of another", async () => {
  const { context } = await healed();
  expect(await monthlyAccount(context, "2026-01")).toMatchObject({
    ...{ answers: 1000, incidents: 1, promotions: 1, refused: 0, rollbacks: 0, quarantines: 0, detect_ms: 60_000 },
    loss_won: expect.closeTo(0.93, 1),
  });
  expect(await monthlyAccount(context, "2026-02")).toMatchObject({
    answers: 0,
    incidents: 0,
    loss_won: null,
    accounts: [],
  });
  expect(await monthlyAccount(context, "2026-01", "other")).toMatchObject({ answers: 0, incidents: 0 });
});
