/**
 * Generated requests against a served model: no 5xx, none without an answer, errors in their form, the next request
 * served as ever, and memory that does not grow. Prints JSON with the first requests that went wrong; exits 1 for any.
 *
 *   node bench/serving/fuzz.ts [--requests 100000] [--seed 1] [--connections 8]
 */
import { connect } from "node:net";
import { parseArgs } from "node:util";
import fc from "fast-check";
import { createClient, postText, readHead } from "./client.ts";
import { type Generated, generatedRequest } from "./requests.ts";
import { type Footprint, settled, startService } from "./service.ts";
import { answerOf, PROBE } from "./versions.ts";

export interface FuzzOptions {
  requests: number;
  seed: number;
  connections: number;
}

export interface Wrong {
  what: string;
  request: string;
  answer: string;
}

export interface FuzzReport {
  requests: number;
  seed: number;
  seconds: number;
  /** Answers by their status; 0: closed without one. */
  statuses: Record<number, number>;
  wrong: number;
  /** The first of them. */
  examples: Wrong[];
  /** After each tenth of the requests, and in the end. */
  footprints: Footprint[];
}

const PART = 500;
const PATIENCE_MS = 30_000;
const MOST_EXAMPLES = 10;
/** Of the heap, from the first tenth of the requests to the end. */
const MOST_GROWTH = 1.15;
/** What no answer may tell. */
const SECRETS = /node_modules|core\/serve|\.ts:\d|homeostat-service-/;

/** Rejects where nothing comes: a hang. */
function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
  return Promise.race([answer, promise]).finally(() => clearTimeout(timer));
}

/** Bytes that need not be HTTP, and all that comes back. */
function send(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let reply = "";
    socket.on("data", (part) => {
      reply += part.toString("latin1");
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => resolve(reply));
    socket.end(bytes);
  });
}

/** Whether an error says what is wrong, in the form of whichever protocol. */
function saysWhy(body: string): boolean {
  const { error } = JSON.parse(body) as { error?: string | { code?: string; message?: string } };
  return typeof error === "string" ? error !== "" : Boolean(error?.code && error.message);
}

/** What is wrong with an answer, or null. */
export function judge(text: string): string | null {
  const head = readHead(text);
  if (!head) return "cut off";
  const { status, start, end } = head;
  if (text.length < end) return "cut off";
  if (status >= 500 && !(status === 503 && /\r\nretry-after: \d/i.test(text))) return `status ${status}`;
  if (SECRETS.test(text)) return "tells what is none of the client's business";
  if (!/\r\nx-request-id: /i.test(text)) return "no request id";
  if (status < 400) return null;
  try {
    return saysWhy(text.slice(start, end)) ? null : "an error without a reason";
  } catch {
    return "an error that is not JSON";
  }
}

/** Sends what is generated, on connections of their own that are kept where HTTP allows it. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  await using service = await startService(1);
  const requests = generatedRequest(new URL(service.url).host);
  const report: FuzzReport = {
    ...{ requests: 0, seed: options.seed, seconds: 0, statuses: {}, wrong: 0, examples: [], footprints: [] },
  };
  const started = performance.now();
  let part = 0;

  function wrong(what: string, request: Buffer | string, answer: string): void {
    report.wrong++;
    const cut = (text: string) => text.slice(0, 2000);
    if (report.examples.length < MOST_EXAMPLES)
      report.examples.push({ what, request: cut(request.toString("latin1")), answer: cut(answer) });
  }

  async function check(client: ReturnType<typeof createClient>, { bytes, framed }: Generated): Promise<void> {
    let text = "";
    try {
      text = await inTime(framed ? client.ask(bytes).then((answer) => answer.text) : send(service.url, bytes));
    } catch (error) {
      wrong(String(error), bytes, text);
    }
    const status = readHead(text)?.status ?? 0;
    report.statuses[status] = (report.statuses[status] ?? 0) + 1;
    report.requests++;
    const reason = text === "" ? null : judge(text);
    if (reason) wrong(reason, bytes, text);
  }

  async function drive(): Promise<void> {
    const client = createClient(service.url);
    const probe = createClient(service.url);
    while (part * PART < options.requests) {
      const some = fc.sample(requests, { numRuns: PART, seed: options.seed + part++ });
      for (const each of some) await check(client, each);
      const { body } = await inTime(probe.ask(postText(service.url, "/predict", JSON.stringify(PROBE))));
      if (JSON.parse(body).prediction !== answerOf(1)) wrong("the next request is not served", "", body);
      if (report.requests * 10 >= options.requests * (report.footprints.length + 1))
        report.footprints.push(await service.collected());
    }
    client.close();
    probe.close();
  }

  await Promise.all(Array.from({ length: options.connections }, drive));
  report.footprints.push(await settled(service));
  report.seconds = (performance.now() - started) / 1000;
  return report;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      requests: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
      connections: { type: "string", default: "8" },
    },
  });
  const [requests, seed, connections] = [values.requests, values.seed, values.connections].map(Number);
  const report = await fuzz({ requests: requests!, seed: seed!, connections: connections! });
  console.log(JSON.stringify(report, null, 2));
  const [first, last] = [report.footprints[0]!, report.footprints.at(-1)!];
  if (last.queue > 0 || last.heapUsed > first.heapUsed * MOST_GROWTH) process.exitCode = 1;
  if (report.wrong > 0) process.exitCode = 1;
}
