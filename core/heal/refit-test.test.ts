/** Rows that count more, in a refit test: tried beside the refit on everything, kept, and taken where tests agree. */
import { afterEach, expect, test } from "vitest";
import type { Decision } from "../contract/index.ts";
import { fitOnEverything } from "./deployable.ts";
import { carry, open } from "./machine.ts";
import { type PastRefit, pastRefits } from "./refit-history.ts";
import { refitTest } from "./refit-test.ts";
import { MODEL, openWorld, type World } from "./testing/world.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

/** A test in which the rows of the regime gained a fifth of the loss. */
const paid = (at: number): PastRefit => ({
  ...{ incident: `${at}`, at, labelledThen: 0, won: false, diagnosis: "none", loss: 0.25, race: {} },
  ...{ stale: 100, gain: 0 },
  weightings: [{ weighting: "regime", gains: [0.2, 0.25, 0.15, 0.2, 0.25, 0.15, 0.2, 0.2] }],
});

async function turnedWorld() {
  const world = await openWorld();
  worlds.push(world);
  await world.live(-1, 150, 2);
  await world.live(1, 300, 3);
  const { context } = world;
  const champion = context.registry.load(MODEL, "v0001");
  const asked = (earlier: readonly PastRefit[]) =>
    refitTest(context, champion, context.registry.policy(MODEL), earlier);
  return { world, champion, asked };
}

test("a weighting that tests together have shown to pay challenges, and what goes live is fitted with it", async () => {
  const { world, champion, asked } = await turnedWorld();
  const [plain, weighted] = [await asked([]), await asked([4, 3, 2, 1].map(paid))];
  expect(plain).toMatchObject({ weighting: null, newest: null });
  expect(weighted).toMatchObject({ weighting: "regime", newest: null, turned: false });
  const slopes = [];
  for (const each of [plain!, weighted!]) {
    const { fitted, table } = await fitOnEverything(world.context, champion, each);
    expect(table.rows).toBe(850);
    if (fitted.predictor.kind === "linear") slopes.push(fitted.predictor.weights[0]![0]!);
  }
  expect(slopes[1]! - slopes[0]!).toBeGreaterThan(0.1);
});

test("what a test tried is kept with it, and read back after a restart", async () => {
  const { world } = await turnedWorld();
  const decision: Decision = {
    ...{ kind: "retrain", why: "performance", approval: false, weighted: false },
    reasons: ["The loss is larger than it was."],
  };
  const { id } = open(world.context, {
    ...{ model: MODEL, diagnosis: "none", decision, evidence: [], features: [], champion: "v0001", detectedMs: null },
  })!;
  await carry(world.context, id);
  const [kept] = pastRefits(await world.restart(), MODEL, 1);
  expect(kept!.weightings.map(({ weighting }) => weighting)).toEqual(["regime", "half-life 1/4"]);
  expect(kept!.weightings.map(({ gains }) => gains.length)).toEqual([8, 8]);
});
