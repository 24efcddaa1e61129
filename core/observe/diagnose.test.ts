import { describe, expect, test } from "vitest";
import { type DriftReport, type Facts, type ModelFacts, Policy } from "../contract/index.ts";
import { answer } from "./answer.ts";
import { diagnose, type History } from "./diagnose.ts";
import { compareTables } from "./model/drift/compare.ts";
import { drawn, numbers, tableOf } from "./testing.ts";

const policy = Policy.parse({});
const FIRST: History = { drifted: [], broken: [], wealth: 0 };
const AGAIN: History = { drifted: [true], broken: [], wealth: 1e6 };

const service: Facts["service"] = {
  requests: 100,
  error_share: 0,
  latency_p50_ms: 2,
  latency_p95_ms: 5,
  latency_p99_ms: 9,
  queue_depth: 0,
  event_loop_lag_ms: 1,
  degraded: false,
  uptime_seconds: 60,
};
const host: Facts["host"] = {
  cpu_share: 0.2,
  load_1m: 0.5,
  cores: 4,
  memory_total_bytes: 16e9,
  memory_available_bytes: 8e9,
  disk_free_bytes: 5e11,
  disk_total_bytes: 1e12,
  temperature_c: null,
  battery_share: null,
};

const column = (shift: number, seed: number) => drawn("x", 400, seed, (rng) => rng.normal() + shift);
const driftOf = (shift: number): DriftReport =>
  compareTables(tableOf(column(0, 1)), tableOf(column(shift, 2)), { importance: [{ feature: "x", importance: 1 }] });
const quiet = driftOf(0);
const moved = driftOf(1);

const performance = (current: number, labelled = 500, half = 0.02): ModelFacts["performance"] => ({
  metric: "roc_auc",
  reference: 0.85,
  reference_interval: [0.83, 0.87],
  current,
  current_interval: [current - half, current + half],
  labelled,
  drop: (0.85 - current) / 0.85,
  all: { roc_auc: current },
  coverage: null,
  intervals: {},
});
const model = (changes: Partial<ModelFacts> = {}): ModelFacts => ({
  model: "m",
  version: "v0001",
  at: "2026-01-01T00:00:00.000Z",
  window: 400,
  drift: quiet,
  prediction_drift: null,
  outcome_drift: null,
  performance: performance(0.85),
  estimated: null,
  calibration: null,
  segments: null,
  cost: null,
  error_alarms: [],
  new_labelled: 0,
  trained_rows: 10_000,
  hours_since_outcome: 1,
  rejected_share: 0,
  outlier_share: 0,
  ...changes,
});
const facts = (changes: Partial<ModelFacts> = {}, others: Partial<Facts> = {}): Facts => ({
  service,
  host,
  model: model(changes),
  calls: null,
  trial: null,
  ...others,
});
const kind = (the: Facts, history = FIRST) => diagnose(the, history, policy).diagnosis;

