/** One look at the machine. Runs in the sampler's thread: some of it is asked of other programs, and waited for. */
import { readFileSync, statfsSync } from "node:fs";
import {
  availableParallelism,
  type CpuInfo,
  cpus,
  freemem,
  loadavg,
  networkInterfaces,
  totalmem,
  uptime,
} from "node:os";
import si from "systeminformation";
import type { HostFacts } from "../../contract/index.ts";
import { type DiskTimes, diskTimes } from "./disk-times.ts";
import { pressed } from "./pressure.ts";

export interface HostSample {
  facts: HostFacts;
  cpus: CpuInfo[];
  load: number[];
  /** Epoch seconds. */
  booted: number;
  filesystems: {
    device: string;
    type: string;
    mount: string;
    size: number;
    available: number;
    files: number;
    filesFree: number;
  }[];
  disks: DiskTimes[];
  network: {
    device: string;
    receivedBytes: number;
    sentBytes: number;
    receiveErrors: number;
    sendErrors: number;
  }[];
  /** Open file handles of the whole system; null where it does not say. */
  openFiles: number | null;
}

/** A source that says nothing for so long (a network drive that is gone) is unknown this time, ms. */
const PATIENCE_MS = 4000;

function within<T>(asked: Promise<T>, unknown: T): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(unknown), PATIENCE_MS);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

interface Times {
  at: number;
  busy: number;
  total: number;
  /** Processor milliseconds of this process. */
  own: number;
  disks: DiskTimes[];
}

let before: Times | null = null;

/** What processors and disks did since the look before; nulls at the first one. */
function shares(cores: CpuInfo[], disks: DiskTimes[]) {
  let [busy, total] = [0, 0];
  for (const { times } of cores) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  const usage = process.cpuUsage();
  const now: Times = { at: performance.now(), busy, total, own: (usage.user + usage.system) / 1000, disks };
  const last = before;
  before = now;
  if (!last || total <= last.total) return { cpu: null, own: null, disk: null };
  const elapsed = now.at - last.at;
  const since = (device: string) => last.disks.find((disk) => disk.device === device)?.busySeconds;
  const busiest = disks.map(({ device, busySeconds }) => (busySeconds - (since(device) ?? busySeconds)) * 1000);
  return {
    cpu: (busy - last.busy) / (total - last.total),
    own: Math.min(1, (now.own - last.own) / (total - last.total)),
    disk: disks.length === 0 ? null : Math.min(1, Math.max(...busiest) / elapsed),
  };
}

/** The file system that holds most: the one that data are likely to fill. */
const largest = (filesystems: HostSample["filesystems"]) =>
  filesystems.reduce<HostSample["filesystems"][number] | null>(
    (best, fs) => (!best || fs.size > best.size ? fs : best),
    null,
  );

/** Inodes; zeros where a file system has none, or does not answer for them. */
function inodes(mount: string): { files: number; filesFree: number } {
  try {
    const { files, ffree } = statfsSync(mount);
    return { files, filesFree: ffree };
  } catch {
    return { files: 0, filesFree: 0 };
  }
}

function openFiles(): number | null {
  if (process.platform !== "linux") return null;
  return Number(readFileSync("/proc/sys/fs/file-nr", "utf8").split(/\s/)[0]);
}

/** Who else uses the most; asked only under pressure, since it means to look at every process. */
async function heaviest(facts: HostFacts): Promise<HostFacts["heaviest"]> {
  if (pressed(facts).length === 0) return undefined;
  const others = (
    await within(si.processes(), { list: [] } as unknown as si.Systeminformation.ProcessesData)
  ).list.filter(({ pid }) => pid !== process.pid);
  const most = (of: "cpu" | "memRss") =>
    others.reduce<(typeof others)[number] | null>((top, one) => (!top || one[of] > top[of] ? one : top), null);
  const [busiest, largest] = [most("cpu"), most("memRss")];
  return {
    cpu: busiest ? { name: busiest.name, share: busiest.cpu / 100 } : null,
    // systeminformation counts in KiB here.
    memory: largest ? { name: largest.name, bytes: largest.memRss * 1024 } : null,
  };
}

/**
 * @example (await takeSample()).facts.cpu_share // null at the first call of a process
 * Source: systeminformation; /proc/diskstats and /proc/sys/fs/file-nr (Linux).
 */
export async function takeSample(): Promise<HostSample> {
  const [memory, mounted, temperature, battery, network] = await Promise.all([
    si.mem(),
    within(si.fsSize(), []),
    si.cpuTemperature(),
    si.battery(),
    // Asked for "*", the library finds the names by commands of its own.
    within(si.networkStats(Object.keys(networkInterfaces()).join(",")), []),
  ]);
  const filesystems = mounted.map(({ fs, type, mount, size, available }) => ({
    ...{ device: fs, type, mount, size, available },
    ...inodes(mount),
  }));
  const disk = largest(filesystems);
  const [cores, disks, load] = [cpus(), diskTimes(), loadavg()];
  const used = shares(cores, disks);
  const facts: HostFacts = {
    cpu_share: used.cpu,
    // Windows has no load average and reports zeros.
    load_1m: process.platform === "win32" ? null : load[0]!,
    cores: availableParallelism(),
    memory_total_bytes: memory.total || totalmem(),
    memory_available_bytes: memory.available || freemem(),
    disk_free_bytes: disk?.available ?? null,
    disk_total_bytes: disk?.size ?? null,
    temperature_c: temperature.main > 0 ? temperature.main : null,
    battery_share: battery.hasBattery ? battery.percent / 100 : null,
    disk_busy_share: used.disk,
    own_cpu_share: used.own,
    own_memory_bytes: process.memoryUsage.rss(),
  };
  return {
    facts: { ...facts, heaviest: await heaviest(facts) },
    ...{ cpus: cores, load, booted: Date.now() / 1000 - uptime(), filesystems, disks, openFiles: openFiles() },
    network: network.map(({ iface, rx_bytes, tx_bytes, rx_errors, tx_errors }) => ({
      ...{ device: iface, receivedBytes: rx_bytes, sentBytes: tx_bytes },
      ...{ receiveErrors: rx_errors, sendErrors: tx_errors },
    })),
  };
}
