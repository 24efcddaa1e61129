import { describe, expect, test } from "vitest";
import type { Alert } from "../contract/index.ts";
import { endedIncident, incidentOf, openBench, standing, storeIncident, waitingIncident } from "./testing/bench.ts";
import { httpDouble } from "./testing/http-double.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Titles of what the desktop was told. */
function desktop() {
  const shown: string[] = [];
  return { shown, notify: ({ title }: Pick<Alert, "title">) => void shown.push(title) };
}

async function withWebhook(changes: Record<string, unknown> = {}) {
  const receiver = await httpDouble();
  const bench = openBench();
  bench.alerting.configure({ changes: { webhook_url: receiver.url, ...changes }, secrets: {} }, "user");
  const kinds = () => receiver.requests.map(({ body }) => (JSON.parse(body) as { data: Alert }).data.kind);
  return {
    ...{ bench, receiver, kinds },
    [Symbol.asyncDispose]: async () => {
      await bench[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

describe("one cause, one alert", () => {
  test("an incident is told when it opens, when it needs a person, and when it ends; nothing in between", async () => {
    await using told = await withWebhook();
    const { bench, kinds } = told;
    const story = [
      incidentOf(),
      incidentOf({ state: "gating" }),
      waitingIncident(),
      waitingIncident(),
      waitingIncident({ waiting: false, state: "promoting" }),
      endedIncident(),
      endedIncident(),
    ];
    for (const incident of story) {
      bench.clock.advance(MINUTE);
      bench.happen(incident);
      await bench.alerting.deliver();
    }
    expect(kinds()).toEqual(["incident_opened", "approval_needed", "incident_ended"]);
    expect(bench.alerting.list({ limit: 10 })).toMatchObject([
      { kind: "incident_ended", cause: "incident:01INCIDENT" },
    ]);
    expect(bench.alerting.list({ open: true, limit: 10 })).toEqual([]);
  });

  test("answers that were wrong are told once the data are whole, by name, to whoever can tell those who asked", async () => {
    await using told = await withWebhook({ webhook_least: "act" });
    const { bench, receiver, kinds } = told;
    const at = new Date(0).toISOString();
    const first = [
      {
        ...{ prediction_id: "P1", request: "R1", asked_at: at, answered: "no", corrected: "yes" },
        ...{ version: "v0001", incident: "01INCIDENT" },
      },
    ];
    const data = { repaired_at: 0, corrected: 3, file: "corrections.csv", first };
    const repaired = { decision: "quarantine" as const, steps: [{ at, state: "verifying" as const, note: "", data }] };
    for (const incident of [
      incidentOf({ ...repaired, state: "verifying" }),
      endedIncident(repaired),
      endedIncident(repaired),
    ]) {
      bench.clock.advance(MINUTE);
      bench.happen(incident);
      await bench.alerting.deliver();
    }
    expect(kinds().filter((kind) => kind === "answers_corrected")).toHaveLength(1);
    const { data: alert } = JSON.parse(receiver.requests.at(-1)!.body) as { data: Alert };
    expect(alert).toMatchObject({ kind: "answers_corrected", severity: "act" });
    expect(alert.text).toEqual([
      "They were given on broken data, and are answered again: corrections.csv.",
      "Request R1 (prediction P1) of 1970-01-01 00:00 UTC: no, rightly yes.",
      "So were 2 more.",
    ]);
    expect(alert.commands).toContain(`homeostat repairs ${alert.model} --corrections`);
    const undone = { ...repaired, steps: [...repaired.steps, { at, state: "verifying" as const, note: "", data: {} }] };
    bench.happen(endedIncident({ ...undone, id: "01OTHER" }));
    await bench.alerting.deliver();
    expect(kinds().filter((kind) => kind === "answers_corrected")).toHaveLength(1);
  });

  test("what has not been sent yet is replaced by the newer news", async () => {
    await using told = await withWebhook();
    told.bench.happen(incidentOf());
    told.bench.happen(waitingIncident());
    await told.bench.alerting.deliver();
    expect(told.kinds()).toEqual(["approval_needed"]);
  });

  test("what was approved before it was told is not told any more", async () => {
    await using told = await withWebhook();
    told.bench.happen(waitingIncident());
    told.bench.happen(waitingIncident({ waiting: false, state: "promoting" }));
    await told.bench.alerting.deliver();
    expect(told.kinds()).toEqual([]);
    expect(told.bench.alerting.log(10)).toMatchObject([{ state: "dropped", error: "no longer needed" }]);
  });

  test("half of the time to approve is over: the person is told again, once", async () => {
    await using told = await withWebhook();
    const { bench, kinds } = told;
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    for (const hours of [35, 36, 40, 60]) {
      bench.clock.advance((hours === 35 ? 35 : 4) * HOUR);
      bench.alerting.look(standing());
      await bench.alerting.deliver();
    }
    expect(kinds()).toEqual(["approval_needed", "approval_reminder"]);
  });

  test("a channel is told of what is pressing enough, and how that ended", async () => {
    const { shown, notify } = desktop();
    await using bench = openBench({ notify });
    bench.alerting.configure({ changes: { desktop_least: "act" }, secrets: {} }, "user");
    bench.happen(incidentOf({ id: "01A" }));
    bench.happen(endedIncident({ id: "01A" }));
    await bench.alerting.deliver();
    expect(shown).toEqual([]);
    bench.happen(waitingIncident({ id: "01B" }));
    await bench.alerting.deliver();
    bench.happen(endedIncident({ id: "01B" }));
    await bench.alerting.deliver();
    expect(shown.map((title) => title.split(":")[0])).toEqual(["Waits for your approval", "Over"]);
  });

  test("nothing leaves the machine unless it was set up", async () => {
    await using bench = openBench();
    bench.happen(waitingIncident());
    bench.alerting.look(standing({ service: { degraded: true } }));
    bench.alerting.look(standing({ service: { degraded: true } }));
    await bench.alerting.deliver();
    expect(bench.alerting.log(10)).toEqual([]);
    expect(bench.alerting.list({ limit: 10 })).toHaveLength(2);
  });
});

describe("states", () => {
  /** Looks once a minute, so many times. */
  function looks(bench: ReturnType<typeof openBench>, times: number, now: ReturnType<typeof standing>): string[] {
    for (let k = 0; k < times; k++) {
      bench.clock.advance(MINUTE);
      bench.alerting.look(now);
    }
    return bench.alerting.list({ limit: 10 }).map(({ kind }) => kind);
  }

  test("one look proves nothing; a state that comes and goes is told once; its end is told", async () => {
    await using bench = openBench();
    const bad = standing({ service: { error_share: 0.5 } });
    expect(looks(bench, 1, bad)).toEqual([]);
    expect(looks(bench, 1, bad)).toEqual(["service_fault"]);
    for (let k = 0; k < 4; k++) {
      looks(bench, 2, standing());
      looks(bench, 2, bad);
    }
    expect(looks(bench, 4, standing())).toEqual(["service_fault"]);
    expect(looks(bench, 2, standing())).toEqual(["recovered"]);
    expect(looks(bench, 2, bad)).toEqual(["service_fault", "recovered"]);
  });

  test("a service that fails is told where no incident tells it", async () => {
    await using bench = openBench();
    bench.happen(incidentOf({ diagnosis: "service_fault", decision: "fallback" }));
    expect(looks(bench, 5, standing({ service: { degraded: true } }))).toEqual(["incident_opened"]);
    expect(bench.alerting.list({ limit: 1 })[0]!.title).toBe("sales does not answer as it should");
  });

  test("a watch that does not get on", async () => {
    await using bench = openBench();
    const troubles = ["The watch of sales has failed three times."];
    expect(looks(bench, 2, standing({ troubles }))).toEqual(["service_fault"]);
    expect(bench.alerting.list({ limit: 1 })[0]!.text).toEqual(troubles);
  });

  test("an overloaded machine", async () => {
    await using bench = openBench();
    expect(looks(bench, 2, standing({ host: { memory_available_bytes: 1e8 } }))).toEqual(["host_pressure"]);
    expect(bench.alerting.list({ limit: 1 })[0]!.text[0]).toMatch(/0.1 GB of 8.0 GB memory/);
  });

  test("a model that is not right or blind is told where no incident tells it", async () => {
    await using bench = openBench();
    expect(looks(bench, 2, standing({ diagnosis: "concept_drift" }))).toEqual(["model_act"]);
    expect(looks(bench, 2, standing({ diagnosis: "blind" }))).toEqual(["model_blind"]);

    await using explained = openBench();
    explained.happen(waitingIncident());
    expect(looks(explained, 5, standing({ diagnosis: "concept_drift" }))).toEqual(["approval_needed"]);
    explained.happen(endedIncident());
    expect(looks(explained, 5, standing({ diagnosis: "concept_drift" }))).toEqual(["incident_ended"]);
  });
});

describe("delivery", () => {
  test("in quiet hours messages wait, but for what is pressing where so chosen", async () => {
    const night = new Date(2026, 0, 5, 23, 0).getTime();
    await using told = await withWebhook({ quiet_from: "22:00", quiet_to: "07:00" });
    const { bench, kinds } = told;
    bench.clock.advance(night - bench.clock.now());
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    expect(kinds()).toEqual([]);
    const morning = new Date(2026, 0, 6, 7, 0);
    expect(bench.alerting.log(1)).toMatchObject([{ held: "quiet_hours", next_at: morning.toISOString() }]);
    bench.clock.advance(morning.getTime() - night);
    await bench.alerting.deliver();
    expect(kinds()).toEqual(["approval_needed"]);

    bench.clock.advance(16 * HOUR);
    bench.alerting.configure({ changes: { quiet_lets_act_through: true }, secrets: {} }, "user");
    bench.happen(incidentOf({ id: "01WATCH" }));
    bench.happen(waitingIncident({ id: "01ACT" }));
    await bench.alerting.deliver();
    expect(kinds()).toEqual(["approval_needed", "approval_needed"]);
  });

  test("above the rate messages wait, the pressing ones go first", async () => {
    await using told = await withWebhook({ per_hour: 2 });
    const { bench, kinds } = told;
    bench.happen(incidentOf({ id: "01A" }));
    bench.happen(incidentOf({ id: "01B" }));
    bench.happen(waitingIncident({ id: "01C" }));
    await bench.alerting.deliver();
    expect(kinds()).toEqual(["approval_needed", "incident_opened"]);
    const next_at = new Date(bench.clock.now() + HOUR).toISOString();
    expect(bench.alerting.log(3).find(({ state }) => state === "waiting")).toMatchObject({
      held: "rate_limit",
      next_at,
    });
    bench.clock.advance(HOUR);
    await bench.alerting.deliver();
    expect(kinds()).toHaveLength(3);
  });

  test("what fails is tried again, ever more seldom, then given up and told; it is told too when it works again", async () => {
    const { shown, notify } = desktop();
    await using receiver = await httpDouble();
    await using bench = openBench({ notify });
    const { alerting, clock } = bench;
    alerting.configure({ changes: { webhook_url: receiver.url, webhook_least: "act" }, secrets: {} }, "user");
    receiver.answer(500);
    bench.happen(waitingIncident({ id: "01A" }));
    const pauses: number[] = [];
    for (let k = 0; k < 400 && alerting.log(10).some(({ state }) => state === "waiting"); k++) {
      const before = receiver.requests.length;
      await alerting.deliver();
      if (receiver.requests.length > before) pauses.push(clock.now());
      clock.advance(MINUTE / 2);
    }
    const minutes = pauses.slice(1).map((at, k) => (at - pauses[k]!) / MINUTE);
    expect(minutes).toEqual([0.5, 1, 2, 4, 8, 16, 32, 60]);
    const failed = alerting.log(10).find(({ channel }) => channel === "webhook");
    expect(failed).toMatchObject({
      state: "failed",
      attempts: 9,
      error: "the receiver answered 500 Internal Server Error",
    });
    expect(alerting.troubles()).toEqual([
      "Alerts by webhook do not arrive: the receiver answered 500 Internal Server Error.",
    ]);
    await alerting.deliver();
    expect(shown.at(-1)).toBe("Alerts by webhook do not arrive");

    receiver.answer(200);
    bench.happen(waitingIncident({ id: "01B" }));
    await alerting.deliver();
    await alerting.deliver();
    expect(alerting.troubles()).toEqual([]);
    expect(shown.at(-1)).toBe("Over: Alerts by webhook do not arrive");
    const metrics = await alerting.metrics();
    expect(metrics).toContain('homeostat_alert_deliveries_total{channel="webhook",result="retried"} 8');
    expect(metrics).toContain('homeostat_alert_deliveries_total{channel="webhook",result="failed"} 1');
    expect(metrics).toContain('homeostat_alert_deliveries_total{channel="webhook",result="sent"} 1');
  });

  test("a restart loses no message and repeats none", async () => {
    await using told = await withWebhook();
    const { bench, receiver, kinds } = told;
    receiver.answer(503);
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    receiver.answer(200);
    const second = await bench.restart();
    await second.deliver();
    expect(kinds()).toHaveLength(1);
    bench.clock.advance(MINUTE);
    await second.deliver();
    bench.clock.advance(MINUTE);
    await (await bench.restart()).deliver();
    expect(kinds()).toEqual(["approval_needed", "approval_needed"]);
    const ids = new Set(receiver.requests.map(({ headers }) => headers["webhook-id"]));
    expect(ids.size).toBe(1);
  });

  test("an incident that ended while nobody told of it is told at the next start", async () => {
    await using told = await withWebhook();
    const { bench, kinds } = told;
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    storeIncident(bench.db, endedIncident());
    const second = await bench.restart();
    second.start({ pages: null, network: false });
    await second.deliver();
    expect(kinds()).toEqual(["approval_needed", "incident_ended"]);
  });

  test("news that come while the older ones are under way are sent after them", async () => {
    const { shown, notify } = desktop();
    let again = true;
    await using bench = openBench({
      notify: (alert) => {
        notify(alert);
        if (again) bench.happen(endedIncident());
        again = false;
      },
    });
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    await bench.alerting.deliver();
    expect(shown.map((title) => title.split(":")[0])).toEqual(["Waits for your approval", "Over"]);
    await bench.alerting.deliver();
    expect(shown).toHaveLength(2);
  });

  test("what waits for a channel that is taken out is dropped", async () => {
    await using told = await withWebhook();
    const { bench } = told;
    bench.happen(waitingIncident());
    bench.alerting.configure({ changes: { webhook_url: null }, secrets: {} }, "user");
    await bench.alerting.deliver();
    expect(bench.alerting.log(1)).toMatchObject([{ state: "dropped", error: "this channel is not set up" }]);
  });
});

test("the page that an alert names: whole where pages are served", async () => {
  await using bench = openBench();
  bench.happen(waitingIncident());
  const address = () => bench.alerting.list({ limit: 1 })[0]!.address;
  expect(address()).toBe("#/incidents?id=01INCIDENT");
  bench.alerting.start({ pages: "http://127.0.0.1:4870/", network: false });
  expect(address()).toBe("http://127.0.0.1:4870/#/incidents?id=01INCIDENT");
});

test.each([
  [{ webhok_url: "x" }, /no alert setting webhok_url/],
  [{ webhook_url: "ftp://example.org" }, /webhook_url/],
  [{ quiet_from: "25:00" }, /quiet_from/],
  [{ quiet_from: "22:00" }, /belong together/],
  [{ command: [] }, /command/],
  [{ email_to: ["nobody"] }, /email_to/],
])("settings that do not fit are refused: %j", async (changes, message) => {
  await using bench = openBench();
  expect(() => bench.alerting.configure({ changes, secrets: {} }, "user")).toThrow(message);
  expect(bench.alerting.settings().settings.webhook_url).toBeNull();
});
