/** Telling people: alerts, the channels they go through, and what became of each message. */
export { type Alerting, type AlertingDeps, createAlerting } from "./alerting.ts";
export type { Notify } from "./courier.ts";
export type { Standing } from "./standing-news.ts";
