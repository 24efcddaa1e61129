/** What the service says about itself: Prometheus series, and the facts that `observe` and `decide` read. */
import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { Counter, collectDefaultMetrics, Gauge, Registry as PrometheusRegistry } from "prom-client";
import type { CallFacts, Diagnosis, DriftReport, ErrorCode, ServiceFacts } from "../../contract/index.ts";
import type { Clock } from "../../shared/index.ts";
import { createDurationHistogram } from "./duration-histogram.ts";
import { createLatencyWindow } from "./latency-window.ts";
import { createPendingCounter } from "./pending-counter.ts";
import { remembered } from "./remembered.ts";
import { createVersionWindows } from "./version-windows.ts";

/** What is asked about the live versions. */
export interface LiveSource {
  live(): {
    model: string;
    version: string;
    degraded: boolean;
    canary: { version: string; share: number } | null;
    shadows: string[];
  }[];
  /** Models that should be answered and are not. */
  down(): unknown[];
  get(model: string): { detail: { learner: string }; schema: { task: string } };
}

export interface ServiceMetrics {
  /** All series in Prometheus text. */
  text(): Promise<string>;
  facts(): ServiceFacts;
  /** An HTTP request was answered; `serving` ones are what the facts are about. */
  requested(route: string, method: string, status: number, seconds: number, serving: boolean): void;
  /** Calls of one version in the last five minutes. */
  calls(model: string, version: string): CallFacts;
  /** A call of the predictor ended. @param failed the version could not serve it */
  predicted(model: string, version: string, seconds: number, failed: boolean): void;
  counted(model: string, version: string, status: "ok" | "rejected", rows?: number): void;
  /** Rows that a shadow scored, or did not. */
  shadowed(model: string, version: string, status: "ok" | "rejected" | "failed" | "skipped", rows?: number): void;
  failed(code: ErrorCode): void;
  drift(model: string, report: DriftReport): void;
  incident(model: string, diagnosis: Diagnosis): void;
  retrain(model: string, outcome: string): void;
  /** Requests that are being worked on. */
  entered(): void;
  left(): void;
  watchSessions(source: LiveSource): void;
  close(): void;
}

/** Gauges of prom-client whose names promtool refuses: `_total` belongs to counters. */
const MISNAMED = ["nodejs_active_resources_total", "nodejs_active_handles_total", "nodejs_active_requests_total"];

const LAG_RESOLUTION_MS = 10;
const LAG_WINDOW_MS = 60_000;
/** A shorter time says nothing about a share of it. */
const LEAST_PAUSE_WINDOW_MS = 5000;

/** The 99th percentile of the event loop's lag over the last minute or so, ms. */
function createLagMeter(clock: Clock): { lag(): number; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delay.enable();
  let since = clock.now();
  return {
    lag: () => {
      const lag = delay.count === 0 ? 0 : Math.max(0, delay.percentile(99) / 1e6 - LAG_RESOLUTION_MS);
      if (clock.now() - since > LAG_WINDOW_MS) {
        delay.reset();
        since = clock.now();
      }
      return lag;
    },
    close: () => {
      delay.disable();
    },
  };
}

/** The share of about the last minute that went into clearing memory, 0 to 1. */
function createPauseMeter(): { share(): number; close(): void } {
  let paused = 0;
  let since = performance.now();
  let before = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) paused += duration;
  });
  observer.observe({ entryTypes: ["gc"] });
  return {
    share: () => {
      const elapsed = performance.now() - since;
      if (elapsed < LEAST_PAUSE_WINDOW_MS) return before;
      const share = Math.min(1, paused / elapsed);
      if (elapsed > LAG_WINDOW_MS) [before, paused, since] = [share, 0, performance.now()];
      return share;
    },
    close: () => observer.disconnect(),
  };
}

/** Gauges are filled anew at each scrape: a version that has left must not stay listed. */
interface Collectors {
  info(gauge: Gauge): void;
  traffic(gauge: Gauge): void;
  /** Requests being worked on. */
  depth(): number;
}

