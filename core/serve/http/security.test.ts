/** What a page in the browser, a neighbour on the network or a reader of the logs must not get. */
import { Writable } from "node:stream";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { fakeService, TOKEN } from "../testing/fake-service.ts";
import { raw } from "../testing/raw-http.ts";
import { HARDENED } from "./headers.ts";
import { listen } from "./listen.ts";

const JSON_TYPE = { "content-type": "application/json" };
const mountControlPlane = async (app: { get(path: string, handler: () => Promise<unknown>): unknown }) => {
  app.get("/models", async () => ({ models: [] }));
};

test("a preflight of another page is not answered with leave to go on", async () => {
  await using service = await fakeService();
  for (const headers of [
    { origin: "http://evil.example", "access-control-request-method": "POST" },
    { "access-control-request-method": "POST", "access-control-request-private-network": "true" },
  ]) {
    const reply = await service.app.inject({ method: "OPTIONS", url: "/predict", headers });
    expect(reply.statusCode).toBeGreaterThanOrEqual(400);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  }
});

describe("the token of the control plane", () => {
  test.each([
    ["in the query", { url: `/api/models?token=${TOKEN}` }],
    ["in a cookie", { url: "/api/models", headers: { cookie: `token=${TOKEN}` } }],
    ["as Basic", { url: "/api/models", headers: { authorization: `Basic ${TOKEN}` } }],
    ["its beginning", { url: "/api/models", headers: { authorization: `Bearer ${TOKEN.slice(0, -1)}` } }],
    ["and more", { url: "/api/models", headers: { authorization: `Bearer ${TOKEN}x` } }],
    ["nothing", { url: "/api/models", headers: { authorization: "Bearer " } }],
  ])("%s does not open it", async (_, request) => {
    await using service = await fakeService({ mountControlPlane });
    const reply = await service.app.inject(request);
    expect([reply.statusCode, reply.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
  });
});

test("every kind of answer carries the headers that bind a browser", async () => {
  await using service = await fakeService({ mountControlPlane });
  const { app } = service;
  const authorization = `Bearer ${TOKEN}`;
  const replies = await Promise.all([
    app.inject({ method: "POST", url: "/predict", payload: '{"x":1}', headers: JSON_TYPE }),
    app.inject({ method: "POST", url: "/predict", payload: '{"boom":1}', headers: JSON_TYPE }),
    app.inject({ method: "POST", url: "/feedback", payload: '{"outcomes":[{}]}', headers: JSON_TYPE }),
    app.inject({ url: "/health" }),
    app.inject({ url: "/metrics" }),
    app.inject({ url: "/v2" }),
    app.inject({ url: "/ping" }),
    app.inject({ url: "/nothing" }),
    app.inject({ url: "/api/models" }),
    app.inject({ url: "/api/models", headers: { authorization } }),
    app.inject({ url: "/health", headers: { host: "evil.example" } }),
  ]);
  for (const { headers } of replies) expect(headers).toMatchObject(HARDENED);
  const broken = await raw(await listen(app, { port: 0, host: "127.0.0.1" }), "noise\r\n\r\n");
  for (const [name, value] of Object.entries(HARDENED)) expect(broken).toContain(`${name}: ${value}\r\n`);
});

test("neither tokens nor rows are logged, whatever goes wrong", async () => {
  let lines = "";
  const stream = new Writable({
    write: (part, _, done) => {
      lines += part;
      done();
    },
  });
  await using service = await fakeService({ logger: pino({ level: "trace" }, stream), mountControlPlane });
  const secrets = { name: "Jane-4711", headers: "Bearer wrong-token-0815" };
  const send = (payload: string, more: Record<string, string> = {}) =>
    service.app.inject({ method: "POST", url: "/predict", payload, headers: { ...JSON_TYPE, ...more } });
  const authorization = `Bearer ${TOKEN}`;
  await send(JSON.stringify({ boom: secrets.name }), { authorization, cookie: TOKEN });
  await send(`{"name":"${secrets.name}`, { authorization: secrets.headers });
  await send(JSON.stringify({ refuse: secrets.name }), { "idempotency-key": secrets.name });
  await service.app.inject({ url: `/api/models?token=${TOKEN}`, headers: { authorization: secrets.headers } });
  expect(lines).toContain("a request failed");
  for (const secret of [TOKEN, secrets.name, "wrong-token-0815"]) expect(lines).not.toContain(secret);
});
