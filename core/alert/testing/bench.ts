/** Alerting on a database in memory and a simulated clock, with incidents made up as they are stored. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppEvent, DiagnosisReport, HostFacts, Incident, ModelFacts, ServiceFacts } from "../../contract/index.ts";
import { type Database, openDatabase, seededUlids, silentLogger, simulatedClock } from "../../shared/index.ts";
import { type Alerting, createAlerting } from "../alerting.ts";
import type { Notify } from "../courier.ts";

export const START = Date.UTC(2026, 0, 5, 12);
const iso = (at: number): string => new Date(at).toISOString();

export const incidentOf = (changes: Partial<Incident> = {}): Incident => ({
  id: "01INCIDENT",
  model: "sales",
  state: "acting",
  diagnosis: "concept_drift",
  decision: "retrain",
  opened_at: iso(START),
  closed_at: null,
  detected_ms: null,
  recovered_ms: null,
  evidence: ["RMSE is 31 % worse than promised."],
  features: ["price"],
  waiting: false,
  champion: "v0001",
  challenger: null,
  gate: null,
  outcome: null,
  worked_ms: 0,
  steps: [{ at: iso(START), state: "open", note: "A newer model would be better." }],
  ...changes,
});

export const waitingIncident = (changes: Partial<Incident> = {}): Incident => {
  const held = { at: iso(START), state: "held", note: "v0002 is better than v0001 and waits for approval." } as const;
  const open = incidentOf();
  return { ...open, state: "held", waiting: true, challenger: "v0002", steps: [...open.steps, held], ...changes };
};

export const endedIncident = (changes: Partial<Incident> = {}): Incident =>
  incidentOf({ state: "closed", closed_at: iso(START), outcome: "v0002 is live and verified.", ...changes });

/** Stores an incident as healing does. */
export function storeIncident(db: Database, incident: Incident): void {
  const { steps, ...body } = incident;
  db.prepare("INSERT OR REPLACE INTO incidents (id, model, state, body, opened_at) VALUES (?, ?, ?, ?, ?)").run(
    ...[incident.id, incident.model, incident.state, JSON.stringify(body), Date.parse(incident.opened_at)],
  );
  const step = db.prepare(
    "INSERT OR REPLACE INTO incident_steps (incident, seq, state, note, data, at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  for (const [k, { at, state, note, data }] of steps.entries())
    step.run(incident.id, k + 1, state, note, data ? JSON.stringify(data) : null, Date.parse(at));
}

const service: ServiceFacts = {
  ...{ requests: 100, error_share: 0, latency_p50_ms: 1, latency_p95_ms: 2, latency_p99_ms: 3, queue_depth: 0 },
  ...{ event_loop_lag_ms: 0, degraded: false, uptime_seconds: 60 },
};
const host: HostFacts = {
  ...{ cpu_share: 0.1, load_1m: 0.1, cores: 2, memory_total_bytes: 8e9, memory_available_bytes: 4e9 },
  ...{ disk_free_bytes: 5e10, disk_total_bytes: 1e11, temperature_c: null, battery_share: null },
};
const facts: ModelFacts = {
  ...{ model: "sales", version: "v0001", at: iso(START), window: 0, drift: null, prediction_drift: null },
  ...{ outcome_drift: null, error_alarms: [], new_labelled: 0, trained_rows: 100, hours_since_outcome: null },
  ...{ rejected_share: 0, outlier_share: 0, estimated: null, calibration: null, segments: [], cost: null },
  performance: {
    ...{ metric: "rmse", reference: null, reference_interval: null, current: null, current_interval: null },
    ...{ labelled: 0, drop: null, all: {}, intervals: {}, coverage: null },
  },
};

/** How everything stands: all well, but for the changes. */
export const standing = (
  changes: {
    service?: Partial<ServiceFacts>;
    host?: Partial<HostFacts>;
    diagnosis?: DiagnosisReport["diagnosis"];
    troubles?: string[];
  } = {},
) => ({
  troubles: changes.troubles ?? [],
  service: { ...service, ...changes.service },
  host: { ...host, ...changes.host },
  models: [
    { facts, diagnosis: { diagnosis: changes.diagnosis ?? "none", features: [], evidence: ["RMSE is 31 % worse."] } },
  ],
});

export interface Bench extends AsyncDisposable {
  db: Database;
  clock: ReturnType<typeof simulatedClock>;
  alerting: Alerting;
  events: AppEvent[];
  audited: Record<string, unknown>[];
  secrets: string;
  /** Stores an incident and tells of it, as the loop does. */
  happen(incident: Incident): void;
  /** A new process on the same database. */
  restart(): Promise<Alerting>;
}

/** @example await using bench = openBench(); bench.happen(incidentOf()); */
export function openBench({ notify }: { notify?: Notify } = {}): Bench {
  const db = openDatabase(":memory:");
  const clock = simulatedClock(START);
  const nextId = seededUlids(clock, 1);
  const events: AppEvent[] = [];
  const audited: Record<string, unknown>[] = [];
  const folder = mkdtempSync(join(tmpdir(), "homeostat-alert-"));
  const secrets = join(folder, "secrets.json");
  const create = () =>
    createAlerting({
      ...{ db, clock, nextId, dir: { secrets }, logger: silentLogger, notify },
      registry: {
        policy: () => ({ approval_hours: 72 }),
        audit: {
          append: (entry) => {
            audited.push(entry.detail);
            return { ...entry, seq: 1, at: iso(START), hash: "" };
          },
        },
      },
      emit: (event) => events.push(event),
    });
  const bench: Bench = {
    ...{ db, clock, events, audited, secrets },
    alerting: create(),
    happen: (incident) => {
      storeIncident(db, incident);
      bench.alerting.incident(incident);
    },
    restart: async () => {
      await bench.alerting.close();
      bench.alerting = create();
      return bench.alerting;
    },
    [Symbol.asyncDispose]: async () => {
      await bench.alerting.close();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}
