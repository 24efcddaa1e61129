import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, test } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import { fakeService } from "../testing/fake-service.ts";
import { raw, request, statusOf } from "../testing/raw-http.ts";
import { listen } from "./listen.ts";

const limits = { requests: 10, bytes: 1000, connections: 2 };
const LOCAL = { port: 0, host: "127.0.0.1" };

const opened = (url: string): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => resolve(socket));
  });

test("who connects beyond the limit is told to come back, unread, and is let in once another has left", async () => {
  await using service = await fakeService({ limits });
  const url = await listen(service.app, LOCAL);
  const ask = request("/health", [`host: ${new URL(url).host}`]);
  const first = await opened(url);
  const second = await opened(url);
  await eventually(async () => expect(statusOf(await raw(url, ""))).toBe(503));
  const reply = await raw(url, ask);
  expect(reply).toMatch(/^HTTP\/1\.1 503 .*\r\n/);
  expect(reply).toMatch(/\r\nretry-after: 1\r\n/);
  expect(reply).toMatch(/\r\nconnection: close\r\n/);
  expect(reply).toMatch(/\r\nx-request-id: \S+\r\n/);
  expect(JSON.parse(reply.slice(reply.indexOf("\r\n\r\n")))).toMatchObject({ error: { code: "OVERLOADED" } });
  expect(await service.metrics.text()).toMatch(/^homeostat_errors_total\{code="OVERLOADED"\} [1-9]/m);
  first.destroy();
  await eventually(async () => expect(statusOf(await raw(url, ask))).toBe(200));
  second.destroy();
});

test("a refused client that goes on sending, or never reads, keeps nobody out", async () => {
  await using service = await fakeService({ limits });
  const url = await listen(service.app, LOCAL);
  const held = [await opened(url), await opened(url)];
  const deaf = await Promise.all(Array.from({ length: 20 }, () => opened(url)));
  for (const socket of deaf) {
    socket.pause();
    socket.on("error", () => undefined);
    socket.write(`POST /predict HTTP/1.1\r\n${"x".repeat(100_000)}`);
  }
  for (const socket of held) socket.destroy();
  await eventually(async () =>
    expect(statusOf(await raw(url, request("/health", [`host: ${new URL(url).host}`])))).toBe(200),
  );
  for (const socket of deaf) socket.destroy();
});

test("where room is short, connections are kept for a shorter time between requests, and clients are told", async () => {
  await using service = await fakeService({ limits: { ...limits, connections: 4 } });
  const url = await listen(service.app, LOCAL);
  const keptFor = async (socket: Socket): Promise<number> => {
    socket.write(`GET /health HTTP/1.1\r\nhost: ${new URL(url).host}\r\n\r\n`);
    const [reply] = (await once(socket, "data")) as [Buffer];
    return Number(/keep-alive: timeout=(\d+)/i.exec(reply.toString())?.[1]);
  };
  const sockets = [await opened(url), await opened(url), await opened(url)];
  expect(await keptFor(sockets[0]!)).toBe(72);
  const fourth = await opened(url);
  await eventually(async () => expect(await keptFor(sockets[0]!)).toBe(5));
  fourth.destroy();
  await eventually(async () => expect(await keptFor(sockets[0]!)).toBe(72));
  for (const socket of sockets) socket.destroy();
});

test("over TLS it is hung up on, since nothing can be said before the handshake", async () => {
  const pem = (end: string) => readFileSync(new URL(`../testing/tls/tests-only.${end}`, import.meta.url), "utf8");
  await using service = await fakeService({ limits, tls: { cert: pem("crt"), key: pem("key") } });
  const url = await listen(service.app, { ...LOCAL, secured: true });
  const port = Number(new URL(url).port);
  const held = [await opened(url), await opened(url)];
  const refused = await new Promise<boolean>((resolve) => {
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => resolve(false));
    socket.on("error", () => resolve(true));
  });
  expect(refused).toBe(true);
  for (const socket of held) socket.destroy();
});
