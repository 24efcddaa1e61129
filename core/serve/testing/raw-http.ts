/** Requests as bytes, for what no proper client would send. */
import { connect } from "node:net";

/** Sends bytes as they are; resolves with everything that comes back until the connection is closed. */
export async function raw(url: string, bytes: string | Iterable<string | Buffer>): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let reply = "";
  let open = true;
  socket.on("data", (part) => {
    reply += part;
  });
  // Cut off in the middle of sending is one of the right answers.
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.on("close", () => {
      open = false;
      resolve();
    });
  });
  for (const part of typeof bytes === "string" ? [bytes] : bytes) {
    if (!open) break;
    if (socket.write(part)) continue;
    await Promise.race([new Promise<void>((resolve) => socket.once("drain", resolve)), closed]);
  }
  await closed;
  return reply;
}

/** 0 where the connection was closed without an answer. */
export const statusOf = (reply: string): number => Number(reply.split(" ")[1] ?? 0);

/** A request that asks for the connection to be closed behind it. */
export function request(target: string, headers: readonly string[], { method = "GET", body = "" } = {}): string {
  const length = body === "" ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  return [`${method} ${target} HTTP/1.1`, ...headers, ...length, "connection: close", "", body].join("\r\n");
}
