/**
 * More clients than the queue has room for: how soon those that do not fit are told to come back, and what becomes of
 * the latency of those that are served. Patient clients come back when they are told to, impatient ones at once.
 * Prints JSON; milliseconds, as the clients see them, connecting included.
 *
 *   node bench/serving/overload.ts [--seconds 5]
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient, percentile, postText } from "./client.ts";
import { type Service, startService } from "./service.ts";
import { PROBE } from "./versions.ts";

interface Refusals {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

export interface OverloadReport {
  clients: number;
  patient: boolean;
  served_per_second: number;
  served_ms: { p50: number; p99: number };
  /** When all clients come at once, in the beginning. */
  burst: Refusals | null;
  /** Later. */
  refused: Refusals | null;
  /** Answers other than 200 and 503, and connections that broke. */
  failed: number;
  /** 99th percentile of the clients' own delay, which the figures contain. */
  client_lag_ms: number;
}

export interface OverloadOptions {
  clients: number;
  seconds: number;
  patient: boolean;
}

/** Where `retry-after` says nothing else, ms. */
const PAUSE = 1000;

function refusals(ms: readonly number[]): Refusals | null {
  if (ms.length === 0) return null;
  return { count: ms.length, p50: percentile(ms, 0.5), p99: percentile(ms, 0.99), max: percentile(ms, 1) };
}

export async function overload(service: Service, options: OverloadOptions): Promise<OverloadReport> {
  const { clients, seconds, patient } = options;
  const request = postText(service.url, "/predict", JSON.stringify(PROBE));
  const [served, burst, refused]: [number[], number[], number[]] = [[], [], []];
  let failed = 0;
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  const started = performance.now();
  const until = started + seconds * 1000;

  async function drive(): Promise<void> {
    const client = createClient(service.url);
    let turns = 0;
    while (performance.now() < until)
      try {
        const { status, asked, answered } = await client.ask(request);
        if (status === 200) served.push(answered - asked);
        else if (status === 503) (turns === 0 ? burst : refused).push(answered - asked);
        else failed++;
        turns++;
        if (status === 503 && patient) await sleep(Math.random() * PAUSE + PAUSE / 2);
      } catch {
        failed++;
      }
    client.close();
  }
  await Promise.all(Array.from({ length: clients }, drive));
  lag.disable();
  const took = (performance.now() - started) / 1000;
  return {
    ...{ clients, patient, failed },
    served_per_second: served.length / took,
    served_ms: { p50: percentile(served, 0.5), p99: percentile(served, 0.99) },
    ...{ burst: refusals(burst), refused: refusals(refused) },
    client_lag_ms: Math.max(0, lag.percentile(99) / 1e6 - 10),
  };
}

const STEPS = [
  { clients: 32, patient: true },
  { clients: 256, patient: true },
  { clients: 512, patient: true },
  { clients: 1000, patient: true },
  { clients: 2000, patient: true },
  { clients: 600, patient: false },
  { clients: 1000, patient: false },
];

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
  await using service = await startService(1);
  await overload(service, { clients: 32, patient: true, seconds: 2 });
  for (const step of STEPS)
    console.log(JSON.stringify(await overload(service, { ...step, seconds: Number(values.seconds) })));
}
