/** A world that turns round and comes back: who was made for it comes back too. */
import { afterEach, expect, test } from "vitest";
import type { Decision } from "../contract/index.ts";
import { lastVerified } from "./last-verified.ts";
import { carry, carryOpen, open } from "./machine.ts";
import { MODEL, openWorld, type World } from "./testing/world.ts";

const RETRAIN: Decision = {
  ...{ kind: "retrain", why: "performance", approval: false, weighted: false },
  reasons: ["The loss is larger than it was."],
};
const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

async function retrain({ context }: World) {
  const { id } = open(context, {
    ...{ model: MODEL, diagnosis: "concept_drift", decision: RETRAIN, evidence: ["It fell."], features: [] },
    ...{ champion: context.registry.production(MODEL), detectedMs: null },
  })!;
  return carry(context, id);
}

test("an earlier version whose world has come back is taken as it is, before there are rows enough to learn it anew", async () => {
  const world = await openWorld();
  worlds.push(world);
  const { context, live } = world;
  await live(-1, 600, 2);
  expect(await retrain(world)).toMatchObject({ state: "verifying", challenger: "v0002" });
  await live(-1, 600, 3);
  await carryOpen(context, MODEL);
  await live(1, 260, 4);
  const back = await retrain(world);
  expect(back).toMatchObject({ state: "verifying", challenger: "v0003" });
  expect(back.steps.map(({ note }) => note).join(" ")).toContain("when v0001 was made");
  const [first, now] = ["v0001", "v0003"].map((version) => context.registry.load(MODEL, version));
  expect(now!.fitted.predictor).toEqual(first!.fitted.predictor);
  expect(now!.detail.dataset_sha256).toBe(first!.detail.dataset_sha256);
});

test("in a world that is new no earlier version comes back", async () => {
  const world = await openWorld();
  worlds.push(world);
  await world.live(-1, 600, 2);
  await retrain(world);
  await world.live(-1, 600, 3);
  await carryOpen(world.context, MODEL);
  await world.live(3, 400, 4);
  const { steps } = await retrain(world);
  expect(steps.map(({ note }) => note).join(" ")).not.toContain("was made");
});

test("while nothing that followed has been verified, the last good version comes back sooner", async () => {
  const world = await openWorld();
  worlds.push(world);
  const { context, live } = world;
  await live(-1, 300, 2);
  expect(await retrain(world)).toMatchObject({ challenger: "v0002" });
  expect(lastVerified(context, MODEL, "v0002")).toBe("v0001");
  // The rows before those that judge are still of the other world: nobody would choose v0001 by them.
  await live(1, 110, 3);
  expect(await retrain(world)).toMatchObject({ challenger: "v0003" });
  const predictor = (version: string) => context.registry.load(MODEL, version).fitted.predictor;
  expect(predictor("v0003")).toEqual(predictor("v0001"));
});

test("a version that held on new rows is the last good one", async () => {
  const world = await openWorld();
  worlds.push(world);
  await world.live(-1, 300, 2);
  await retrain(world);
  await world.live(-1, 300, 3);
  await carryOpen(world.context, MODEL);
  expect(lastVerified(world.context, MODEL, "v0002")).toBeNull();
  expect(lastVerified(world.context, MODEL, "v0001")).toBeNull();
});
