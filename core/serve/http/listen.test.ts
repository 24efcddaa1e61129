import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import { fakeService, TOKEN } from "../testing/fake-service.ts";
import { listen } from "./listen.ts";

const withApi = {
  mountControlPlane: async (app: FastifyInstance) => {
    app.get("/models", async () => ({ models: ["secret"] }));
  },
};

/** Sends bytes as they are and returns everything that comes back. */
async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let reply = "";
  socket.on("data", (part) => {
    reply += part;
  });
  socket.on("error", (error) => {
    reply += error.message;
  });
  socket.write(text);
  await once(socket, "close");
  return reply;
}

const statusOf = (reply: string): number => Number(reply.split(" ")[1]);
const request = (target: string, headers: string[]): string =>
  [`GET ${target} HTTP/1.1`, ...headers, "connection: close", "", ""].join("\r\n");

describe("over a real socket", () => {
  test("attacks on Host and on the request line are refused, ordinary requests are not", async () => {
    await using service = await fakeService(withApi);
    const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
    const host = `host: ${new URL(url).host}`;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(statusOf(await raw(url, request("/health", [host])))).toBe(200);
    const attacks = {
      "DNS rebinding": request("/health", ["host: attacker.example"]),
      "our address as user information": request("/health", [`host: ${new URL(url).host}@evil.example`]),
      "no port in Host": request("/health", ["host: 127.0.0.1"]),
      "an empty Host": request("/health", ["host:"]),
      "a doubled Host": request("/health", [host, "host: evil.example"]),
      "a Host folded over two lines": request("/health", [`${host}\r\n evil.example`]),
      "absolute form around the token of /api": request(`${url}/api/models`, [host]),
      "absolute form with a foreign authority": request("http://evil/api/models", [host]),
      "Origin null": request("/health", [host, "origin: null"]),
      "HTTP/1.0 without a Host": "GET /api/models HTTP/1.0\r\n\r\n",
    };
    for (const [attack, text] of Object.entries(attacks)) {
      const reply = await raw(url, text);
      expect([400, 403], attack).toContain(statusOf(reply));
      expect(reply, attack).not.toContain("secret");
    }
    const allowed = await raw(url, request("/api/models", [host, `authorization: Bearer ${TOKEN}`]));
    expect(allowed).toContain("secret");
  });

  test("what is not HTTP is answered in the one error shape, with a request id", async () => {
    await using service = await fakeService();
    const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
    const garbage = await raw(url, "\u0000\u0001 hello\r\n\r\n");
    expect(statusOf(garbage)).toBe(400);
    expect(garbage).toMatch(/x-request-id: \S+/);
    expect(JSON.parse(garbage.split("\r\n\r\n")[1]!)).toMatchObject({ error: { code: "WRONG_SHAPE" } });
    const flood = await raw(url, request("/health", [`x: ${"y".repeat(100_000)}`]));
    expect(statusOf(flood)).toBe(413);
  });

  test("a port that is in use is said as such", async () => {
    await using first = await fakeService();
    await using second = await fakeService();
    const url = await listen(first.app, { port: 0, host: "127.0.0.1" });
    const port = Number(new URL(url).port);
    await expect(listen(second.app, { port, host: "127.0.0.1" })).rejects.toMatchObject({ code: "PORT_IN_USE" });
  });

  test("an address of the network is not bound", async () => {
    await using service = await fakeService();
    await expect(listen(service.app, { port: 0, host: "0.0.0.0" })).rejects.toMatchObject({ code: "WRONG_USE" });
  });

  test("closing does not wait for a stream of events that never ends", async () => {
    await using service = await fakeService({
      mountControlPlane: async (app) => {
        app.get("/events", (_request, reply) => {
          reply.hijack();
          reply.raw.write("data: 1\n\n");
        });
      },
    });
    const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
    const stream = await fetch(`${url}/api/events`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const reader = stream.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 1\n\n");
    await service.app.close();
    await expect(reader.read()).rejects.toThrow();
  });

  test("closing finishes what is at work", async () => {
    const gate = Promise.withResolvers<void>();
    await using service = await fakeService({ wait: () => gate.promise });
    const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
    const headers = { "content-type": "application/json" };
    const working = fetch(`${url}/predict`, { method: "POST", headers, body: '{"x":1}' });
    while (service.calls.length === 0) await sleep(5);
    const closing = service.app.close();
    await sleep(20);
    gate.resolve();
    expect((await working).status).toBe(200);
    await closing;
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});
