import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decision, Diagnosis, type Facts, IncidentState, Policy, PolicyMode } from "../contract/index.ts";
import { decide } from "./decide.ts";
import { DecisionHistory, NO_HISTORY } from "./history.ts";
import { diagnosed, facts, MINUTE, NOW } from "./testing.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const count = fc.nat(20_000);
const verdict = fc.constantFrom("good" as const, "bad" as const, "open" as const);

const anyFacts = fc
  .record({
    drop: fc.option(fc.double({ min: -1, max: 2, noNaN: true })),
    requests: count,
    error_share: share,
    latency: fc.option(fc.double({ min: 0, max: 1000, noNaN: true })),
    degraded: fc.boolean(),
    new_labelled: count,
    trained_rows: count,
    trial: fc.option(fc.record({ stage: fc.constantFrom("shadow", "canary"), errors: verdict, loss: verdict }), {
      nil: undefined,
    }),
  })
  .map(({ drop, requests, error_share, latency, degraded, new_labelled, trained_rows, trial }) =>
    facts({
      drop,
      service: { requests, error_share, latency_p95_ms: latency, degraded },
      calls: { requests, error_share, latency_p95_ms: latency },
      ...(trial ? { trial } : {}),
      model: { new_labelled, trained_rows },
    }),
  );

const anyDiagnosis = fc.record({
  diagnosis: fc.constantFrom(...Diagnosis.options),
  features: fc.array(fc.string(), { maxLength: 3 }),
  evidence: fc.array(fc.string(), { maxLength: 2 }),
});