describe("diagnosis", () => {
  test("nothing", () => {
    const report = diagnose(facts(), FIRST, policy);
    expect(report.diagnosis).toBe("none");
    expect(report.evidence.join(" ")).toContain("ROC-AUC is 0.85");
  });
  test("drift counts from the second window on, and is judged by harm", () => {
    expect(kind(facts({ drift: moved }))).toBe("none");
    expect(kind(facts({ drift: moved }), AGAIN)).toBe("benign_drift");
    expect(kind(facts({ drift: moved, performance: performance(0.8) }), AGAIN)).toBe("harmful_drift");
    const without = facts({ drift: moved, performance: performance(0.85, 3) });
    const report = diagnose(without, AGAIN, policy);
    expect(report).toMatchObject({ diagnosis: "harmful_drift", features: ["x"] });
    expect(report.evidence.join(" ")).toContain("mean");
  });
  test("drift of what the model does not lean on is benign without outcomes", () => {
    const drift = { ...moved, weighted_share: 0 };
    expect(kind(facts({ drift, performance: performance(0.85, 3) }), AGAIN)).toBe("benign_drift");
  });
  test("a quiet window in between starts the count anew", () => {
    expect(kind(facts({ drift: moved }), { ...AGAIN, drifted: [true, true, false] })).toBe("none");
  });
  test("a long watch asks for more than two windows that happen to agree", () => {
    expect(kind(facts({ drift: moved }), { ...AGAIN, wealth: 99 })).toBe("none");
    expect(kind(facts({ drift: moved }), { ...AGAIN, wealth: 101 })).toBe("benign_drift");
  });
  test("a data break is called at once, whatever else is true", () => {
    const stopped = numbers("x", new Float64Array(400).fill(Number.NaN));
    const broken = compareTables(tableOf(column(0, 1)), tableOf(stopped));
    const report = diagnose(facts({ drift: broken, performance: performance(0.5) }), FIRST, policy);
    expect(report.diagnosis).toBe("data_break");
    expect(report.features).toEqual(["x"]);
  });
  test("concept drift: a drop that is large and certain", () => {
    expect(kind(facts({ performance: performance(0.7) }))).toBe("concept_drift");
    expect(kind(facts({ performance: performance(0.7, 500, 0.15) }))).toBe("none");
    expect(kind(facts({ performance: performance(0.7, 40) }))).toBe("none");
    expect(kind(facts({ performance: performance(0.78) }))).toBe("none");
    expect(kind(facts({ performance: performance(0.78), error_alarms: ["adwin"] }))).toBe("concept_drift");
    expect(kind(facts({ performance: performance(0.84), error_alarms: ["adwin"] }))).toBe("none");
  });
  test("concept drift by the user's own metric, where the watched one is as it was", () => {
    const cost = (current: number): ModelFacts["cost"] => ({
      ...{ unit: "EUR", reference: 0.5, reference_interval: [0.47, 0.53], labelled: 500, estimated: null },
      ...{ current, current_interval: [current - 0.04, current + 0.04], drop: (current - 0.5) / 0.5 },
    });
    const dear = diagnose(facts({ cost: cost(0.7) }), FIRST, policy);
    expect(dear.diagnosis).toBe("concept_drift");
    expect(dear.evidence.join(" ")).toContain("An answer costs 0.7 EUR (95 % interval 0.66 to 0.74), against 0.5 EUR");
    expect(kind(facts({ cost: cost(0.54) }))).toBe("none");
    expect(kind(facts({ cost: cost(0.2) }))).toBe("none");
  });
  test("prior shift: the classes moved and nothing within them", () => {
    const outcome = { psi: 0.3, p_value: 1e-9, drifted: true, within_class_share: 0 };
    expect(kind(facts({ outcome_drift: outcome, performance: performance(0.7) }))).toBe("prior_shift");
    const mixed = { ...outcome, within_class_share: 0.5 };
    expect(kind(facts({ outcome_drift: mixed, performance: performance(0.7) }))).toBe("concept_drift");
    expect(kind(facts({ outcome_drift: { ...outcome, p_value: 0.01 } }))).toBe("none");
  });
  test("outliers, more data, blindness", () => {
    expect(kind(facts({ rejected_share: 0.05 }))).toBe("outliers");
    expect(kind(facts({ new_labelled: 2000 }))).toBe("more_data");
    expect(kind(facts({ new_labelled: 1999 }))).toBe("none");
    expect(kind(facts({ hours_since_outcome: 200 }))).toBe("blind");
    expect(kind(facts({ hours_since_outcome: null, performance: performance(0.85, 0) }))).toBe("blind");
    expect(kind(facts({ hours_since_outcome: null, window: 10 }))).toBe("none");
  });
  test("outcomes that came before hide no blindness", () => {
    expect(kind(facts({ hours_since_outcome: 200, new_labelled: 2000 }))).toBe("blind");
  });
  test("service and host", () => {
    expect(kind(facts({}, { service: { ...service, error_share: 0.2 } }))).toBe("service_fault");
    expect(kind(facts({}, { service: { ...service, degraded: true } }))).toBe("service_fault");
    expect(kind(facts({}, { service: { ...service, error_share: 1, requests: 3 } }))).toBe("none");
    expect(kind(facts({}, { host: { ...host, memory_available_bytes: 1e8 } }))).toBe("host_pressure");
    expect(kind(facts({}, { host: { ...host, load_1m: 20 } }))).toBe("host_pressure");
  });
  test("windows under the minimum say nothing about the data", () => {
    expect(kind(facts({ window: 30, drift: moved }), AGAIN)).toBe("none");
  });
});

