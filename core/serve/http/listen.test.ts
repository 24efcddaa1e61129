import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import { fakeService, TOKEN } from "../testing/fake-service.ts";
import { raw, request, statusOf } from "../testing/raw-http.ts";
import { listen } from "./listen.ts";

const withApi = {
  mountControlPlane: async (app: FastifyInstance) => {
    app.get("/models", async () => ({ models: ["secret"] }));
  },
};

describe("over a real socket", () => {
  test("the request line does not lead around the token of /api", async () => {
    await using service = await fakeService(withApi);
    const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
    const host = `host: ${new URL(url).host}`;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const attacks = {
      "absolute form": request(`${url}/api/models`, [host]),
      "absolute form with a foreign authority": request("http://evil/api/models", [host]),
      "HTTP/1.0 without a Host": "GET /api/models HTTP/1.0\r\n\r\n",
      "an escaped letter": request("/%61pi/models", [host]),
      "another case": request("/API/models", [host]),
      "a doubled slash": request("//api/models", [host]),
    };
    for (const [attack, text] of Object.entries(attacks)) {
      const reply = await raw(url, text);
      expect([400, 401, 403, 404], attack).toContain(statusOf(reply));
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
    expect(garbage).toMatch(/x-content-type-options: nosniff/);
    expect(JSON.parse(garbage.split("\r\n\r\n")[1]!)).toMatchObject({ error: { code: "WRONG_SHAPE" } });
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
