/** When a machine is too busy to be given more work, and why: which resource, which limit, since when, and who. */
import type { HostFacts, HostResource, StatusLevel } from "../../contract/index.ts";
import { percent, say } from "../words.ts";

type Level = Extract<StatusLevel, "ok" | "watch" | "act">;
export interface Pressure {
  level: Level;
  evidence: string[];
}

interface Limits {
  watch: number;
  act: number;
}

/** Shares left, and load per core, from which a person should look and from which something must be done. */
const MEMORY_LEFT = { watch: 0.1, act: 0.05 };
const DISK_LEFT = { watch: 0.1, act: 0.03 };
const LOAD_PER_CORE = { watch: 2, act: 4 };
const TEMPERATURE_C = { watch: 85, act: 95 };
const BATTERY_LEFT = { watch: 0.2, act: 0.05 };
/** A disk that is always busy makes everything slow, but what to do about it depends. */
const DISK_BUSY = { watch: 0.95, act: Number.POSITIVE_INFINITY };

const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);

interface Check {
  resource: HostResource;
  level: Level;
  /** A sentence without its full stop. */
  text: string;
  /** The limit that it is beyond, in words. */
  limit: string;
  /** Who causes it, in a sentence after a space; empty where nobody knows. */
  who: string;
}

const below = (value: number, limits: Limits): Level =>
  value < limits.act ? "act" : value < limits.watch ? "watch" : "ok";
const above = (value: number, limits: Limits): Level =>
  value > limits.act ? "act" : value > limits.watch ? "watch" : "ok";
const beyond = (level: Level, limits: Limits): number => (level === "act" ? limits.act : limits.watch);

/** Most of what is used is used by this process. */
const isOurs = (own: number | null | undefined, all: number | null): boolean =>
  typeof own === "number" && all !== null && own > all / 2;

function whoComputes({ own_cpu_share: own, cpu_share, heaviest }: HostFacts): string {
  if (isOurs(own, cpu_share)) return say("ownWork", { share: percent(own!) });
  const other = heaviest?.cpu ? say("worksMost", { name: heaviest.cpu.name }) : "";
  return typeof own === "number" ? say("ownShare", { share: percent(own), other }) : "";
}

function whoHolds({ own_memory_bytes: own, memory_total_bytes, memory_available_bytes, heaviest }: HostFacts): string {
  if (own === undefined) return "";
  if (isOurs(own, memory_total_bytes - memory_available_bytes)) return say("ownMemory", { size: gigabytes(own) });
  const most = heaviest?.memory;
  const other = most && most.bytes > own ? say("holdsMost", { name: most.name, size: gigabytes(most.bytes) }) : "";
  return say("heldMemory", { size: gigabytes(own), other });
}

function memoryCheck(host: HostFacts): Check[] {
  const { memory_total_bytes: total, memory_available_bytes: free } = host;
  if (total <= 0) return [];
  const level = below(free / total, MEMORY_LEFT);
  const text = say("memoryFree", { free: gigabytes(free), total: gigabytes(total) });
  return [{ resource: "memory", level, text, limit: percent(beyond(level, MEMORY_LEFT)), who: whoHolds(host) }];
}

function diskChecks({ disk_total_bytes: total, disk_free_bytes: free, disk_busy_share: busy }: HostFacts): Check[] {
  const found: Check[] = [];
  if (total && free !== null) {
    const level = below(free / total, DISK_LEFT);
    const text = say("diskFree", { free: gigabytes(free), share: percent(free / total) });
    found.push({ resource: "disk", level, text, limit: percent(beyond(level, DISK_LEFT)), who: "" });
  }
  if (typeof busy === "number" && above(busy, DISK_BUSY) !== "ok")
    found.push({
      ...{ resource: "disk_io", level: "watch", text: say("diskBusy", { share: percent(busy) }) },
      ...{ limit: percent(DISK_BUSY.watch), who: "" },
    });
  return found;
}

function loadCheck(host: HostFacts): Check[] {
  if (host.load_1m === null) return [];
  const cores = Math.max(1, host.cores);
  const level = above(host.load_1m / cores, LOAD_PER_CORE);
  const cpu = host.cpu_share === null ? "" : say("processorBusy", { share: percent(host.cpu_share) });
  const text = say("loadIs", { load: host.load_1m.toFixed(1), cores: host.cores, cpu });
  const limit = say("limitPerCore", { load: beyond(level, LOAD_PER_CORE) });
  return [{ resource: "load", level, text, limit, who: whoComputes(host) }];
}

function heatCheck(host: HostFacts): Check[] {
  if (host.temperature_c === null || host.temperature_c <= 0) return [];
  const level = above(host.temperature_c, TEMPERATURE_C);
  const text = say("heatIs", { degrees: host.temperature_c.toFixed(0) });
  const limit = say("limitHeat", { degrees: beyond(level, TEMPERATURE_C) });
  return [{ resource: "temperature", level, text, limit, who: whoComputes(host) }];
}

function batteryCheck({ battery_share: left }: HostFacts): Check[] {
  if (left === null) return [];
  const level = below(left, BATTERY_LEFT);
  const text = say("batteryIs", { share: percent(left) });
  return [{ resource: "battery", level, text, limit: percent(beyond(level, BATTERY_LEFT)), who: "" }];
}

const checks = (host: HostFacts): Check[] =>
  [memoryCheck, diskChecks, loadCheck, heatCheck, batteryCheck].flatMap((check) => check(host));

const minute = (at: string): string => at.slice(0, 16).replace("T", " ");

function sentence({ resource, level, text, limit, who }: Check, { pressed_since }: HostFacts): string {
  if (level === "ok") return say("machineIs", { state: text });
  const at = pressed_since?.[resource];
  const since = at === undefined ? "" : say("sinceMoment", { at: minute(at) });
  return say("machineBeyond", { state: text, limit, since, who });
}

const RANK = { ok: 0, watch: 1, act: 2 };

/** What the machine is short of. @example pressed(facts) // ["memory"] */
export const pressed = (host: HostFacts): HostResource[] =>
  checks(host)
    .filter(({ level }) => level !== "ok")
    .map(({ resource }) => resource);

/**
 * The worst of memory, disk, load, temperature and battery.
 * @returns the evidence for that level only; where all is well, every figure
 * @example hostPressure(facts).level // "ok"
 */
export function hostPressure(host: HostFacts): Pressure {
  const found = checks(host);
  const level = found.reduce<Level>((worst, check) => (RANK[check.level] > RANK[worst] ? check.level : worst), "ok");
  return { level, evidence: found.filter((check) => check.level === level).map((check) => sentence(check, host)) };
}
