/** A few simulated worlds through the whole loop; `node bench/heal-worlds.ts` plays all of them, from many seeds. */
import { expect, test } from "vitest";
import { BASES } from "../../core/testing/bases/base.ts";
import type { HealingWorldName } from "../../core/testing/healing/worlds.ts";
import { namedWorlds, scoreWorld } from "./worlds.ts";

const clinic = BASES.filter(({ name }) => name === "clinic");
const SHORT: readonly HealingWorldName[] = [
  "concept drift, sudden",
  "prior shift",
  "unit change",
  "outcomes of one kind lost",
  "poisoned outcomes, at once",
  "slow canary",
];

test.each(SHORT)("%s: called right, the right thing done in time, and no worse model left", async (name) => {
  const { wrong, ...score } = await scoreWorld(name, { seeds: [3], bases: clinic, rows: 400 });
  expect(wrong).toEqual([]);
  expect(score).toMatchObject({ worlds: 1, called: 1, acted: 1, inTime: 1, worse: 0 });
});

test("a world that nobody knows is refused", () => {
  expect(() => namedWorlds(["flood"])).toThrow("flood");
  expect(namedWorlds(["sentinel"])).toEqual(["sentinel"]);
});
