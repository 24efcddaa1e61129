/** What alerting counts, in Prometheus text, and how everything stands, for rules that live elsewhere. */
import { Counter, Gauge, Registry } from "prom-client";
import { AlertKind, Channel, type StatusLevel } from "../contract/index.ts";

export interface AlertMetrics {
  raised(kind: AlertKind): void;
  attempted(channel: Channel, result: (typeof RESULTS)[number]): void;
  /** The newest answers to the three questions. */
  stand(service: StatusLevel, host: StatusLevel, models: { model: string; status: StatusLevel }[]): void;
  text(): Promise<string>;
}

/** What is read anew at each scrape. */
export interface Sources {
  waitingDeliveries(): { channel: Channel; waiting: number }[];
  openIncidents(): { model: string; waiting: boolean }[];
}

const RESULTS = ["sent", "retried", "failed"] as const;
const LEVELS: readonly StatusLevel[] = ["ok", "watch", "act", "unknown"];

/** @example (await metrics.text()).includes("homeostat_alerts_total") */
export function createAlertMetrics(sources: Sources): AlertMetrics {
  const registers = [new Registry()];
  const alerts = new Counter({
    name: "homeostat_alerts_total",
    help: "Messages worth telling, by what they tell.",
    labelNames: ["kind"],
    registers,
  });
  const deliveries = new Counter({
    name: "homeostat_alert_deliveries_total",
    help: "Attempts to deliver a message: sent, retried (failed, tried again later) or failed (given up).",
    labelNames: ["channel", "result"],
    registers,
  });
  new Gauge({
    name: "homeostat_alert_deliveries_waiting",
    help: "Messages that wait to be delivered.",
    labelNames: ["channel"],
    registers,
    collect() {
      for (const { channel, waiting } of sources.waitingDeliveries()) this.set({ channel }, waiting);
    },
  });
  new Gauge({
    name: "homeostat_incidents_open",
    help: "Incidents that are not ended: worked on, or waiting for a person.",
    labelNames: ["model", "state"],
    registers,
    collect() {
      this.reset();
      for (const { model, waiting } of sources.openIncidents())
        this.inc({ model, state: waiting ? "waiting" : "working" });
    },
  });
  const status = new Gauge({
    name: "homeostat_status",
    help: "1 for the present answer to each of the three questions, 0 for the others.",
    labelNames: ["question", "model", "status"],
    registers,
  });
  // A series that begins with its first event hides that event from `increase`.
  for (const kind of AlertKind.options) alerts.inc({ kind }, 0);
  for (const channel of Channel.options) for (const result of RESULTS) deliveries.inc({ channel, result }, 0);
  const set = (question: string, model: string, present: StatusLevel) => {
    for (const level of LEVELS) status.set({ question, model, status: level }, level === present ? 1 : 0);
  };

  return {
    raised: (kind) => alerts.inc({ kind }),
    attempted: (channel, result) => deliveries.inc({ channel, result }),
    stand: (service, host, models) => {
      set("service", "", service);
      set("host", "", host);
      for (const one of models) set("model", one.model, one.status);
    },
    text: () => registers[0]!.metrics(),
  };
}