describe("without outcomes", () => {
  const estimate = (value: number, half = 0.02): ModelFacts["estimated"] => ({
    ...{ known: true, method: "cbpe", metric: "roc_auc", value, interval: [value - half, value + half] },
    ...{
      drop: (0.85 - value) / 0.85,
      rows: 400,
      reference: 0.85,
      reference_interval: [0.83, 0.87],
      metrics: { roc_auc: value },
      intervals: {},
    },
  });
  const unlabelled = { drift: moved, performance: performance(0.85, 0), hours_since_outcome: 1 };
  const cannot: ModelFacts["estimated"] = { known: false, because: "outside_training", reason: "Too far." };

  test("estimated performance tells harm from what is harmless", () => {
    expect(kind(facts({ ...unlabelled, estimated: estimate(0.75) }), AGAIN)).toBe("harmful_drift");
    expect(kind(facts({ ...unlabelled, estimated: estimate(0.84) }), AGAIN)).toBe("benign_drift");
  });
  test("where it cannot tell, drift in what the model leans on is harm", () => {
    for (const estimated of [null, cannot, estimate(0.84, 0.2)])
      expect(kind(facts({ ...unlabelled, estimated }), AGAIN)).toBe("harmful_drift");
  });
  test("blind says what is estimated, or why nothing is", () => {
    const blind = { performance: performance(0.85, 0), hours_since_outcome: null };
    const told = (estimated: ModelFacts["estimated"]) =>
      diagnose(facts({ ...blind, estimated }), FIRST, policy).evidence.join(" ");
    expect(told(estimate(0.84))).toContain(
      "ROC-AUC is estimated at 0.84 (95 % interval 0.82 to 0.86) on 400 answers, 1.2 % worse than the 0.85 of unseen rows at training.",
    );
    expect(told(cannot)).toContain("It cannot be estimated either. Too far.");
  });
});

describe("the three questions", () => {
  const ask = (the: Facts, history = FIRST) =>
    answer({ ...the, models: [{ facts: the.model, diagnosis: diagnose(the, history, policy) }] });

  test("all is well", () => {
    const report = ask(facts());
    expect([report.service.status, report.host.status, report.model.status, report.blind]).toEqual([
      "ok",
      "ok",
      "ok",
      false,
    ]);
    expect(report.model.evidence[0]).toBe("m v0001: nothing has changed that matters.");
  });
  test("each question has its own answer", () => {
    const report = ask(
      facts(
        { drift: moved },
        { service: { ...service, latency_p95_ms: 900 }, host: { ...host, disk_free_bytes: 5e10 } },
      ),
      AGAIN,
    );
    expect([report.service.status, report.host.status, report.model.status]).toEqual(["act", "watch", "watch"]);
    expect(report.host.evidence[0]).toContain("disk");
  });
  test("drift is watched, harm asks to act, blindness is said", () => {
    expect(ask(facts({ drift: moved }), AGAIN).model.status).toBe("watch");
    expect(ask(facts({ performance: performance(0.6) })).model.status).toBe("act");
    const blind = ask(facts({ hours_since_outcome: null, performance: performance(0.85, 0) }));
    expect([blind.model.status, blind.blind]).toEqual(["unknown", true]);
  });
  test("the worst of several models is told, and no model is not known to be right", () => {
    const [well, ill] = [facts(), facts({ model: "other", performance: performance(0.6) })];
    const models = [well, ill].map((the) => ({ facts: the.model, diagnosis: diagnose(the, FIRST, policy) }));
    const report = answer({ service, host, models });
    expect(report.model.status).toBe("act");
    expect(report.model.evidence.join(" ")).not.toContain("m v0001:");
    expect(answer({ service, host, models: [] }).model.status).toBe("unknown");
  });
});