const past = fc.nat(100 * 24 * 60).map((minutes) => NOW - minutes * MINUTE);
const anyHistory: fc.Arbitrary<DecisionHistory> = fc.record({
  open: fc.array(
    fc.record({
      id: fc.string(),
      diagnosis: fc.constantFrom(...Diagnosis.options),
      state: fc.constantFrom(...IncidentState.options),
      waiting: fc.boolean(),
      weighted: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  lastActionAt: fc.option(past),
  trainingsToday: fc.nat(40),
  labelled: count,
  lastRefit: fc.option(
    fc.record({
      at: past,
      labelledThen: count,
      won: fc.boolean(),
      diagnosis: fc.constantFrom(...Diagnosis.options),
      loss: fc.double({ min: 0, max: 3, noNaN: true }),
    }),
  ),
  gainRate: fc.option(fc.double({ min: -0.01, max: 0.01, noNaN: true })),
  reweightRefused: fc.boolean(),
  weightedTried: fc.boolean(),
  release: fc.option(
    fc.record({ version: fc.constantFrom("v0001", "v0002"), at: past, from: fc.option(fc.constant("v0001")) }),
  ),
  promisedLoss: fc.option(
    fc.record({ value: fc.double({ min: 0, max: 3, noNaN: true }), high: fc.double({ min: 0, max: 4, noNaN: true }) }),
  ),
  requested: fc.boolean(),
  scheduled: fc.boolean(),
});

const anyPolicy = fc
  .record({
    mode: fc.constantFrom(...PolicyMode.options),
    cooldown_minutes: fc.nat(600),
    daily_budget: fc.nat(30),
    min_labelled: fc.integer({ min: 1, max: 1000 }),
    metric_drop: share,
    refit_growth: share,
  })
  .map((changes) => Policy.parse(changes));

const cases = fc.tuple(anyFacts, anyDiagnosis, anyHistory, anyPolicy);
const holds = (check: (...args: [...Parameters<typeof decide>]) => void) =>
  fc.assert(
    fc.property(cases, ([...args]) => check(...args, NOW)),
    { numRuns: 2000 },
  );

const TRAINS = new Set(["retrain", "reweight"]);
const ACTS = new Set(["retrain", "reweight", "quarantine", "promote", "rollback", "fallback"]);
/** How drastic a decision is. */
const SEVERITY = {
  keep: 0,
  watch: 1,
  hold: 1,
  defer: 1,
  reweight: 2,
  retrain: 2,
  quarantine: 3,
  promote: 3,
  fallback: 4,
  rollback: 5,
};

describe("decide", () => {
  test("is total, gives reasons, and its decision survives being stored", () => {
    holds((...args) => {
      const decision = decide(...args);
      expect(Decision.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
      expect(decision.reasons.length).toBeGreaterThan(0);
    });
  });

  test("is pure: the stored history and the same now give the same decision", () => {
    holds((found, diagnosis, history, policy, now) => {
      const before = JSON.stringify([found, diagnosis, history, policy]);
      const decision = decide(found, diagnosis, history, policy, now);
      const stored = DecisionHistory.parse(JSON.parse(JSON.stringify(history)));
      expect(decide(found, diagnosis, stored, policy, now)).toEqual(decision);
      expect(JSON.stringify([found, diagnosis, history, policy])).toBe(before);
    });
  });

  test("never learns from broken data, whoever asks", () => {
    holds((found, diagnosis, history, policy, now) => {
      const broken = { ...diagnosis, diagnosis: "data_break" as const };
      expect(TRAINS.has(decide(found, broken, history, policy, now).kind)).toBe(false);
      const open = [
        ...history.open,
        { id: "x", diagnosis: "data_break" as const, state: "verifying" as const, waiting: false, weighted: false },
      ];
      expect(TRAINS.has(decide(found, diagnosis, { ...history, open }, policy, now).kind)).toBe(false);
    });
  });

  test("keeps cooldown and daily budget, unless a person asks", () => {
    holds((found, diagnosis, history, policy, now) => {
      const { kind } = decide(found, diagnosis, { ...history, requested: false }, policy, now);
      if (!TRAINS.has(kind)) return;
      expect(history.trainingsToday).toBeLessThan(policy.daily_budget);
      if (history.lastActionAt !== null)
        expect(now - history.lastActionAt).toBeGreaterThanOrEqual(policy.cooldown_minutes * MINUTE);
    });
  });

  test("rolls a bad release back before anything else, however busy the machine is", () => {
    holds((found, diagnosis, history, policy, now) => {
      const release = { version: found.model.version, at: now - MINUTE, from: "v0001" };
      const calls = { ...found.calls!, version: found.model.version, requests: 100, error_share: 0.5 };
      const pressed = { ...found.host, load_1m: 10 * found.host.cores };
      for (const host of [found.host, pressed]) {
        const facts = { ...found, calls, host };
        const decision = decide(facts, diagnosis, { ...history, release }, { ...policy, mode: "automatic" }, now);
        expect(decision).toMatchObject({ kind: "rollback" });
        expect(decision).not.toHaveProperty("version");
      }
    });
  });

  test("does not go back again from a version that is not live any more", () => {
    holds((found, diagnosis, history, policy, now) => {
      const release = { version: "v0003", at: now - MINUTE, from: "v0001" };
      const calls = { ...found.calls!, version: "v0003", requests: 100, error_share: 0.5 };
      const { kind } = decide({ ...found, calls, trial: null }, diagnosis, { ...history, release }, policy, now);
      expect(kind).not.toBe("rollback");
    });
  });

  test("takes a canary that does harm out, unless it is an incident's own or something worse goes first", () => {
    holds((found, diagnosis, history, policy, now) => {
      const trial = { ...facts({ trial: { errors: "bad" } }).trial! };
      const decision = decide(
        { ...found, trial },
        diagnosis,
        { ...history, open: [] },
        { ...policy, mode: "approve" },
        now,
      );
      expect(decision.kind).toBe("rollback");
    });
  });

  test("acts on nothing where the policy only observes", () => {
    holds((found, diagnosis, history, policy, now) => {
      const { kind } = decide(found, diagnosis, history, { ...policy, mode: "observe" }, now);
      expect(ACTS.has(kind)).toBe(false);
    });
  });

  test("asks before a retrained model goes live unless the policy is automatic", () => {
    holds((found, diagnosis, history, policy, now) => {
      const decision = decide(found, diagnosis, history, policy, now);
      if (decision.kind !== "retrain") return;
      const blindly = decision.weighted && policy.without_outcomes === "ask";
      expect(decision.approval).toBe(policy.mode !== "automatic" || blindly);
    });
  });

  test("trains nothing under host pressure", () => {
    holds((found, diagnosis, history, policy, now) => {
      const pressed = { ...found, host: { ...found.host, load_1m: 10 * found.host.cores } };
      expect(TRAINS.has(decide(pressed, diagnosis, history, policy, now).kind)).toBe(false);
    });
  });

  test("answers a person's request with an incident or a deferral, never with silence", () => {
    holds((found, diagnosis, history, policy, now) => {
      const { kind } = decide(found, diagnosis, { ...history, requested: true }, policy, now);
      expect(["keep", "watch"]).not.toContain(kind);
    });
  });

  test("is monotone: a worse metric, more errors or more new rows never make it milder", () => {
    fc.assert(
      fc.property(
        cases,
        fc.record({ drop: share, errors: share, rows: count }),
        ([found, diagnosis, history, policy], more) => {
          const { performance } = found.model;
          const worse = {
            ...found,
            service: { ...found.service, error_share: Math.min(1, found.service.error_share + more.errors) },
            calls: { ...found.calls!, error_share: Math.min(1, found.calls!.error_share + more.errors) },
            model: {
              ...found.model,
              performance: { ...performance, drop: (performance.drop ?? 0) + more.drop },
              new_labelled: found.model.new_labelled + more.rows,
            },
          };
          const before = decide(found, diagnosis, history, policy, NOW);
          const grown = { ...history, labelled: history.labelled + more.rows };
          const after = decide(worse, diagnosis, grown, policy, NOW);
          expect(SEVERITY[after.kind]).toBeGreaterThanOrEqual(SEVERITY[before.kind]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  type Rung = [Facts, Partial<DecisionHistory>];
  /** One thing gets worse and nothing else is wrong, from 0 to 1. */
  const LADDERS: Record<string, (bad: number) => Rung> = {
    "the metric falls": (bad) => [facts({ drop: bad, model: { new_labelled: 400 } }), { labelled: 400 }],
    "a release fails": (bad) => [
      facts({ calls: { error_share: bad } }),
      { release: { version: "v0002", at: NOW - 10 * MINUTE, from: "v0001" } },
    ],
    "a release slows down": (bad) => [
      facts({ calls: { latency_p95_ms: 5000 * bad } }),
      { release: { version: "v0002", at: NOW - 10 * MINUTE, from: "v0001" } },
    ],
    "more is to be learnt": (bad) => [
      facts({ model: { new_labelled: Math.round(20_000 * bad) } }),
      { labelled: Math.round(20_000 * bad) },
    ],
  };
  const severityOf = ([found, history]: Rung, policy: Policy): number =>
    SEVERITY[decide(found, diagnosed("none"), { ...NO_HISTORY, ...history }, policy, NOW).kind];
  test.each(Object.keys(LADDERS))("is monotone, rung by rung: %s", (name) => {
    const rungs = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 10, maxLength: 30 });
    fc.assert(
      fc.property(rungs, anyPolicy, (drawn, changed) => {
        const policy = { ...changed, mode: "automatic" as const, daily_budget: 10 };
        const severities = drawn.sort((a, b) => a - b).map((bad) => severityOf(LADDERS[name]!(bad), policy));
        expect(severities).toEqual(severities.toSorted((a, b) => a - b));
      }),
    );
    const ends = [0, 1].map((bad) => severityOf(LADDERS[name]!(bad), Policy.parse({ mode: "automatic" })));
    expect(ends[1]).toBeGreaterThan(ends[0]!);
  });
});
