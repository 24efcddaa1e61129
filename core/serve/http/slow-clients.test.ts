/** Clients that take for ever are cut; those that wait for slow work are not. */
import { connect, type Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { afterEach, expect, test } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import { fakeService, TOKEN } from "../testing/fake-service.ts";
import { statusOf } from "../testing/raw-http.ts";
import { listen } from "./listen.ts";
import type { TimeLimits } from "./node-server.ts";

const LONG = 60_000;
const limits = (changes: Partial<TimeLimits>): TimeLimits => ({
  ...{ headers: LONG, request: LONG, idle: LONG, keepAlive: LONG },
  ...changes,
});

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Opens a connection, sends what is given, and reads unless told not to. */
function open(url: string, text: string, { read = true } = {}) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  const state = { reply: "", closed: false, socket };
  socket.on("error", () => undefined);
  socket.on("close", () => {
    state.closed = true;
  });
  if (read)
    socket.on("data", (part) => {
      state.reply += part;
    });
  socket.write(text);
  return state;
}

const head = (url: string, line: string) => `${line} HTTP/1.1\r\nhost: ${new URL(url).host}\r\n`;

test("headers that never end", async () => {
  await using service = await fakeService({ times: limits({ headers: 100 }) });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const client = open(url, head(url, "GET /health"));
  await eventually(() => expect(client.closed).toBe(true));
  expect(statusOf(client.reply)).toBe(408);
  expect(client.reply).toContain('"code":"TOO_SLOW"');
  // On a busy machine an honest client may be too slow for such a limit as well.
  await eventually(async () => expect((await fetch(`${url}/health`)).status).toBe(200));
});

test("a body that never ends", async () => {
  await using service = await fakeService({ times: limits({ headers: 100, request: 200 }) });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const client = open(
    url,
    `${head(url, "POST /predict")}content-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
  );
  await eventually(() => expect(client.closed).toBe(true));
  expect(statusOf(client.reply)).toBe(408);
  await eventually(() => expect(service.metrics.facts().queue_depth).toBe(0));
  expect(service.calls).toEqual([]);
});

test("an answer that nobody reads", async () => {
  await using service = await fakeService({
    times: limits({ idle: 200 }),
    extraMetrics: async () => `${"x".repeat(50_000_000)}\n`,
  });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const client = open(url, `${head(url, "GET /metrics")}\r\n`, { read: false });
  const connections = () => service.app.acceptors.connections();
  await eventually(async () => expect(await connections()).toBe(1));
  await eventually(async () => expect(await connections()).toBe(0));
  client.socket.destroy();
});

test("a connection between two requests, and one that never asks", async () => {
  await using service = await fakeService({ times: limits({ keepAlive: 100, idle: 200 }) });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const [asked, silent] = [open(url, `${head(url, "GET /health")}\r\n`), open(url, "")];
  await eventually(() => expect([asked.closed, silent.closed]).toEqual([true, true]));
  expect(statusOf(asked.reply)).toBe(200);
});

test("a call of the control plane that takes its time is not cut, nor is a stream of events", async () => {
  const gate = Promise.withResolvers<void>();
  const mountControlPlane = async (app: FastifyInstance) => {
    app.get("/train", async () => {
      await gate.promise;
      return { done: true };
    });
  };
  await using service = await fakeService({ times: limits({ idle: 100 }), mountControlPlane });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const patient = open(url, `${head(url, "GET /api/train")}authorization: Bearer ${TOKEN}\r\n\r\n`);
  // The other one shows that the limit has passed, several times over.
  for (let i = 0; i < 3; i++) {
    const silent = open(url, "");
    await eventually(() => expect(silent.closed).toBe(true));
  }
  expect(patient.closed).toBe(false);
  gate.resolve();
  await eventually(() => expect(patient.reply).toContain('"done":true'));
});
