import type { StatusLevel, StatusReport } from "../../core/contract/facts.ts";

const ORDER: readonly StatusLevel[] = ["act", "watch", "unknown", "ok"];

/** The one status that speaks for all three; a thing not known yet never outshouts a thing that is wrong. */
export function worst(report: StatusReport): StatusLevel {
  const levels = [report.service.status, report.host.status, report.model.status];
  return ORDER.find((level) => levels.includes(level)) ?? "unknown";
}
