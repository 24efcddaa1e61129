/** The judge of simulated worlds has to be able to say no. */
import { describe, expect, test } from "vitest";
import type { Decision, Diagnosis, Incident, IncidentState, Repair } from "../../contract/index.ts";
import { BASES } from "../bases/base.ts";
import type { End } from "./end.ts";
import type { Turn } from "./play.ts";
import { judgeWorld } from "./verdict.ts";
import { HEALING_WORLDS, type HealingWorld, type HealingWorldName } from "./worlds.ts";

const clinic = BASES[0]!;
const SAME: End = { never: 0.5, ours: 0.5, t: 0 };
const reasons = ["It is so."];
const RETRAIN: Decision = { kind: "retrain", why: "performance", approval: false, weighted: false, reasons };

function incident(decision: Decision, path: readonly IncidentState[], changes: Partial<Incident> = {}): Incident {
  const at = new Date(0).toISOString();
  return {
    ...{ id: `${decision.kind} ${path.join(" ")}`, model: "world", state: path.at(-1)!, diagnosis: "concept_drift" },
    ...{ decision: decision.kind, opened_at: at, closed_at: null, detected_ms: null, recovered_ms: null, evidence: [] },
    ...{ features: [], waiting: false, worked_ms: 0, champion: "v0001", challenger: null, gate: null, outcome: null },
    steps: path.map((state) => ({ at, state, note: "", ...(state === "open" ? { data: { decision } } : {}) })),
    ...changes,
  };
}
const promoted = incident(RETRAIN, ["open", "acting", "verifying", "closed"], { challenger: "v0002" });
const turn = (diagnosis: Diagnosis, production = "v0001", incidents: Incident[] = []): Turn => ({
  ...{ diagnosis, production, incidents, repairs: [] },
});

/** Turns of a world: quiet up to `from`, then as given, the last for ever. */
function judged(name: HealingWorldName, from: number, after: readonly Turn[], end = SAME) {
  const world: HealingWorld = HEALING_WORLDS[name];
  const turns = world.steps.map((_, at) => (at < from ? turn("none") : (after[at - from] ?? after.at(-1)!)));
  return judgeWorld(clinic, world, { turns, end });
}

describe("concept drift", () => {
  const healed = turn("more_data", "v0002", [promoted]);
  test("called so and healed as soon as outcomes are in", () => {
    const verdict = judged("concept drift, sudden", 3, [turn("concept_drift", "v0002", [promoted]), healed]);
    expect(verdict).toEqual({
      ...{ diagnosis: "concept_drift", isCalledRight: true, wrong: null, windows: 2, isInTime: true, isWorse: false },
    });
  });
  test("healed late, never, or called something else", () => {
    const drift = turn("concept_drift");
    expect(judged("concept drift, sudden", 3, [drift, drift, drift, healed])).toMatchObject({
      windows: 5,
      isInTime: false,
    });
    expect(judged("concept drift, sudden", 3, [drift])).toMatchObject({ wrong: "not done", isInTime: false });
    expect(judged("concept drift, sudden", 3, [turn("outliers")])).toMatchObject({ isCalledRight: false });
  });
  test("called so by the refit test alone, where the newest version has no outcomes of its own yet", () => {
    expect(judged("concept drift, sudden", 3, [turn("more_data", "v0002", [promoted])]).isCalledRight).toBe(true);
    const other = { ...promoted, diagnosis: "prior_shift" as const };
    expect(judged("concept drift, sudden", 3, [turn("more_data", "v0002", [other])])).toMatchObject({
      ...{ diagnosis: "prior_shift", isCalledRight: false },
    });
  });
  test("rolled back again, or a break that is none", () => {
    const back = { ...promoted, state: "rolled_back" as const };
    expect(judged("concept drift, sudden", 3, [turn("concept_drift", "v0001", [back])]).wrong).toBe("not done");
    const aside = incident({ kind: "quarantine", columns: [], repairs: [], reasons }, ["open", "acting"]);
    expect(judged("concept drift, sudden", 3, [turn("concept_drift", "v0002", [promoted, aside])]).wrong).toContain(
      "quarantine",
    );
  });
});

describe("a broken feed", () => {
  const repaired = (repair: Repair) => {
    const found = incident(
      { kind: "quarantine", columns: [], repairs: [repair], reasons },
      ["open", "acting", "closed"],
      {
        diagnosis: "data_break",
      },
    );
    return judged("sentinel", 2, [turn("data_break", "v0001", [found])]);
  };
  test("the right repair has to be proposed, and to be in force at the end", () => {
    const right = repaired({ kind: "sentinel", column: clinic.driver, value: -999 });
    expect(right).toMatchObject({ isCalledRight: true, windows: 1, wrong: "0 repairs in force" });
    expect(repaired({ kind: "sentinel", column: "age", value: -999 }).wrong).toBe("not done");
  });
});

test("harm that no outcome shows: blindness is right only where the rows do not show it either", () => {
  const name = "harmful drift, no outcomes";
  const at = (base: (typeof BASES)[number], diagnosis: Diagnosis) => {
    const world = HEALING_WORLDS[name];
    const turns = world.steps.map((_, k) => turn(k < 2 ? "none" : diagnosis));
    return judgeWorld(base, world, { turns, end: SAME }).isCalledRight;
  };
  const shown = BASES.find(({ harmShows }) => harmShows)!;
  expect([at(clinic, "blind"), at(clinic, "benign_drift"), at(clinic, "harmful_drift")]).toEqual([true, false, true]);
  expect([at(shown, "blind"), at(shown, "benign_drift"), at(shown, "harmful_drift")]).toEqual([false, false, true]);
});

test("a quiet world: nothing but a refit that made the model better", () => {
  expect(judged("no change", 0, [turn("none")])).toMatchObject({ isCalledRight: true, wrong: null });
  expect(judged("no change", 0, [turn("concept_drift")])).toMatchObject({ isCalledRight: false });
  const live = [turn("none", "v0002", [promoted])];
  expect(judged("no change", 0, live, { never: 0.5, ours: 0.49, t: -1 }).wrong).toBeNull();
  expect(judged("no change", 0, live, { never: 0.5, ours: 0.502, t: 1 })).toMatchObject({
    wrong: "v0002 is no better",
    isWorse: false,
  });
  expect(judged("no change", 0, live, { never: 0.5, ours: 0.52, t: 4 }).isWorse).toBe(true);
});

test("poisoned outcomes: what learnt them goes, or is no worse for it", () => {
  const poisoned = turn("concept_drift", "v0002", [promoted]);
  const name = "poisoned outcomes, at once";
  expect(judged(name, 3, [poisoned, poisoned, turn("none")])).toMatchObject({ wrong: null, windows: 2 });
  expect(judged(name, 3, [poisoned])).toMatchObject({ wrong: null, windows: null });
  expect(judged(name, 3, [poisoned], { never: 0.5, ours: 0.6, t: 9 })).toMatchObject({
    wrong: "not done",
    isWorse: true,
  });
});

test("where outcomes are lost nothing goes live, and that they are is said", () => {
  expect(judged("outcomes lost", 5, [turn("blind")])).toMatchObject({ isCalledRight: true, wrong: null, windows: 4 });
  expect(judged("outcomes lost", 5, [turn("blind", "v0002", [promoted])]).wrong).toBe("v0002 went live");
});
