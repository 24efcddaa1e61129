/** The machine in Prometheus text, under the names that node_exporter gives and its dashboards expect. */
import { cpus } from "node:os";
import { type HostSample, sampleHost } from "./facts.ts";

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
function cpuSamples(): Family["samples"] {
  return cpus().flatMap(({ times }, core) =>
    Object.entries({ user: times.user, nice: times.nice, system: times.sys, idle: times.idle, irq: times.irq }).map(
      ([mode, ms]) => ({ labels: { cpu: String(core), mode }, value: ms / 1000 }),
    ),
  );
}

function families({ facts, filesystems, network }: HostSample): Family[] {
  const gauge = (name: string, help: string, value: number | null): Family[] =>
    value === null ? [] : [{ name, type: "gauge", help, samples: [{ value }] }];
  const perDisk = (of: "size" | "available") =>
    filesystems.map((fs) => ({ labels: { device: fs.device, fstype: fs.type, mountpoint: fs.mount }, value: fs[of] }));
  const perDevice = (of: "receivedBytes" | "sentBytes") =>
    network.map((link) => ({ labels: { device: link.device }, value: link[of] }));
  return [
    {
      name: "node_cpu_seconds_total",
      type: "counter",
      help: "Seconds the CPUs spent in each mode.",
      samples: cpuSamples(),
    },
    ...gauge("node_load1", "1m load average.", facts.load_1m),
    ...gauge("node_memory_MemTotal_bytes", "Memory information field MemTotal_bytes.", facts.memory_total_bytes),
    ...gauge(
      "node_memory_MemAvailable_bytes",
      "Memory information field MemAvailable_bytes.",
      facts.memory_available_bytes,
    ),
    { name: "node_filesystem_size_bytes", type: "gauge", help: "Filesystem size in bytes.", samples: perDisk("size") },
    {
      name: "node_filesystem_avail_bytes",
      type: "gauge",
      help: "Filesystem space available to non-root users in bytes.",
      samples: perDisk("available"),
    },
    {
      name: "node_network_receive_bytes_total",
      type: "counter",
      help: "Network device statistic receive_bytes.",
      samples: perDevice("receivedBytes"),
    },
    {
      name: "node_network_transmit_bytes_total",
      type: "counter",
      help: "Network device statistic transmit_bytes.",
      samples: perDevice("sentBytes"),
    },
    ...gauge("node_hwmon_temp_celsius", "Hardware monitor for temperature.", facts.temperature_c),
  ];
}

/**
 * Prometheus text of the machine, to be appended to the service's own metrics.
 * @example (await hostMetrics()).includes("node_load1")
 * Source: Prometheus exposition format 0.0.4; node_exporter's metric names.
 */
export async function hostMetrics(): Promise<string> {
  const sample = await sampleHost();
  return `${families(sample)
    .filter(({ samples }) => samples.length > 0)
    .map(render)
    .join("\n")}\n`;
}
