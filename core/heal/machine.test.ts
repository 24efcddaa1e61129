import { afterEach, describe, expect, test } from "vitest";
import { comparedIn, type Decision, HomeostatError, type Incident } from "../contract/index.ts";
import { type HealContext, type Trainer, trainerOf } from "./context.ts";
import { listIncidents, showIncident } from "./incidents.ts";
import { approveIncident, carry, carryOpen, open, rejectIncident, resumeIncidents } from "./machine.ts";
import { rollbackModel } from "./promotion.ts";
import { Crash, crashing, MODEL, openWorld, rowsOf, type World } from "./testing/world.ts";

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

const incidentFor = (context: HealContext, decision: Decision, diagnosis: Incident["diagnosis"] = "none"): Incident =>
  open(context, {
    ...{ model: MODEL, diagnosis, decision, evidence: ["It looks so."], features: [], detectedMs: null },
    champion: context.registry.production(MODEL),
  })!;

const statesOf = ({ steps }: Incident): string[] => steps.map(({ state }) => state);
const promotions = ({ db }: HealContext): string[] =>
  (
    db.prepare("SELECT kind, to_version AS version FROM moves ORDER BY seq").all() as {
      kind: string;
      version: string;
    }[]
  ).map(({ kind, version }) => `${kind} ${version}`);

describe("retraining", () => {
  test("a changed world is healed: tested, gated, promoted, verified", async () => {
    const { context, live, clock } = await world();
    await live(-1, 300, 2);
    const incident = await carry(context, incidentFor(context, RETRAIN).id);
    expect(statesOf(incident)).toEqual(["open", "diagnosing", "acting", "gating", "promoting", "verifying"]);
    expect(incident).toMatchObject({
      champion: "v0001",
      challenger: "v0002",
      diagnosis: "concept_drift",
      waiting: false,
    });
    expect(incident.gate?.passed).toBe(true);
    const { champion, challenger, ...on } = comparedIn(incident)!;
    expect(on.rows).toBeGreaterThanOrEqual(100);
    expect(challenger.mae!).toBeLessThan(champion.mae! / 2);
    expect(challenger.rmse!).toBeLessThan(champion.rmse! / 2);
    expect(context.registry.production(MODEL)).toBe("v0002");
    expect(context.sessions.live()).toMatchObject([{ version: "v0002", degraded: false }]);
    expect(context.registry.show(`${MODEL}@v0002`)).toMatchObject({ trigger: "more_data", parent: "v0001" });
    // The first 400 rows teach the opposite: the version learns from the newest alone.
    expect(context.registry.show(`${MODEL}@v0002`).lineage.rows).toBe(300);

    expect(await carryOpen(context, MODEL)).toMatchObject([{ state: "verifying" }]);
    await live(-1, 150, 3);
    const [verified] = await carryOpen(context, MODEL);
    expect(verified).toMatchObject({ state: "closed", closed_at: new Date(clock.now()).toISOString() });
    expect(verified!.recovered_ms).toBeGreaterThan(0);
  });

  test("a version that is behind, but not beyond doubt, is looked at again", async () => {
    const { context, live } = await world();
    context.registry.setPolicy(MODEL, { min_labelled: 20 }, "test");
    await live(-1, 600, 2);
    await carry(context, incidentFor(context, RETRAIN).id);
    const again = async () => (await carryOpen(context, MODEL))[0]!.state;
    // Neither version fits this world; fifty rows had judged the new one.
    await live(0.5, 30, 11);
    expect(await again()).toBe("verifying");
    await live(0.5, 15, 11);
    expect(await again()).toBe("verifying");
    await live(-1, 15, 7);
    expect(await again()).toBe("closed");
    expect(context.registry.production(MODEL)).toBe("v0002");
  });

  test("a world that has only moved is learnt from all of history", async () => {
    const { context, live } = await world();
    await live(1.5, 300, 2);
    const incident = await carry(context, incidentFor(context, RETRAIN).id);
    expect(incident).toMatchObject({ challenger: "v0002", diagnosis: "more_data" });
    expect(context.registry.show(`${MODEL}@v0002`).lineage.rows).toBe(700);
  });

  test("a world that stays keeps its champion, with the reason, and nothing is registered", async () => {
    const { context, live } = await world();
    await live(1, 300, 2);
    const incident = await carry(context, incidentFor(context, RETRAIN).id);
    expect(incident).toMatchObject({ state: "closed", challenger: null, diagnosis: "none" });
    expect(incident.gate?.checks.find(({ name }) => name === "better beyond noise")?.ok).toBe(false);
    expect(incident.outcome).toContain("v0001 stays");
    expect(context.registry.versions(MODEL)).toHaveLength(1);
  });

  test("too few new rows end it without a fit", async () => {
    const { context, live } = await world();
    await live(-1, 99, 2);
    expect(await carry(context, incidentFor(context, RETRAIN).id)).toMatchObject({ state: "closed", gate: null });
  });

  test("a promotion that turns out wrong goes back, and its version is rejected", async () => {
    const { context, live } = await world();
    await live(-1, 300, 2);
    const { id } = await carry(context, incidentFor(context, RETRAIN).id);
    await live(1, 200, 3);
    await carryOpen(context, MODEL);
    expect(showIncident(context, id)).toMatchObject({ state: "rolled_back" });
    expect(context.registry.production(MODEL)).toBe("v0001");
    expect(context.registry.show(`${MODEL}@v0002`).stage).toBe("rejected");
    expect(context.sessions.live()).toMatchObject([{ version: "v0001" }]);
  });

  test("a later version that goes live ends the verification", async () => {
    const { context, live, trainVersion } = await world();
    await live(-1, 300, 2);
    const { id } = await carry(context, incidentFor(context, RETRAIN).id);
    await trainVersion(rowsOf(-1, 400, 9));
    context.registry.promote(MODEL, "v0003", { actor: "test", reason: "by hand", gate: null });
    await carryOpen(context, MODEL);
    expect(showIncident(context, id)).toMatchObject({
      state: "closed",
      outcome: "v0003 followed before v0002 could be verified.",
    });
  });
});

