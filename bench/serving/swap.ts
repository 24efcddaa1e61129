/**
 * Promotions under load: whether a request fails, is answered by a version that was not live at any moment of it, or
 * is logged under another version than it was answered by. Prints JSON; exits 1 where one was.
 *
 *   node bench/serving/swap.ts [--promotions 1000] [--requests 1000000] [--connections 32]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openDatabase } from "../../core/shared/index.ts";
import { type Answer, createClient, percentile, postText } from "./client.ts";
import { type Service, startService } from "./service.ts";
import { answerOf, PROBE } from "./versions.ts";

export interface SwapOptions {
  promotions: number;
  /** At least so many; the load goes on until all promotions are made. */
  requests: number;
  connections: number;
}

export interface SwapReport {
  promotions: number;
  requests: number;
  seconds: number;
  /** Answers other than 200, and connections that broke. */
  failed: number;
  /** Answers by a version that was not live between question and answer. */
  stale: number;
  /** Answers that are not the ones of the version they name. */
  mixed: number;
  /** Rows of the log that no answer has, that say another version, or answers without a row. */
  unlogged: number;
  /** From a request of a promotion to its end, ms. */
  promotion_ms: number;
  /** Latency of the answers, ms. */
  p50: number;
  p99: number;
}

/** A version, live from some moment after `from` until some moment before `until`. */
interface Spell {
  version: string;
  from: number;
  until: number;
}

interface Given extends Pick<Answer, "asked" | "answered"> {
  id: string;
  version: string;
}

const VERSIONS = 5;
const versionName = (n: number): string => `v${String(n).padStart(4, "0")}`;

/** Promotes one version after the other, evenly over the requests. */
async function promoteAll(service: Service, options: SwapOptions, answers: () => number): Promise<Spell[]> {
  const spells: Spell[] = [{ version: versionName(1), from: 0, until: Number.POSITIVE_INFINITY }];
  const apart = options.requests / (options.promotions + 1);
  for (let i = 1; i <= options.promotions; i++) {
    while (answers() < i * apart) await new Promise((resolve) => setImmediate(resolve));
    const version = versionName(1 + (i % VERSIONS));
    const from = performance.now();
    await service.promote(version);
    spells.at(-1)!.until = performance.now();
    spells.push({ version, from, until: Number.POSITIVE_INFINITY });
  }
  return spells;
}

/** Answers by a version that no spell between question and answer was of. Spells are in time order. */
export function countStale(spells: readonly Spell[], given: readonly Omit<Given, "id">[]): number {
  let passed = 0;
  let stale = 0;
  for (const { version, asked, answered } of given.toSorted((a, b) => a.asked - b.asked)) {
    while (spells[passed]!.until < asked) passed++;
    let at = passed;
    while (at < spells.length && spells[at]!.from <= answered && spells[at]!.version !== version) at++;
    if (at === spells.length || spells[at]!.from > answered) stale++;
  }
  return stale;
}

function countUnlogged(dataDir: string, given: readonly Given[]): number {
  const answered = new Map(given.map(({ id, version }) => [id, version]));
  const db = openDatabase(join(dataDir, "homeostat.db"));
  let wrong = 0;
  const rows = db.prepare<[], { id: string; version: string }>("SELECT id, version FROM predictions").iterate();
  for (const { id, version } of rows) {
    if (answered.get(id) !== version) wrong++;
    answered.delete(id);
  }
  db.close();
  return wrong + answered.size;
}

export async function swap(options: SwapOptions): Promise<SwapReport> {
  await using service = await startService(VERSIONS);
  const request = postText(service.url, "/predict", JSON.stringify(PROBE));
  const given: Given[] = [];
  let [failed, mixed, done] = [0, 0, false];

  function take({ status, body, asked, answered }: Answer): void {
    if (status !== 200) return void failed++;
    const reply = JSON.parse(body) as { prediction_id: string; version: string; prediction: number };
    given.push({ id: reply.prediction_id, version: reply.version, asked, answered });
    if (reply.prediction !== answerOf(Number(reply.version.slice(1)))) mixed++;
  }
  async function drive(): Promise<void> {
    const client = createClient(service.url);
    while (!done || given.length + failed < options.requests)
      try {
        take(await client.ask(request));
      } catch {
        failed++;
      }
    client.close();
  }

  const started = performance.now();
  const load = Array.from({ length: options.connections }, drive);
  const spells = await promoteAll(service, options, () => given.length + failed);
  done = true;
  await Promise.all(load);
  const seconds = (performance.now() - started) / 1000;
  await service.stop();
  const latencies = given.map(({ asked, answered }) => answered - asked);
  const taken = spells.slice(1).reduce((sum, { from }, i) => sum + spells[i]!.until - from, 0);
  return {
    ...{ promotions: options.promotions, requests: given.length + failed, seconds, failed, mixed },
    stale: countStale(spells, given),
    unlogged: countUnlogged(service.dataDir, given),
    promotion_ms: taken / options.promotions,
    ...{ p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
  };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      promotions: { type: "string", default: "1000" },
      requests: { type: "string", default: "1000000" },
      connections: { type: "string", default: "32" },
    },
  });
  const [promotions, requests, connections] = [values.promotions, values.requests, values.connections].map(Number);
  const report = await swap({ promotions: promotions!, requests: requests!, connections: connections! });
  console.log(JSON.stringify(report, null, 2));
  if (report.failed + report.stale + report.mixed + report.unlogged > 0) process.exitCode = 1;
}
