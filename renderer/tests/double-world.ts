/** The state of the in-memory double, and two states to begin with: nothing at all, and a full month of work. */

import type { ExpectationEdit } from "../../core/contract/expectations.ts";
import type { About, HostFacts, ModelFacts, ServiceFacts, StatusReport } from "../../core/contract/facts.ts";
import { type Incident, Policy } from "../../core/contract/incidents.ts";
import type { Job } from "../../core/contract/jobs.ts";
import type { ClassLabel } from "../../core/contract/names.ts";
import type { WindowPerformance } from "../../core/contract/performance.ts";
import type { Row } from "../../core/contract/predict.ts";
import type { AuditEntry, VersionDetail } from "../../core/contract/registry.ts";
import type { StoredRepair } from "../../core/contract/repairs.ts";
import { say } from "../../core/contract/sentences/say.ts";
import { type AlertWorld, fullAlerts, noAlerts } from "./double-alerts.ts";
import { audit, incidents } from "./double-incidents.ts";
import { versions } from "./double-models.ts";
import { checks, modelFacts, predictions } from "./double-watch.ts";

export type Check = {
  at: string;
  version: string;
  report: NonNullable<ModelFacts["drift"]>;
  performance: WindowPerformance | null;
};

export interface Logged {
  prediction_id: string;
  at: string;
  version: string;
  input: Row;
  prediction: unknown;
  /** null where it is not known. */
  outcome: unknown;
  /** Another outcome that was told afterwards. */
  told?: ClassLabel;
}

export interface World {
  versions: Map<string, VersionDetail[]>;
  policies: Map<string, Policy>;
  /** By rule. */
  expectationEdits: Map<string, ExpectationEdit>;
  checks: Map<string, Check[]>;
  facts: Map<string, ModelFacts>;
  predictions: Map<string, Logged[]>;
  incidents: Incident[];
  repairs: StoredRepair[];
  alerts: AlertWorld;
  audit: AuditEntry[];
  jobs: Map<string, Job>;
  status: StatusReport;
  service: ServiceFacts;
  host: HostFacts;
  about: About;
  uploads: Map<string, { name: string; text: string }>;
  /** No upload can be stored. */
  diskFull: boolean;
  /** Which procedures fail, by their place in the contract: `drift.course`. */
  fails?: (procedure: string) => boolean;
}

const GIB = 1024 ** 3;

const service: ServiceFacts = {
  requests: 18_432,
  error_share: 0.0004,
  latency_p50_ms: 0.61,
  latency_p95_ms: 1.9,
  latency_p99_ms: 4.2,
  queue_depth: 0,
  event_loop_lag_ms: 0.8,
  degraded: false,
  uptime_seconds: 412_300,
};

const host: HostFacts = {
  cpu_share: 0.18,
  load_1m: 0.42,
  cores: 8,
  memory_total_bytes: 16 * GIB,
  memory_available_bytes: 9.3 * GIB,
  disk_free_bytes: 212 * GIB,
  disk_total_bytes: 476 * GIB,
  temperature_c: 52,
  battery_share: null,
};

const about: About = {
  ...{ version: "0.1.0", data_dir: "/data/homeostat", data_bytes: 48_300_000, durability: "process" },
  ...{ url: "http://127.0.0.1:4870", token_required: false },
};

export function emptyWorld(): World {
  return {
    versions: new Map(),
    expectationEdits: new Map(),
    policies: new Map(),
    checks: new Map(),
    facts: new Map(),
    predictions: new Map(),
    incidents: [],
    repairs: [],
    alerts: noAlerts(),
    audit: [],
    jobs: new Map(),
    status: {
      service: { status: "unknown", evidence: [say("noRequestsYet")] },
      host: {
        status: "ok",
        evidence: [
          say("machineIs", { state: say("memoryFree", { free: 9.3, total: "16.0" }) }),
          say("machineIs", { state: say("diskFree", { free: "212.0", share: "42 %" }) }),
        ],
      },
      model: { status: "unknown", evidence: [say("noModelLive")] },
      blind: false,
    },
    service: { ...service, requests: 0, latency_p50_ms: null, latency_p95_ms: null, latency_p99_ms: null },
    host,
    about,
    uploads: new Map(),
    diskFull: false,
  };
}

export function fullWorld(now: number): World {
  const names = ["diabetes", "bike_demand"] as const;
  const of = <T>(make: (name: (typeof names)[number]) => T) => new Map<string, T>(names.map((n) => [n, make(n)]));
  const allChecks = of((name) => checks(name, now));
  return {
    ...emptyWorld(),
    versions: of((name) => versions(name, now)),
    policies: of(() => Policy.parse({})),
    checks: allChecks,
    facts: of((name) => modelFacts(name, now, allChecks.get(name)?.at(-1)?.report ?? null)),
    predictions: of((name) => predictions(name, now)),
    incidents: incidents(now),
    repairs: [
      {
        ...{ model: "readmissions", number: 1, incident: "INC-0004", author: "user", until: null },
        repair: { kind: "convert", column: "glucose", factor: 1 / 18.0182, offset: 0, range: null },
        what: say("convert", {
          ...{ column: "glucose", which: say("everyValue"), less: "" },
          how: say("multipliedBy", { factor: 18.0182 }),
        }),
        from: new Date(now - 5 * 86_400_000).toISOString(),
      },
    ],
    alerts: fullAlerts(now),
    audit: audit(now),
    service,
    status: {
      service: {
        status: "ok",
        evidence: [
          say("requestsAnswered", { requests: "18,432 requests", speed: say("nineteenInTwenty", { ms: 1.9 }) }),
        ],
      },
      host: {
        status: "ok",
        evidence: [
          say("machineIs", { state: say("memoryFree", { free: 9.3, total: "16.0" }) }),
          say("machineIs", { state: say("diskFree", { free: "212.0", share: "42 %" }) }),
        ],
      },
      model: {
        status: "act",
        evidence: [
          say("modelIs", { model: "diabetes", version: "v0003", state: say("stateHarmful") }),
          say("featuresDrifted", { share: "38 %", weighted: "", names: "Glucose, BMI, Age" }),
        ],
      },
      blind: false,
    },
  };
}
