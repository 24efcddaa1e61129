/** Load on a local HTTP server: a number of keep-alive connections, each with one request under way at a time. */
import { connect, type Socket } from "node:net";

export interface LoadOptions {
  url: string;
  path: string;
  body: string;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  answers: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Answers other than 200. */
  failed: number;
}

function requestText({ url, path, body }: LoadOptions): string {
  const headers = [
    `host: ${new URL(url).host}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return [`POST ${path} HTTP/1.1`, ...headers, "", body].join("\r\n");
}

/** Sends one request after the other until told to stop; answers are told apart by their content-length. */
function drive(socket: Socket, request: string, answered: (ok: boolean, ms: number) => boolean): void {
  let buffer = "";
  let sent = performance.now();
  socket.on("data", (part) => {
    buffer += part.toString("latin1");
    const end = buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(buffer)?.[1]);
    if (buffer.length < end + 4 + length) return;
    const ok = buffer.startsWith("HTTP/1.1 200");
    buffer = "";
    if (!answered(ok, performance.now() - sent)) return void socket.end();
    sent = performance.now();
    socket.write(request);
  });
  socket.write(request);
}

export async function load(options: LoadOptions): Promise<LoadResult> {
  const { hostname, port } = new URL(options.url);
  const request = requestText(options);
  const latencies: number[] = [];
  let failed = 0;
  const started = performance.now();
  const until = started + options.seconds * 1000;
  const closed = Array.from({ length: options.connections }, () => {
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    drive(socket, request, (ok, ms) => {
      latencies.push(ms);
      if (!ok) failed++;
      return performance.now() < until;
    });
    return new Promise((resolve, reject) => {
      socket.on("close", resolve);
      socket.on("error", reject);
    });
  });
  await Promise.all(closed);
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN;
  return { answers: latencies.length, perSecond: latencies.length / seconds, p50: at(0.5), p99: at(0.99), failed };
}