describe("approval", () => {
  const asking: Decision = { ...RETRAIN, approval: true };

  test("the challenger waits with its gate's verdict; approved, it goes live", async () => {
    const { context, live } = await world("approve");
    await live(-1, 300, 2);
    const held = await carry(context, incidentFor(context, asking).id);
    expect(held).toMatchObject({ state: "held", waiting: true, challenger: "v0002", closed_at: null });
    expect(held.gate?.passed).toBe(true);
    expect(context.registry.production(MODEL)).toBe("v0001");
    expect(listIncidents(context, { open: true })).toHaveLength(1);
    const all = listIncidents(context);
    expect(listIncidents(context, { limit: 1 })).toEqual(all.slice(0, 1));
    const opened = Date.parse(all[0]!.opened_at);
    expect(listIncidents(context, { from: opened, to: opened + 1 })).toContainEqual(all[0]);
    expect(listIncidents(context, { from: opened + 1 })).toEqual([]);
    expect(await carryOpen(context, MODEL)).toEqual([]);
    expect(await approveIncident(context, held.id)).toMatchObject({ state: "verifying", waiting: false });
    expect(context.registry.production(MODEL)).toBe("v0002");
  });

  test("rejected, it is set aside", async () => {
    const { context, live } = await world("approve");
    await live(-1, 300, 2);
    const held = await carry(context, incidentFor(context, asking).id);
    expect(rejectIncident(context, held.id, "known change")).toMatchObject({ state: "closed", waiting: false });
    expect(context.registry.show(`${MODEL}@v0002`).stage).toBe("rejected");
    await expect(approveIncident(context, held.id)).rejects.toMatchObject({ code: "INCIDENT_NOT_WAITING" });
  });

  test.each(["refit", "exportModel", "storeDataset"] as const)(
    "stopped by a person during %s, nothing more is fitted and nothing goes live",
    async (during) => {
      const { context, live } = await world();
      await live(-1, 300, 2);
      const { id } = incidentFor(context, RETRAIN);
      const trainer = trainerOf(context);
      const signals: (AbortSignal | undefined)[] = [];
      const stop = () => expect(rejectIncident(context, id, "not now")).toMatchObject({ state: "closed" });
      const stopped: Trainer = {
        ...trainer,
        refit: async (recipe, table, schema, options) => {
          signals.push(options.signal);
          if (during === "refit") stop();
          if (options.signal?.aborted) throw new HomeostatError("CANCELLED");
          return trainer.refit(recipe, table, schema, options);
        },
        exportModel: async (...asked) => {
          if (during === "exportModel") stop();
          return trainer.exportModel(...asked);
        },
        storeDataset: async (...asked) => {
          if (during === "storeDataset") stop();
          return trainer.storeDataset(...asked);
        },
      };
      const ended = await carry({ ...context, trainer: stopped }, id);
      expect(ended).toMatchObject({ state: "closed", outcome: "Stopped by a person: not now." });
      expect(signals.at(-1)?.aborted).toBe(true);
      expect(promotions(context)).toEqual(["promote v0001"]);
      const made = context.registry.versions(MODEL).slice(1);
      expect(made.map(({ stage }) => stage)).toEqual(during === "storeDataset" ? ["rejected"] : []);
      expect(await carryOpen(context, MODEL)).toEqual([]);
    },
  );

  test("an approval that comes after another version went live changes nothing", async () => {
    const { context, live, trainVersion } = await world("approve");
    await live(-1, 300, 2);
    const held = await carry(context, incidentFor(context, asking).id);
    await trainVersion(rowsOf(-1, 400, 9));
    context.registry.promote(MODEL, "v0003", { actor: "test", reason: "by hand", gate: null });
    const ended = await approveIncident(context, held.id);
    expect(ended).toMatchObject({ state: "closed" });
    expect(context.registry.production(MODEL)).toBe("v0003");
  });
});

