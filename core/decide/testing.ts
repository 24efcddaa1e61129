/** Facts of a healthy, idle model; tests change what they are about. */
import type { CallFacts, Diagnosis, DiagnosisReport, Facts, ModelFacts, TrialFacts } from "../contract/index.ts";
import { Policy } from "../contract/index.ts";
import { type DecisionHistory, NO_HISTORY } from "./history.ts";

export const NOW = Date.UTC(2026, 0, 15);
export const MINUTE = 60_000;

export const policy = (changes: Partial<Policy> = {}): Policy => Policy.parse({ mode: "automatic", ...changes });

export const facts = (
  changes: {
    service?: Partial<Facts["service"]>;
    model?: Partial<ModelFacts>;
    calls?: Partial<CallFacts>;
    trial?: Partial<TrialFacts>;
    drop?: number | null;
  } = {},
): Facts => ({
  service: {
    requests: 1000,
    error_share: 0,
    latency_p50_ms: 1,
    latency_p95_ms: 2,
    latency_p99_ms: 3,
    queue_depth: 0,
    event_loop_lag_ms: 0,
    degraded: false,
    uptime_seconds: 3600,
    ...changes.service,
  },
  host: {
    cpu_share: 0.1,
    load_1m: 0.1,
    cores: 4,
    memory_total_bytes: 8e9,
    memory_available_bytes: 4e9,
    disk_free_bytes: 1e11,
    disk_total_bytes: 2e11,
    temperature_c: 50,
    battery_share: null,
  },
  model: {
    model: "m",
    version: "v0002",
    at: new Date(NOW).toISOString(),
    window: 500,
    drift: null,
    prediction_drift: null,
    outcome_drift: null,
    performance: {
      metric: "roc_auc",
      reference: 0.8,
      reference_interval: [0.78, 0.82],
      current: 0.8,
      current_interval: [0.77, 0.83],
      labelled: 400,
      drop: changes.drop === undefined ? 0 : changes.drop,
      coverage: null,
      intervals: {},
      all: {},
    },
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
    ...changes.model,
  },
  calls: {
    ...{ version: "v0002", requests: 1000, error_share: 0, latency_p50_ms: 1, latency_p95_ms: 2 },
    ...changes.calls,
  },
  trial: changes.trial ? { ...QUIET_TRIAL, ...changes.trial } : null,
});

const QUIET_TRIAL: TrialFacts = {
  ...{ version: "v0003", champion: "v0002", stage: "canary", share: 5, since: new Date(NOW).toISOString() },
  ...{ requests: 1000, failed: 0, skipped: 0, latency_p95_ms: 2 },
  ...{ champion_requests: 20_000, champion_failed: 0, champion_latency_p95_ms: 2 },
  ...{ errors: "good", latency: "good", loss: null, paired: null },
  evidence: ["v0003 failed 0 of 1,000 requests (limit 2 %)."],
};

export const diagnosed = (diagnosis: Diagnosis, features: string[] = []): DiagnosisReport => ({
  diagnosis,
  features,
  evidence: [`evidence for ${diagnosis}`],
});

export const history = (changes: Partial<DecisionHistory> = {}): DecisionHistory => ({ ...NO_HISTORY, ...changes });
