import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../contract/index.ts";
import { decide } from "./decide.ts";
import type { DecisionHistory } from "./history.ts";
import { diagnosed, facts, history, MINUTE, NOW, policy } from "./testing.ts";

const fresh = { model: { new_labelled: 200 } };
const labelled = { labelled: 200 };
const released = { version: "v0002", at: NOW - 5 * MINUTE, from: "v0001" };
const kindOf = (...args: Parameters<typeof decide>) => decide(...args).kind;

describe("the playbook, one test per cell", () => {
  test("a data break is isolated, its columns named", () => {
    const decision = decide(facts(fresh), diagnosed("data_break", ["glucose"]), history(labelled), policy(), NOW);
    expect(decision).toMatchObject({ kind: "quarantine", columns: ["glucose"] });
  });

  test("a data break that goes on is watched and nothing is learnt meanwhile", () => {
    const open = [
      { id: "1", diagnosis: "data_break" as const, state: "verifying" as const, waiting: false, weighted: false },
    ];
    const past = history({ ...labelled, open });
    expect(kindOf(facts(fresh), diagnosed("data_break", ["a"]), past, policy(), NOW)).toBe("watch");
    expect(kindOf(facts({ ...fresh, drop: 0.5 }), diagnosed("concept_drift"), past, policy(), NOW)).toBe("watch");
  });

  test("benign drift keeps the model", () => {
    expect(kindOf(facts(), diagnosed("benign_drift"), history(), policy(), NOW)).toBe("watch");
  });

  test("harmful drift without outcomes is trained with weights, once a version, and asks even where all else is automatic", () => {
    const unknown = facts();
    unknown.model.performance.labelled = 0;
    const ask = (changes: Parameters<typeof policy>[0], past = history()) =>
      decide(unknown, diagnosed("harmful_drift", ["age"]), past, policy(changes), NOW);
    expect(ask({})).toMatchObject({ kind: "retrain", weighted: true, approval: true });
    expect(ask({ without_outcomes: "allow" })).toMatchObject({ kind: "retrain", weighted: true, approval: false });
    expect(ask({}, history({ weightedTried: true })).kind).toBe("watch");
    const waiting = {
      id: "1",
      diagnosis: "harmful_drift" as const,
      state: "held" as const,
      waiting: true,
      weighted: true,
    };
    const past = history({ open: [waiting], weightedTried: true, ...labelled });
    expect(ask({}, past).reasons[0]).toContain("waits for approval");
    expect(decide(facts(fresh), diagnosed("harmful_drift"), past, policy(), NOW)).toMatchObject({ weighted: false });
  });

  test("harmful drift with too few new outcomes for a test is watched, and says what it needs", () => {
    const decision = decide(facts(), diagnosed("harmful_drift", ["age"]), history(), policy(), NOW);
    expect(decision.kind).toBe("watch");
    expect(decision.reasons.join(" ")).toContain("0 outcomes are new to the live version; a comparison needs 150");
  });

  test("harmful drift with outcomes is put to the refit test, and asks unless the policy allows", () => {
    const ask = (mode: "automatic" | "approve") =>
      decide(facts(fresh), diagnosed("harmful_drift", ["age"]), history(labelled), policy({ mode }), NOW);
    expect(ask("approve")).toMatchObject({ kind: "retrain", why: "drift", approval: true });
    expect(ask("automatic")).toMatchObject({ kind: "retrain", why: "drift", approval: false });
  });

  test("prior shift corrects the prior odds, and trains nothing", () => {
    expect(kindOf(facts(fresh), diagnosed("prior_shift"), history(labelled), policy(), NOW)).toBe("reweight");
  });

  test("prior shift that could not be corrected falls to the refit test", () => {
    const past = history({ ...labelled, reweightRefused: true });
    expect(kindOf(facts(fresh), diagnosed("prior_shift"), past, policy(), NOW)).toBe("retrain");
  });

  test("concept drift retrains", () => {
    const decision = decide(facts(fresh), diagnosed("concept_drift"), history(labelled), policy(), NOW);
    expect(decision).toMatchObject({ kind: "retrain", why: "drift" });
  });

  test("a metric 15 % below its reference retrains", () => {
    const decision = decide(facts({ ...fresh, drop: 0.15 }), diagnosed("none"), history(labelled), policy(), NOW);
    expect(decision).toMatchObject({ kind: "retrain", why: "performance" });
    expect(kindOf(facts({ ...fresh, drop: 0.14 }), diagnosed("none"), history(labelled), policy(), NOW)).toBe("keep");
  });

  test.each([
    ["errors over 5 %", { error_share: 0.06 }],
    ["p95 over 200 ms for five minutes", { latency_p95_ms: 201 }],
  ])("%s after a release roll back at once", (_, calls) => {
    const past = history({ release: released });
    expect(kindOf(facts({ calls }), diagnosed("service_fault"), past, policy(), NOW)).toBe("rollback");
  });

  test("errors are held against a release from its first calls on, slowness once it has lasted five minutes", () => {
    const past = history({ release: { ...released, at: NOW - 4 * MINUTE } });
    expect(kindOf(facts({ calls: { error_share: 0.06 } }), diagnosed("none"), past, policy(), NOW)).toBe("rollback");
    expect(kindOf(facts({ calls: { latency_p95_ms: 500 } }), diagnosed("none"), past, policy(), NOW)).toBe("keep");
  });

  test("what a release is not guilty of is not held against it: too few calls, those of others, those within limits", () => {
    const past = history({ release: released });
    for (const calls of [
      { error_share: 1, requests: 19 },
      { error_share: 1, version: "v0001" },
      { error_share: 0.05, latency_p95_ms: 200 },
    ])
      expect(kindOf(facts({ calls }), diagnosed("none"), past, policy(), NOW)).toBe("keep");
    const elsewhere = facts({ service: { error_share: 0.5 } });
    expect(kindOf(elsewhere, diagnosed("service_fault"), past, policy(), NOW)).toBe("watch");
  });

  test("the limits are the model's own", () => {
    const past = history({ release: released });
    const patient = policy({ latency_minutes: 6 });
    expect(kindOf(facts({ calls: { latency_p95_ms: 500 } }), diagnosed("none"), past, patient, NOW)).toBe("keep");
    const strict = policy({ service_error_share: 0.01, latency_p95_ms: 50 });
    for (const calls of [{ error_share: 0.02 }, { latency_p95_ms: 60 }])
      expect(kindOf(facts({ calls }), diagnosed("none"), past, strict, NOW)).toBe("rollback");
  });

  test("the same without a release to blame is watched", () => {
    const broken = facts({ service: { error_share: 0.06 }, calls: { error_share: 0.06 } });
    expect(kindOf(broken, diagnosed("service_fault"), history(), policy(), NOW)).toBe("watch");
    const old = history({ release: { ...released, at: NOW - 61 * MINUTE } });
    expect(kindOf(broken, diagnosed("service_fault"), old, policy(), NOW)).toBe("watch");
    const first = history({ release: { ...released, from: null } });
    expect(kindOf(broken, diagnosed("service_fault"), first, policy(), NOW)).toBe("watch");
  });

  test.each([
    ["more than 2 % errors", { errors: "bad" as const }],
    ["a latency p95 a fifth higher", { latency: "bad" as const }],
    ["answers that are worse", { loss: "bad" as const }],
  ])("a canary with %s goes out at once, and says why", (_, trial) => {
    const decision = decide(facts({ trial }), diagnosed("none"), history(), policy({ mode: "approve" }), NOW);
    expect(decision).toMatchObject({ kind: "rollback", version: "v0003" });
    expect(decision.reasons).toContain("v0003 failed 0 of 1,000 requests (limit 2 %).");
  });

  test("a canary that does no harm, and a shadow whatever it does, stay", () => {
    for (const trial of [{}, { loss: "open" as const }, { stage: "shadow" as const, errors: "bad" as const }])
      expect(kindOf(facts({ trial }), diagnosed("none"), history(), policy(), NOW)).toBe("keep");
  });

  test("a canary of an incident is in that incident's hands, and no second challenger is made meanwhile", () => {
    const open = (["shadow", "canary", "promoting"] as const).map((state) =>
      history({ ...labelled, open: [{ id: "01A", diagnosis: "more_data", state, waiting: false, weighted: false }] }),
    );
    for (const past of open) {
      const the = facts({ ...fresh, trial: { errors: "bad" }, drop: 0.5 });
      const decision = decide(the, diagnosed("concept_drift"), past, policy(), NOW);
      expect(decision).toMatchObject({
        kind: "watch",
        reasons: ["Incident 01A is trying a version beside the live one."],
      });
    }
  });

  test("host pressure defers", () => {
    const well = facts({ ...fresh, drop: 0.5 });
    const pressed = decide(
      { ...well, host: { ...well.host, load_1m: 10 * well.host.cores } },
      diagnosed("concept_drift"),
      history(labelled),
      policy(),
      NOW,
    );
    expect(pressed.kind).toBe("defer");
  });

  test("a version that cannot be used falls back, once", () => {
    const degraded = facts({ service: { degraded: true } });
    expect(kindOf(degraded, diagnosed("service_fault"), history(), policy(), NOW)).toBe("fallback");
    const open = [
      { id: "1", diagnosis: "service_fault" as const, state: "verifying" as const, waiting: false, weighted: false },
    ];
    expect(kindOf(degraded, diagnosed("service_fault"), history({ open }), policy(), NOW)).toBe("watch");
  });

  test("no outcomes for too long is said", () => {
    const decision = decide(facts(), diagnosed("blind"), history(), policy(), NOW);
    expect(decision.kind).toBe("watch");
    expect(decision.reasons.join(" ")).toContain("Record outcomes");
  });

  test("single outliers are watched", () => {
    expect(kindOf(facts(), diagnosed("outliers"), history(), policy(), NOW)).toBe("watch");
  });

  test("nothing new keeps the model", () => {
    expect(kindOf(facts(), diagnosed("none"), history(), policy(), NOW)).toBe("keep");
  });
});