describe("data break", () => {
  const BREAK: Decision = { kind: "quarantine", columns: ["x"], repairs: [], reasons: ["x has changed its unit."] };

  test("its rows are never learnt from, until a person lifts it", async () => {
    const { context, live } = await world();
    const broken = incidentFor(context, BREAK, "data_break");
    expect(await carry(context, broken.id)).toMatchObject({ state: "verifying" });
    await live(-1, 300, 2);
    const during = await carry(context, incidentFor(context, RETRAIN).id);
    expect(during).toMatchObject({ state: "closed", challenger: null });
    expect(during.outcome).toContain("Too few labelled rows");
    expect(rejectIncident(context, broken.id)).toMatchObject({ state: "closed" });
    expect(await carry(context, incidentFor(context, RETRAIN).id)).toMatchObject({ challenger: "v0002" });
  });
});

describe("a bad release", () => {
  test("goes back at once and is rejected", async () => {
    const { context, trainVersion } = await world();
    await trainVersion(rowsOf(1, 400, 9));
    await context.sessions.prepare(MODEL, "v0002");
    context.registry.promote(MODEL, "v0002", { actor: "test", reason: "release", gate: null });
    context.sessions.activate(MODEL, "v0002");
    const ended = await carry(context, incidentFor(context, { kind: "rollback", reasons: ["7 % fail."] }).id);
    expect(ended).toMatchObject({ state: "rolled_back", outcome: "v0001 is live again; v0002 is rejected." });
    expect(context.sessions.live()).toMatchObject([{ version: "v0001" }]);
  });

  test("with nothing to go back to, the incident is held and says so", async () => {
    const { context } = await world();
    const held = await carry(context, incidentFor(context, { kind: "rollback", reasons: ["7 % fail."] }).id);
    expect(held).toMatchObject({ state: "held", waiting: false });
    expect(held.outcome).toContain("no earlier production version");
  });
});

/** Dies at every third point, before one call and after another; each time the restarted healer must end where an undisturbed one ends. */
async function diesEverywhere(
  prepare: (world: World) => Promise<string>,
  end: (context: HealContext, id: string) => Promise<void>,
) {
  for (let at = 0; ; at += 3) {
    const it = await openWorld();
    try {
      const id = await prepare(it);
      const dying = crashing(it.context, at);
      const died = await carry(dying, id).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Crash) return true;
          throw error;
        },
      );
      const restarted = await it.restart();
      await resumeIncidents(restarted);
      await carryOpen(restarted, MODEL);
      await end(restarted, id);
      if (!died) return at;
    } finally {
      await it.close();
    }
  }
}

describe("a crash at any call", () => {
  test("during a retraining ends in the same state, with one version and one promotion", async () => {
    const points = await diesEverywhere(
      async ({ context, live }) => {
        await live(-1, 300, 2);
        return incidentFor(context, RETRAIN).id;
      },
      async (context, id) => {
        expect(showIncident(context, id)).toMatchObject({ state: "verifying", challenger: "v0002" });
        expect(context.registry.versions(MODEL).map(({ version }) => version)).toEqual(["v0001", "v0002"]);
        expect(promotions(context)).toEqual(["promote v0001", "promote v0002"]);
        expect(context.sessions.live()).toMatchObject([{ version: "v0002", degraded: false }]);
      },
    );
    expect(points).toBeGreaterThan(20);
  }, 120_000);

  test("during the roll-back of a wrong promotion ends rolled back", async () => {
    const points = await diesEverywhere(
      async ({ context, live }) => {
        await live(-1, 300, 2);
        const { id } = await carry(context, incidentFor(context, RETRAIN).id);
        await live(1, 200, 3);
        return id;
      },
      async (context, id) => {
        expect(showIncident(context, id)).toMatchObject({ state: "rolled_back" });
        expect(promotions(context)).toEqual(["promote v0001", "promote v0002", "rollback v0001"]);
        expect(context.sessions.live()).toMatchObject([{ version: "v0001" }]);
      },
    );
    expect(points).toBeGreaterThan(5);
  }, 120_000);

  test("again and again, an incident that never gets on is left to a person", async () => {
    const { context, live, restart } = await world();
    await live(-1, 300, 2);
    const { id } = incidentFor(context, RETRAIN);
    for (let start = 0; start < 6; start++) {
      await restart().then(resumeIncidents);
      const stopped = { ...(await restart()), trainer: crashing(context, 0).trainer! };
      if (showIncident(stopped, id).state === "held") break;
      await expect(carry(stopped, id)).rejects.toBeInstanceOf(Crash);
    }
    const now = await restart();
    expect(showIncident(now, id)).toMatchObject({ state: "held", waiting: false });
  });
});

test("going back by hand, to nothing earlier, is refused", async () => {
  const { context } = await world();
  await expect(rollbackModel(context, { model: MODEL, actor: "test", reason: "" })).rejects.toMatchObject({
    code: "NOTHING_TO_ROLL_BACK",
  });
});
