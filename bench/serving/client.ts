/** A client that keeps its connection, asks one thing after the other, and connects anew where it was closed. */
import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  /** Head and body as they came. */
  text: string;
  body: string;
  /** Of `performance.now()`: when it was asked (before connecting, where that was needed) and answered whole. */
  asked: number;
  answered: number;
}

export interface Client {
  /** @param request head and body @throws Error where the connection ends before the answer does */
  ask(request: string | Buffer): Promise<Answer>;
  close(): void;
}

interface Head {
  status: number;
  /** Where the body begins, and where it ends. */
  start: number;
  end: number;
  closes: boolean;
}

/** null while the head is not there yet. */
export function readHead(text: string): Head | null {
  const start = text.indexOf("\r\n\r\n") + 4;
  if (start < 4) return null;
  const head = text.slice(0, start).toLowerCase();
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  return { status: Number(head.slice(9, 12)), start, end: start + length, closes: head.includes("connection: close") };
}

/** @example const client = createClient(url); const { status, body } = await client.ask(postText(url, "/predict", "{}")); */
export function createClient(url: string): Client {
  const { hostname, port } = new URL(url);
  let socket: Socket | null = null;
  let text = "";
  let waiting: (PromiseWithResolvers<Answer> & { asked: number }) | null = null;

  function end(error: Error): void {
    socket?.destroy();
    socket = null;
    text = "";
    waiting?.reject(error);
    waiting = null;
  }

  function read(part: Buffer): void {
    text += part.toString("latin1");
    const head = readHead(text);
    if (!head || text.length < head.end || !waiting) return;
    const { status, start } = head;
    const body = text.slice(start, head.end);
    waiting.resolve({ status, text, body, asked: waiting.asked, answered: performance.now() });
    waiting = null;
    text = "";
    if (head.closes) end(new Error("closed"));
  }

  function open(): Socket {
    const opened = connect(Number(port), hostname);
    opened.setNoDelay(true);
    opened.on("data", (part) => {
      if (opened === socket) read(part);
    });
    const ended = (error?: Error) => {
      if (opened === socket) end(error ?? new Error("the connection was closed before the answer was whole"));
    };
    opened.on("error", ended);
    opened.on("close", () => ended());
    return opened;
  }

  return {
    ask: (request) => {
      waiting = { ...Promise.withResolvers<Answer>(), asked: performance.now() };
      const { promise } = waiting;
      socket ??= open();
      socket.write(request);
      return promise;
    },
    close: () => end(new Error("closed")),
  };
}

/** A POST of JSON. */
export function postText(url: string, path: string, body: string): string {
  const length = Buffer.byteLength(body);
  const head = [`POST ${path} HTTP/1.1`, `host: ${new URL(url).host}`, "content-type: application/json"];
  return [...head, `content-length: ${length}`, "", body].join("\r\n");
}

/** The value that a share of the numbers does not exceed; NaN of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}
