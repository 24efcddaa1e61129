import { expect, test } from "vitest";
import type { Decision, Repair } from "../contract/index.ts";
import { approvalTimes, expireApprovals } from "./approval.ts";
import { showIncident } from "./incidents.ts";
import { approveIncident, carry, open } from "./machine.ts";
import { quarantinesOf } from "./quarantine.ts";
import { MODEL, openWorld, type World } from "./testing/world.ts";

const HOUR = 3_600_000;
const RETRAIN: Decision = {
  kind: "retrain",
  why: "more_data",
  approval: true,
  weighted: false,
  reasons: ["There is more data."],
};

/** A better version that waits for a person. */
async function waiting({ context, live }: World) {
  await live(-1, 300, 2);
  const { id } = open(context, {
    ...{ model: MODEL, diagnosis: "none", decision: RETRAIN, evidence: [], features: [], detectedMs: null },
    champion: "v0001",
  })!;
  return carry(context, id);
}

test("a repair that nobody answers is set aside in time, with its reason in the incident and the audit trail", async () => {
  const world = await openWorld("approve", { approval_hours: 10 });
  const { context, clock } = world;
  const asked = clock.now();
  const incident = await waiting(world);
  const since = clock.now();
  expect(since).toBeGreaterThan(asked);
  expect(approvalTimes(incident, 10, clock)).toEqual({ remindAt: since + 5 * HOUR, expiresAt: since + 10 * HOUR });

  clock.advance(10 * HOUR - 1);
  expect(expireApprovals(context, MODEL)).toEqual([]);
  clock.advance(1);
  const [expired] = expireApprovals(context, MODEL);
  expect(expired).toMatchObject({
    ...{ id: incident.id, state: "closed", waiting: false },
    outcome: "Rejected by homeostat: nobody answered within 10 hours.",
  });
  expect(context.registry.production(MODEL)).toBe("v0001");
  expect(context.registry.show(`${MODEL}@v0002`).stage).toBe("rejected");
  expect(context.registry.audit.list()).toContainEqual(
    expect.objectContaining({
      ...{ actor: "homeostat", action: "reject", subject: incident.id },
      detail: { reason: "nobody answered within 10 hours" },
    }),
  );
  expect(expireApprovals(context, MODEL)).toEqual([]);
  await expect(approveIncident(context, incident.id)).rejects.toMatchObject({ code: "INCIDENT_NOT_WAITING" });
  await world.close();
});

test("an answer in time is carried out, and what goes on never expires", async () => {
  const world = await openWorld("approve", { approval_hours: 10 });
  const { context, clock } = world;
  const { id } = await waiting(world);
  clock.advance(9 * HOUR);
  expect(await approveIncident(context, id)).toMatchObject({ state: "verifying", waiting: false });
  clock.advance(100 * HOUR);
  expect(expireApprovals(context, MODEL)).toEqual([]);
  expect(context.registry.production(MODEL)).toBe("v0002");
  await world.close();
});

test("a repair of broken data that nobody answers is not made, and the rows stay set aside: silence is no yes and no no", async () => {
  const world = await openWorld("approve", { approval_hours: 10 });
  const { context, clock, live } = world;
  await live(1, 100, 2, 1000);
  const repair: Repair = { kind: "convert", column: "x", factor: 0.001, offset: 0, range: null };
  const { id } = open(context, {
    ...{ model: MODEL, diagnosis: "data_break", evidence: [], features: ["x"], detectedMs: null, champion: "v0001" },
    decision: { kind: "quarantine", columns: ["x"], repairs: [repair], reasons: ["x has changed its unit."] },
  })!;
  expect(await carry(context, id)).toMatchObject({ state: "held", waiting: true });
  clock.advance(10 * HOUR);
  const [expired] = expireApprovals(context, MODEL);
  expect(expired).toMatchObject({ id, state: "verifying", waiting: false });
  expect(expired!.steps.at(-1)!.note).toContain("nobody answered within 10 hours");
  expect(context.registry.repairs.list(MODEL)).toEqual([]);
  expect(quarantinesOf(context, MODEL)).toHaveLength(1);
  await world.close();
});

test("an answer and its entry in the audit trail are stored together or not at all", async () => {
  const world = await openWorld("approve", { approval_hours: 10 });
  const { context } = world;
  const { id } = await waiting(world);
  const { audit } = context.registry;
  const full = new Error("no space");
  const failing = {
    ...context,
    registry: {
      ...context.registry,
      audit: {
        ...audit,
        append: () => {
          throw full;
        },
      },
    },
  };
  const before = audit.list().length;
  await expect(approveIncident(failing, id)).rejects.toBe(full);
  expect(showIncident(context, id)).toMatchObject({ state: "held", waiting: true });
  expect(audit.list()).toHaveLength(before);
  await approveIncident(context, id, "a person");
  expect(audit.list()).toContainEqual(expect.objectContaining({ actor: "a person", action: "approve", subject: id }));
  await world.close();
});
