/** When a machine is too busy to be given more work, and why. */
import type { HostFacts, StatusLevel } from "../../contract/index.ts";
import { percent } from "../words.ts";

export interface Pressure {
  level: Extract<StatusLevel, "ok" | "watch" | "act">;
  evidence: string[];
}

/** Shares left, and load per core, from which a person should look and from which something must be done. */
const MEMORY_LEFT = { watch: 0.1, act: 0.05 };
const DISK_LEFT = { watch: 0.1, act: 0.03 };
const LOAD_PER_CORE = { watch: 2, act: 4 };
const TEMPERATURE_C = { watch: 85, act: 95 };
const BATTERY_LEFT = { watch: 0.2, act: 0.05 };

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

type Check = { level: Pressure["level"]; text: string };

const below = (value: number, limits: { watch: number; act: number }): Pressure["level"] =>
  value < limits.act ? "act" : value < limits.watch ? "watch" : "ok";
const above = (value: number, limits: { watch: number; act: number }): Pressure["level"] =>
  value > limits.act ? "act" : value > limits.watch ? "watch" : "ok";

function checks(host: HostFacts): Check[] {
  const found: Check[] = [];
  const { memory_total_bytes: total, memory_available_bytes: free } = host;
  if (total > 0)
    found.push({
      level: below(free / total, MEMORY_LEFT),
      text: `${gigabytes(free)} of ${gigabytes(total)} memory are free.`,
    });
  if (host.disk_total_bytes && host.disk_free_bytes !== null) {
    const left = host.disk_free_bytes / host.disk_total_bytes;
    found.push({
      level: below(left, DISK_LEFT),
      text: `${gigabytes(host.disk_free_bytes)} (${percent(left)}) of the disk are free.`,
    });
  }
  if (host.load_1m !== null) {
    const cpu = host.cpu_share === null ? "" : `; the processor is ${percent(host.cpu_share)} busy`;
    found.push({
      level: above(host.load_1m / Math.max(1, host.cores), LOAD_PER_CORE),
      text: `Load is ${host.load_1m.toFixed(1)} on ${host.cores} cores${cpu}.`,
    });
  }
  if (host.temperature_c !== null && host.temperature_c > 0)
    found.push({
      level: above(host.temperature_c, TEMPERATURE_C),
      text: `The processor is at ${host.temperature_c.toFixed(0)} °C.`,
    });
  if (host.battery_share !== null)
    found.push({
      level: below(host.battery_share, BATTERY_LEFT),
      text: `The battery is at ${percent(host.battery_share)}.`,
    });
  return found;
}

const RANK = { ok: 0, watch: 1, act: 2 };

/**
 * The worst of memory, disk, load, temperature and battery.
 * @returns the evidence for that level only; where all is well, every figure
 * @example hostPressure(facts).level // "ok"
 */
export function hostPressure(host: HostFacts): Pressure {
  const found = checks(host);
  const level = found.reduce<Pressure["level"]>(
    (worst, check) => (RANK[check.level] > RANK[worst] ? check.level : worst),
    "ok",
  );
  return { level, evidence: found.filter((check) => check.level === level).map(({ text }) => text) };
}