function createSeries(registry: PrometheusRegistry, collectors: Collectors) {
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const pending = (name: string, help: string, labelNames: string[]) =>
    createPendingCounter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, labelNames: string[]) => new Gauge({ name, help, labelNames, registers });
  return {
    requests: pending("homeostat_requests_total", "HTTP requests answered.", ["route", "method", "status"]),
    durations: createDurationHistogram("homeostat_request_duration_seconds", "Time to answer an HTTP request.", [
      "route",
      "method",
    ]),
    predictionDurations: createDurationHistogram(
      "homeostat_prediction_duration_seconds",
      "Time to validate, score and log one call, whatever its rows.",
      ["model", "version"],
    ),
    predictions: pending("homeostat_predictions_total", "Rows answered or rejected.", ["model", "version", "status"]),
    errors: counter("homeostat_errors_total", "Errors answered, by their code in the catalogue.", ["code"]),
    drift: gauge("homeostat_drift_share", "Share of drifted features in the newest check.", ["model"]),
    featureDrift: gauge("homeostat_feature_drift", "Population stability index of each feature in the newest check.", [
      "model",
      "feature",
    ]),
    info: new Gauge({
      name: "homeostat_model_info",
      help: "The version that is live.",
      labelNames: ["model", "version", "learner", "task"],
      registers,
      collect() {
        collectors.info(this);
      },
    }),
    traffic: new Gauge({
      name: "homeostat_traffic_ratio",
      help: "Share of the requests that a version is to answer, 0 to 1; a shadow answers none.",
      labelNames: ["model", "version", "stage"],
      registers,
      collect() {
        collectors.traffic(this);
      },
    }),
    shadows: counter("homeostat_shadow_predictions_total", "Rows that a shadow scored, or did not.", [
      "model",
      "version",
      "status",
    ]),
    incidents: counter("homeostat_incidents_total", "Incidents opened.", ["model", "diagnosis"]),
    retrains: counter("homeostat_retrains_total", "Retrainings ended.", ["model", "outcome"]),
    inFlight: new Gauge({
      name: "homeostat_requests_in_flight",
      help: "Requests being worked on.",
      registers,
      collect() {
        this.set(collectors.depth());
      },
    }),
  };
}

/** @example const metrics = createServiceMetrics({ clock: systemClock }); await metrics.text(); */
export function createServiceMetrics({ clock }: { clock: Clock }): ServiceMetrics {
  const registry = new PrometheusRegistry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  let source: LiveSource | null = null;
  let depth = 0;
  const series = createSeries(registry, {
    info: (info) => {
      info.reset();
      for (const { model, version } of source?.live() ?? []) {
        const { detail, schema } = source!.get(model);
        info.set({ model, version, learner: detail.learner, task: schema.task }, 1);
      }
    },
    traffic: (traffic) => {
      traffic.reset();
      for (const { model, version, canary, shadows } of source?.live() ?? []) {
        traffic.set({ model, version, stage: "production" }, 1 - (canary?.share ?? 0) / 100);
        if (canary) traffic.set({ model, version: canary.version, stage: "canary" }, canary.share / 100);
        for (const shadow of shadows) traffic.set({ model, version: shadow, stage: "shadow" }, 0);
      }
    },
    depth: () => depth,
  });
  const window = createLatencyWindow(clock);
  const calls = createVersionWindows(clock);
  const lagMeter = createLagMeter(clock);
  const pauses = createPauseMeter();
  const started = clock.now();

  const requests = remembered((route, method, status) => series.requests(route, method, status));
  const durations = remembered((route, method) => series.durations.labels(route, method));
  const predictionDurations = remembered((model, version) => series.predictionDurations.labels(model, version));
  const predictions = remembered((model, version, status) => series.predictions(model, version, status));

  function facts(): ServiceFacts {
    const { requests, failed, percentile } = window.summary();
    return {
      requests,
      error_share: requests === 0 ? 0 : failed / requests,
      latency_p50_ms: percentile(0.5),
      latency_p95_ms: percentile(0.95),
      latency_p99_ms: percentile(0.99),
      queue_depth: depth,
      event_loop_lag_ms: lagMeter.lag(),
      gc_share: pauses.share(),
      degraded: source !== null && (source.down().length > 0 || source.live().some(({ degraded }) => degraded)),
      uptime_seconds: (clock.now() - started) / 1000,
    };
  }

  return {
    text: async () => [await registry.metrics(), series.durations.text(), series.predictionDurations.text()].join("\n"),
    facts,
    calls: (model, version) => {
      const { requests, failed, percentile } = calls.of(model, version).summary();
      return {
        ...{ version, requests, error_share: requests === 0 ? 0 : failed / requests },
        ...{ latency_p50_ms: percentile(0.5), latency_p95_ms: percentile(0.95) },
      };
    },
    requested: (route, method, status, seconds, serving) => {
      requests(route, method, String(status)).inc();
      durations(route, method).observe(seconds);
      if (serving) window.record(seconds * 1000, status >= 500);
    },
    predicted: (model, version, seconds, failed) => {
      predictionDurations(model, version).observe(seconds);
      calls.of(model, version).record(seconds * 1000, failed);
    },
    counted: (model, version, status, rows = 1) => predictions(model, version, status).inc(rows),
    shadowed: (model, version, status, rows = 1) => series.shadows.inc({ model, version, status }, rows),
    failed: (code) => series.errors.inc({ code }),
    drift: (model, report) => {
      series.drift.set({ model }, report.share);
      for (const { name, effect } of report.features)
        if (effect.psi !== null) series.featureDrift.set({ model, feature: name }, effect.psi);
    },
    incident: (model, diagnosis) => series.incidents.inc({ model, diagnosis }),
    retrain: (model, outcome) => series.retrains.inc({ model, outcome }),
    entered: () => {
      depth++;
    },
    left: () => {
      depth--;
    },
    watchSessions: (sessions) => {
      source = sessions;
    },
    close: () => {
      lagMeter.close();
      pauses.close();
    },
  };
}
