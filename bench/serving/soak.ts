/**
 * Half of what the service can take, for minutes: memory and open files in the last tenth beside those in the first.
 * Prints a line each tenth and a report (the log on the disk grows by about a gigabyte in ten minutes); exits 1 where memory grew by more than a twentieth, or descriptors at all.
 *
 *   node bench/serving/soak.ts [--minutes 30] [--connections 32]
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient, percentile, postText } from "./client.ts";
import { type Footprint, type Service, settled, startService } from "./service.ts";
import { PROBE } from "./versions.ts";

export interface SoakReport {
  minutes: number;
  requests: number;
  failed: number;
  /** Requests a second that were aimed at: half of what was reached without a pause. */
  aimed_per_second: number;
  reached_per_second: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Median memory of each tenth, bytes: it goes up and down with every collection of garbage. */
  rss: number[];
  /** Share by which the last is above the first; below 0: memory shrank. */
  growth: number;
  /** Bytes of the heap in the end, garbage collected. */
  heap: number;
  /** Those that are no connections, after the first tenth and in the end; null where the system does not list them. */
  leaked_descriptors: number | null;
}

export interface SoakOptions {
  minutes: number;
  connections: number;
  /** Told the median of each tenth. */
  onTenth?: (rss: number) => void;
}

const TENTHS = 10;
/** Looks at the memory in each tenth. */
const LOOKS = 20;
/** Latencies kept: enough for a percentile. */
const KEPT = 200_000;

interface Load {
  answers: number;
  failed: number;
  latencies: number[];
}

/** Asks on all connections until told otherwise. @param perSecond altogether; as many as can be without */
async function load(
  service: Service,
  options: { connections: number; until: number; perSecond?: number },
): Promise<Load> {
  const { connections, until, perSecond } = options;
  const request = postText(service.url, "/predict", JSON.stringify(PROBE));
  const done: Load = { answers: 0, failed: 0, latencies: [] };
  const interval = perSecond === undefined ? 0 : (1000 * connections) / perSecond;

  async function drive(_: unknown, place: number): Promise<void> {
    const client = createClient(service.url);
    let next = performance.now() + (place / connections) * interval;
    while (performance.now() < until) {
      if (interval > 0) await sleep(Math.max(0, next - performance.now()));
      // What was missed is not made up for: a pause of the machine is no reason for a burst.
      next = Math.max(next + interval, performance.now());
      try {
        const { status, asked, answered } = await client.ask(request);
        if (status !== 200) done.failed++;
        done.latencies[done.answers++ % KEPT] = answered - asked;
      } catch {
        done.failed++;
      }
    }
    client.close();
  }
  await Promise.all(Array.from({ length: connections }, drive));
  return done;
}

const leaked = (from: Footprint, to: Footprint): number | null =>
  from.descriptors === null || to.descriptors === null
    ? null
    : to.descriptors - to.connections - (from.descriptors - from.connections);

/** @returns the median memory, and the last footprint, of some time in which it is looked at often */
async function watch(service: Service, ms: number): Promise<{ rss: number; last: Footprint }> {
  const seen: Footprint[] = [];
  for (let i = 0; i < LOOKS; i++) {
    await sleep(ms / LOOKS);
    seen.push(await service.footprint());
  }
  const memory = seen.map(({ rss }) => rss);
  return { rss: percentile(memory, 0.5), last: seen.at(-1)! };
}

export async function soak({ minutes, connections, onTenth }: SoakOptions): Promise<SoakReport> {
  await using service = await startService(1);
  const seconds = minutes * 60;
  const trial = Math.min(10, seconds / TENTHS);
  const most = await load(service, { connections, until: performance.now() + trial * 1000 });
  const perSecond = most.answers / trial / 2;
  const until = performance.now() + seconds * 1000;
  const loading = load(service, { connections, until, perSecond });
  const tenths: { rss: number; last: Footprint }[] = [];
  for (let tenth = 1; tenth <= TENTHS; tenth++) {
    tenths.push(await watch(service, (seconds * 1000) / TENTHS));
    onTenth?.(tenths.at(-1)!.rss);
  }
  const { answers, failed, latencies } = await loading;
  const after = await settled(service);
  const rss = tenths.map((each) => each.rss);
  return {
    ...{ minutes, requests: answers, failed, aimed_per_second: perSecond, reached_per_second: answers / seconds },
    ...{ p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), rss },
    growth: rss.at(-1)! / rss[0]! - 1,
    heap: after.heapUsed,
    leaked_descriptors: leaked(tenths[0]!.last, after),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { minutes: { type: "string", default: "30" }, connections: { type: "string", default: "32" } },
  });
  const report = await soak({
    ...{ minutes: Number(values.minutes), connections: Number(values.connections) },
    onTenth: (rss) => console.error(`${Math.round(rss / 2 ** 20)} MB`),
  });
  console.log(JSON.stringify(report, null, 2));
  if (report.failed > 0 || report.growth > 0.05 || (report.leaked_descriptors ?? 0) > 0) process.exitCode = 1;
}