describe("when a refit test is asked for", () => {
  const grown = (rows: number, gainRate: number | null = null) =>
    decide(
      facts({ model: { new_labelled: rows } }),
      diagnosed("none"),
      history({ labelled: rows, gainRate }),
      policy(),
      NOW,
    );
  const tested = (changes: Partial<NonNullable<DecisionHistory["lastRefit"]>> = {}) => ({
    ...{ at: NOW - 1e9, labelledThen: 0, won: false, diagnosis: "none" as const, loss: 0.5 },
    ...changes,
  });

  test("growth by a fifth of the rows trained on", () => {
    expect(grown(1999).kind).toBe("keep");
    expect(grown(2000)).toMatchObject({ kind: "retrain", why: "more_data" });
  });

  test("a gain that earlier tests let expect, and none where they gained nothing", () => {
    expect(grown(799, 1e-4).kind).toBe("keep");
    expect(grown(649, 1e-2).kind).toBe("keep");
    expect(grown(650, 1e-2).kind).toBe("retrain");
    expect(grown(800, 1e-4)).toMatchObject({ kind: "retrain", why: "expected_gain" });
    expect(grown(1999, -1e-3).kind).toBe("keep");
  });

  test("a drift that the last test has weighed does not ask again, a new one does", () => {
    const after = (diagnosis: Diagnosis) => history({ ...labelled, lastRefit: tested({ diagnosis }) });
    const ask = (past: Diagnosis) => kindOf(facts(fresh), diagnosed("concept_drift"), after(past), policy(), NOW);
    expect(ask("concept_drift")).toBe("watch");
    expect(ask("harmful_drift")).toBe("watch");
    expect(ask("none")).toBe("retrain");
  });

  test("a drop that the last test has weighed asks again only where the loss has risen since", () => {
    const found = facts({ ...fresh, drop: 0.3 });
    const ask = (now: number) => {
      found.model.performance.all = { log_loss: now };
      return kindOf(found, diagnosed("none"), history({ ...labelled, lastRefit: tested() }), policy(), NOW);
    };
    expect(ask(0.5)).toBe("keep");
    expect(ask(0.65)).toBe("retrain");
  });

  test("nothing is learnt from outcomes that do not speak for all answers, unless a person asks", () => {
    const known = facts({ model: { new_labelled: 2500 }, drop: 0.5 });
    known.model.performance.coverage = {
      kind: "unknown",
      known: 0.4,
      evidence: "Of some answers nearly all are missing.",
    };
    const ask = (requested: boolean) => {
      const past = history({ labelled: 2500, requested });
      return decide(known, diagnosed("blind"), past, policy(), NOW);
    };
    expect(ask(false).kind).toBe("watch");
    expect(ask(false).reasons.join(" ")).toContain("do not speak for all answers");
    expect(ask(true)).toMatchObject({ kind: "retrain", why: "request" });
  });
  test("outcomes that do not speak for all answers judge no challenger: drift that may harm is answered by weights", () => {
    const known = facts(fresh);
    known.model.performance.coverage = {
      kind: "unknown",
      known: 0.4,
      evidence: "Of some answers nearly all are missing.",
    };
    expect(decide(known, diagnosed("harmful_drift"), history(labelled), policy(), NOW)).toMatchObject({
      weighted: true,
    });
  });
  test("rows count once: those of the last test do not ask for another", () => {
    const past = history({ labelled: 600, lastRefit: tested({ labelledThen: 550 }) });
    const again = decide(facts({ model: { new_labelled: 600 }, drop: 0.5 }), diagnosed("none"), past, policy(), NOW);
    expect(again.kind).toBe("keep");
  });

  test("a loss 15 % above the promised one asks, also where the watched metric holds", () => {
    const found = facts(fresh);
    found.model.performance.all = { log_loss: 0.6 };
    const past = (value: number) => history({ ...labelled, promisedLoss: { value, high: 1.05 * value } });
    expect(decide(found, diagnosed("none"), past(0.5), policy(), NOW)).toMatchObject({
      kind: "retrain",
      why: "performance",
    });
    expect(kindOf(found, diagnosed("none"), past(0.55), policy(), NOW)).toBe("keep");
  });

  test("the schedule asks", () => {
    const past = history({ ...labelled, scheduled: true });
    expect(decide(facts(fresh), diagnosed("none"), past, policy(), NOW)).toMatchObject({ why: "schedule" });
  });

  test("a person asks, also within the cooldown", () => {
    const past = history({ ...labelled, requested: true, lastActionAt: NOW - MINUTE });
    expect(decide(facts(fresh), diagnosed("none"), past, policy(), NOW)).toMatchObject({
      kind: "retrain",
      why: "request",
    });
  });

  test("a person who asks for what cannot be done is told why", () => {
    const decision = decide(facts(), diagnosed("none"), history({ requested: true }), policy(), NOW);
    expect(decision.kind).toBe("hold");
    expect(decision.reasons[0]).toContain("needs 150");
  });

  test("a challenger that waits for approval is not followed by another", () => {
    const open = [
      { id: "01A", diagnosis: "more_data" as const, state: "held" as const, waiting: true, weighted: false },
    ];
    const decision = decide(
      facts({ ...fresh, drop: 0.5 }),
      diagnosed("none"),
      history({ ...labelled, open }),
      policy(),
      NOW,
    );
    expect(decision.kind).toBe("watch");
    expect(decision.reasons[0]).toContain("01A");
  });

  test("unless the world has changed since: then the newer question takes its place", () => {
    const open = [
      { id: "01A", diagnosis: "more_data" as const, state: "held" as const, waiting: true, weighted: false },
    ];
    const changed = facts({ ...fresh, drop: 0.5 });
    const the = { ...history({ ...labelled, open }) };
    expect(kindOf(changed, diagnosed("concept_drift"), the, policy(), NOW)).toBe("retrain");
    const again = { ...the, open: [{ ...open[0]!, diagnosis: "concept_drift" as const }] };
    expect(kindOf(changed, diagnosed("concept_drift"), again, policy(), NOW)).toBe("watch");
  });

  test.each<Diagnosis>(["none", "concept_drift", "benign_drift"])(
    "approve mode asks before anything goes live (%s)",
    (diagnosis) => {
      const decision = decide(
        facts({ model: { new_labelled: 2500 } }),
        diagnosed(diagnosis),
        history({ labelled: 2500 }),
        policy({ mode: "approve" }),
        NOW,
      );
      expect(decision).toMatchObject({ kind: "retrain", approval: true });
    },
  );
});
