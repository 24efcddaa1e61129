/** The machine in Prometheus text, under the names that node_exporter gives and its dashboards expect. */
import type { CpuInfo } from "node:os";
import { sampleHost } from "./facts.ts";
import type { HostSample } from "./sample.ts";

type Labels = Record<string, string>;
interface Family {
  name: string;
  type: "counter" | "gauge";
  help: string;
  samples: { labels?: Labels; value: number }[];
}

const escapeLabel = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function line(name: string, labels: Labels | undefined, value: number): string {
  const inside = Object.entries(labels ?? {}).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return `${name}${inside.length > 0 ? `{${inside.join(",")}}` : ""} ${value}`;
}

const render = ({ name, type, help, samples }: Family): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, value }) => line(name, labels, value)),
  ].join("\n");

/** Seconds per core and mode since the machine started. */
function cpuSamples(cpus: CpuInfo[]): Family["samples"] {
  return cpus.flatMap(({ times }, core) =>
    Object.entries({ user: times.user, nice: times.nice, system: times.sys, idle: times.idle, irq: times.irq }).map(
      ([mode, ms]) => ({ labels: { cpu: String(core), mode }, value: ms / 1000 }),
    ),
  );
}

interface Named {
  name: string;
  help: string;
}

/** A family with one sample per device; none where there are no devices. */
const perDevice = <T extends { device: string }>(
  { name, help }: Named,
  devices: readonly T[],
  of: (device: T) => number,
): Family => ({
  ...{ name, help, type: "counter" },
  samples: devices.map((one) => ({ labels: { device: one.device }, value: of(one) })),
});

const networkFamilies = (links: HostSample["network"]): Family[] =>
  (["receive", "transmit"] as const).flatMap((way) => [
    perDevice(
      { name: `node_network_${way}_bytes_total`, help: `Network device statistic ${way}_bytes.` },
      links,
      (link) => (way === "receive" ? link.receivedBytes : link.sentBytes),
    ),
    perDevice(
      { name: `node_network_${way}_errs_total`, help: `Network device statistic ${way}_errs.` },
      links,
      (link) => (way === "receive" ? link.receiveErrors : link.sendErrors),
    ),
  ]);

const diskFamilies = (disks: HostSample["disks"]): Family[] => [
  perDevice(
    { name: "node_disk_read_bytes_total", help: "The total number of bytes read successfully." },
    disks,
    ({ readBytes }) => readBytes,
  ),
  perDevice(
    { name: "node_disk_written_bytes_total", help: "The total number of bytes written successfully." },
    disks,
    ({ writtenBytes }) => writtenBytes,
  ),
  perDevice(
    { name: "node_disk_io_time_seconds_total", help: "Total seconds spent doing I/Os." },
    disks,
    ({ busySeconds }) => busySeconds,
  ),
];

function families({ facts, cpus, load, booted, filesystems, disks, network, openFiles }: HostSample): Family[] {
  const gauge = (name: string, help: string, value: number | null): Family[] =>
    value === null ? [] : [{ name, type: "gauge", help, samples: [{ value }] }];
  const perMount = (name: string, help: string, of: "size" | "available" | "files" | "filesFree"): Family => ({
    ...{ name, help, type: "gauge" },
    samples: filesystems.map((fs) => ({
      labels: { device: fs.device, fstype: fs.type, mountpoint: fs.mount },
      value: fs[of],
    })),
  });
  return [
    {
      name: "node_cpu_seconds_total",
      type: "counter",
      help: "Seconds the CPUs spent in each mode.",
      samples: cpuSamples(cpus),
    },
    ...gauge("node_load1", "1m load average.", facts.load_1m),
    ...gauge("node_load5", "5m load average.", facts.load_1m === null ? null : load[1]!),
    ...gauge("node_load15", "15m load average.", facts.load_1m === null ? null : load[2]!),
    ...gauge("node_boot_time_seconds", "Node boot time, in unixtime.", booted),
    ...gauge("node_filefd_allocated", "File descriptor statistics: allocated.", openFiles),
    ...gauge("node_memory_MemTotal_bytes", "Memory information field MemTotal_bytes.", facts.memory_total_bytes),
    ...gauge(
      "node_memory_MemAvailable_bytes",
      "Memory information field MemAvailable_bytes.",
      facts.memory_available_bytes,
    ),
    perMount("node_filesystem_size_bytes", "Filesystem size in bytes.", "size"),
    perMount("node_filesystem_avail_bytes", "Filesystem space available to non-root users in bytes.", "available"),
    perMount("node_filesystem_files", "Filesystem total file nodes.", "files"),
    perMount("node_filesystem_files_free", "Filesystem total free file nodes.", "filesFree"),
    ...diskFamilies(disks),
    ...networkFamilies(network),
    ...gauge("node_hwmon_temp_celsius", "Hardware monitor for temperature.", facts.temperature_c),
    ...gauge(
      "node_power_supply_capacity",
      "capacity value of /sys/class/power_supply/<power_supply>.",
      facts.battery_share === null ? null : facts.battery_share * 100,
    ),
  ];
}

/** A sample in Prometheus text; families without samples are left out. */
export const hostText = (sample: HostSample): string =>
  `${families(sample)
    .filter(({ samples }) => samples.length > 0)
    .map(render)
    .join("\n")}\n`;

/**
 * Prometheus text of the machine, to be appended to the service's own metrics.
 * @example (await hostMetrics()).includes("node_load1")
 * Source: Prometheus exposition format 0.0.4; node_exporter's metric names.
 */
export const hostMetrics = async (): Promise<string> => hostText(await sampleHost());
