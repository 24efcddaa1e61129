/** What the machine is doing, sampled without blocking and kept for a moment. */
import { availableParallelism, cpus, freemem, loadavg, networkInterfaces, totalmem } from "node:os";
import si from "systeminformation";
import type { HostFacts } from "../../contract/index.ts";

/** A sample is as good as new for this long, ms. */
const FRESH_MS = 5_000;

export interface HostSample {
  facts: HostFacts;
  filesystems: { device: string; type: string; mount: string; size: number; available: number }[];
  network: { device: string; receivedBytes: number; sentBytes: number }[];
}

let last: { at: number; sample: Promise<HostSample> } | null = null;
let lastTimes: { busy: number; total: number } | null = null;

/** Share of processor time used since the call before; null at the first one. */
function cpuShare(): number | null {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  const before = lastTimes;
  lastTimes = { busy, total };
  return before && total > before.total ? (busy - before.busy) / (total - before.total) : null;
}

/** The file system that holds most: the one that data are likely to fill. */
const largest = (filesystems: HostSample["filesystems"]) =>
  filesystems.reduce<HostSample["filesystems"][number] | null>(
    (best, fs) => (!best || fs.size > best.size ? fs : best),
    null,
  );

async function takeSample(): Promise<HostSample> {
  const [memory, disks, temperature, battery, network] = await Promise.all([
    si.mem(),
    si.fsSize(),
    si.cpuTemperature(),
    si.battery(),
    // Asked for "*", the library finds the names by commands that it waits for: a tenth of a second without answers.
    si.networkStats(Object.keys(networkInterfaces()).join(",")),
  ]);
  const filesystems = disks.map(({ fs, type, mount, size, available }) => ({
    device: fs,
    type,
    mount,
    size,
    available,
  }));
  const disk = largest(filesystems);
  const isWindows = process.platform === "win32";
  return {
    facts: {
      cpu_share: cpuShare(),
      // Windows has no load average and reports zeros.
      load_1m: isWindows ? null : loadavg()[0]!,
      cores: availableParallelism(),
      memory_total_bytes: memory.total || totalmem(),
      memory_available_bytes: memory.available || freemem(),
      disk_free_bytes: disk?.available ?? null,
      disk_total_bytes: disk?.size ?? null,
      temperature_c: temperature.main > 0 ? temperature.main : null,
      battery_share: battery.hasBattery ? battery.percent / 100 : null,
    },
    filesystems,
    network: network.map(({ iface, rx_bytes, tx_bytes }) => ({
      device: iface,
      receivedBytes: rx_bytes,
      sentBytes: tx_bytes,
    })),
  };
}

/** The newest sample, at most five seconds old; callers at the same time share one. */
export function sampleHost(now = performance.now()): Promise<HostSample> {
  if (last && now - last.at < FRESH_MS) return last.sample;
  const sample = takeSample();
  last = { at: now, sample };
  // A failed sample must not be handed out again; whoever asked for it gets the error.
  sample.catch(() => {
    if (last?.sample === sample) last = null;
  });
  return sample;
}

/**
 * CPU, memory, disk, load, temperature and battery, where there is one.
 * @example (await observeHost()).memory_available_bytes
 * Source: systeminformation; /proc and sysctl behind it.
 */
export const observeHost = async (): Promise<HostFacts> => (await sampleHost()).facts;
