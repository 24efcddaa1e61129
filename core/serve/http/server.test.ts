import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance, InjectOptions } from "fastify";
import { describe, expect, test } from "vitest";
import { HomeostatError } from "../../contract/index.ts";
import { fakeService, TOKEN } from "../testing/fake-service.ts";

const JSON_TYPE = { "content-type": "application/json" };
const post = (url: string, payload: string, headers: Record<string, string> = JSON_TYPE) =>
  ({ method: "POST", url, payload, headers }) as const;

describe("one row or many", () => {
  test("by the shape of the body, also for a column called rows", async () => {
    await using service = await fakeService();
    for (const body of ['{"x":1}', '{"rows":3,"x":1}', '{"rows":[{"x":1},{"x":2}]}'])
      expect((await service.app.inject(post("/predict", body))).statusCode).toBe(200);
    expect(service.calls.map(({ row, rows }) => row ?? rows)).toEqual([
      { x: 1 },
      { rows: 3, x: 1 },
      [{ x: 1 }, { x: 2 }],
    ]);
    await service.app.inject(post("/models/sales/predict", '{"x":1}'));
    expect(service.calls.at(-1)?.model).toBe("sales");
  });

  test.each(["[1]", "3", "null", '"x"', '{"rows":[]}'])("%s is neither", async (body) => {
    await using service = await fakeService();
    const reply = await service.app.inject(post("/predict", body));
    expect(reply.statusCode).toBe(400);
    expect(reply.json().error.code).toBe("WRONG_SHAPE");
  });
});

describe("every failure is catalogued and has a request id", () => {
  const deep = "[".repeat(100_000);
  test.each([
    ["an unknown address", { method: "GET", url: "/nothing" }, 404, "NOT_FOUND"],
    ["an unknown address with a body", post("/nothing", "{}"), 404, "NOT_FOUND"],
    ["a badly escaped address", { method: "GET", url: "/models/%zz/model_info" }, 404, "NOT_FOUND"],
    ["a wrong method", { method: "GET", url: "/predict" }, 405, "METHOD_NOT_ALLOWED"],
    ["a wrong method on a path with a name", { method: "DELETE", url: "/models/m/predict" }, 405, "METHOD_NOT_ALLOWED"],
    ["a wrong method with a body that is none", post("/health", "{"), 405, "METHOD_NOT_ALLOWED"],
    ["not JSON", post("/predict", "{"), 400, "NOT_JSON"],
    ["an empty body", post("/predict", ""), 400, "NOT_JSON"],
    ["NaN", post("/predict", '{"x":NaN}'), 400, "NOT_JSON"],
    ["a doubled key", post("/predict", '{"x":1,"x":2}'), 400, "NOT_JSON"],
    ["__proto__", post("/predict", '{"__proto__":{"x":1}}'), 400, "NOT_JSON"],
    ["100,000 brackets", post("/predict", deep), 400, "NOT_JSON"],
    ["no content type, as a cross-site form without Origin", post("/predict", "{}", {}), 415, "UNSUPPORTED_TYPE"],
    [
      "text/plain, as a cross-site form sends it",
      post("/predict", "{}", { "content-type": "text/plain" }),
      415,
      "UNSUPPORTED_TYPE",
    ],
    [
      "a form",
      post("/predict", "a=1", { "content-type": "application/x-www-form-urlencoded" }),
      415,
      "UNSUPPORTED_TYPE",
    ],
    ["more than 10 MB", post("/predict", `{"x":"${"y".repeat(10 * 1024 * 1024)}"}`), 413, "TOO_LARGE"],
    ["more than 100,000 rows", post("/predict", `{"rows":[${"{},".repeat(100_000)}{}]}`), 413, "TOO_LARGE"],
    ["a refused row", post("/predict", '{"refuse":true}'), 422, "OUT_OF_RANGE"],
    ["no model", { method: "GET", url: "/model_info" }, 503, "NO_MODEL"],
    ["explaining a batch", post("/predict?explain=true", '{"rows":[{}]}'), 400, "WRONG_SHAPE"],
    ["feedback about nothing", post("/feedback", "{}"), 400, "WRONG_SHAPE"],
    ["a foreign Host", { method: "GET", url: "/health", headers: { host: "evil.example" } }, 403, "FORBIDDEN_HOST"],
    [
      "a foreign Origin",
      { method: "GET", url: "/health", headers: { origin: "http://evil.example" } },
      403,
      "FORBIDDEN_HOST",
    ],
  ] as const)("%s", async (_, request, status, code) => {
    await using service = await fakeService();
    const reply = await service.app.inject(request as InjectOptions);
    expect([reply.statusCode, reply.json().error.code]).toEqual([status, code]);
    expect(reply.json().error.message).toMatch(/\w/);
    expect(reply.headers["x-request-id"]).toMatch(/\w/);
    expect(reply.headers["x-content-type-options"]).toBe("nosniff");
    if (status === 405) expect(reply.headers.allow).toMatch(request.url === "/health" ? /^GET/ : /^POST$/);
    if (status === 503) expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("what went wrong inside is not told, neither text nor path", async () => {
    await using service = await fakeService();
    const reply = await service.app.inject(post("/predict", '{"boom":true}'));
    expect(reply.statusCode).toBe(500);
    expect(reply.json().error.code).toBe("INTERNAL");
    expect(reply.body).not.toMatch(/secret|\/|\.ts/);
  });

  test("a client's request id is kept where it is harmless", async () => {
    await using service = await fakeService();
    const idOf = async (id: string) =>
      (await service.app.inject({ url: "/health", headers: { "x-request-id": id } })).headers["x-request-id"];
    expect(await idOf("abc-1")).toBe("abc-1");
    expect(await idOf("a b\u0007")).not.toBe("a b\u0007");
  });
});

describe("the token", () => {
  const mountControlPlane = async (app: FastifyInstance) => {
    app.get("/models", async () => ({ models: [] }));
    app.all("/*", async () => ({ any: true }));
  };

  test("opens the control plane and nothing else does", async () => {
    await using service = await fakeService({ mountControlPlane });
    const status = async (url: string, authorization?: string) =>
      (await service.app.inject({ url, headers: authorization ? { authorization } : {} })).statusCode;
    expect(await status("/api/models")).toBe(401);
    expect(await status("/api/anything/else")).toBe(401);
    expect(await status("/api/models", "Bearer wrong")).toBe(401);
    expect(await status("/api/models", `Bearer ${TOKEN}`)).toBe(200);
    expect(await status("/%61pi/models")).toBe(401);
    expect(await status("/health")).toBe(200);
  });

  test("is asked for on the data plane where the user wants it, health apart", async () => {
    await using service = await fakeService({ requireToken: true });
    expect((await service.app.inject(post("/predict", '{"x":1}'))).statusCode).toBe(401);
    expect((await service.app.inject({ url: "/metrics" })).statusCode).toBe(401);
    expect((await service.app.inject({ url: "/health/live" })).statusCode).toBe(200);
    const headers = { ...JSON_TYPE, authorization: `Bearer ${TOKEN}` };
    expect((await service.app.inject(post("/predict", '{"x":1}', headers))).statusCode).toBe(200);
  });
});

describe("Idempotency-Key", () => {
  const keyed = (key: string, body = '{"x":1}', url = "/predict") =>
    post(url, body, { ...JSON_TYPE, "idempotency-key": key });

  test("the same request gets the first reply, the work is done once", async () => {
    await using service = await fakeService();
    const first = await service.app.inject(keyed("k"));
    const second = await service.app.inject(keyed("k"));
    expect(second.body).toBe(first.body);
    expect(second.headers["idempotent-replayed"]).toBe("true");
    expect(first.headers["idempotent-replayed"]).toBeUndefined();
    expect(service.calls).toHaveLength(1);
  });

  test("two at once are one", async () => {
    const gate = Promise.withResolvers<void>();
    await using service = await fakeService({ wait: () => gate.promise });
    const both = [service.app.inject(keyed("k")), service.app.inject(keyed("k"))];
    setTimeout(gate.resolve, 20);
    const [first, second] = await Promise.all(both);
    expect(second!.body).toBe(first!.body);
    expect(service.calls).toHaveLength(1);
  });

  test("another body, or another address, is a conflict", async () => {
    await using service = await fakeService();
    await service.app.inject(keyed("k"));
    for (const other of [keyed("k", '{"x":2}'), keyed("k", '{"x":1}', "/models/m/predict")]) {
      const reply = await service.app.inject(other);
      expect([reply.statusCode, reply.json().error.code]).toEqual([409, "CONFLICT"]);
    }
  });

  test("a refusal is a reply too; a failure of ours is not and may be tried again", async () => {
    await using service = await fakeService();
    for (let i = 0; i < 2; i++) expect((await service.app.inject(keyed("a", '{"refuse":1}'))).statusCode).toBe(422);
    expect(service.calls).toHaveLength(1);
    for (let i = 0; i < 2; i++) expect((await service.app.inject(keyed("b", '{"boom":1}'))).statusCode).toBe(500);
    expect(service.calls).toHaveLength(3);
  });

  test("an unusable key is refused", async () => {
    await using service = await fakeService();
    expect((await service.app.inject(keyed("x".repeat(256)))).statusCode).toBe(400);
  });
});

test("what does not fit into the queue is told to come back", async () => {
  const gate = Promise.withResolvers<void>();
  await using service = await fakeService({
    wait: () => gate.promise,
    limits: { requests: 2, bytes: 1000, connections: 10 },
  });
  const working = [1, 2].map(() => service.app.inject(post("/predict", '{"x":1}')));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(service.metrics.facts().queue_depth).toBe(2);
  const third = await service.app.inject(post("/predict", '{"x":1}'));
  expect([third.statusCode, third.json().error.code, third.headers["retry-after"]]).toEqual([503, "OVERLOADED", "1"]);
  gate.resolve();
  for (const reply of await Promise.all(working)) expect(reply.statusCode).toBe(200);
  expect((await service.app.inject(post("/predict", '{"x":1}'))).statusCode).toBe(200);
  expect(service.metrics.facts()).toMatchObject({ queue_depth: 0, requests: 4, error_share: 0.25, degraded: false });
});

test("health without a model", async () => {
  await using service = await fakeService();
  const health = (await service.app.inject({ url: "/health" })).json();
  expect(health).toMatchObject({ status: "no_model", model_loaded: false, models: [], durability: "process" });
  expect((await service.app.inject({ url: "/health/live" })).statusCode).toBe(200);
  expect((await service.app.inject({ url: "/health/ready" })).statusCode).toBe(503);
});

describe("metrics", () => {
  test("in Prometheus text, or OpenMetrics where it is asked for, with the series of other stages", async () => {
    const extraMetrics = async () => "# HELP node_load1 Load.\n# TYPE node_load1 gauge\nnode_load1 0.5\n";
    await using service = await fakeService({ extraMetrics });
    await service.app.inject(post("/predict", '{"refuse":true}'));
    const plain = await service.app.inject({ url: "/metrics" });
    expect(plain.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(plain.body).toContain('homeostat_requests_total{route="/predict",method="POST",status="422"} 1');
    expect(plain.body).toContain('homeostat_errors_total{code="OUT_OF_RANGE"} 1');
    expect(plain.body).toContain("node_load1 0.5");
    expect(plain.body).toMatch(/^process_cpu_seconds_total /m);
    const open = await service.app.inject({
      url: "/metrics",
      headers: { accept: "application/openmetrics-text;version=1.0.0" },
    });
    expect(open.headers["content-type"]).toContain("application/openmetrics-text");
    expect(open.body).toMatch(/# TYPE homeostat_requests counter\n/);
    expect(open.body.endsWith("# EOF\n")).toBe(true);
    // Asking for one form must not change the other.
    expect((await service.app.inject({ url: "/metrics" })).body).toContain("# TYPE homeostat_requests_total counter");
  });
});

describe("the description", () => {
  test("is OpenAPI 3.1 with both planes, every reference resolved", async () => {
    await using service = await fakeService();
    const api = (await service.app.inject({ url: "/openapi.json" })).json();
    expect(api.openapi).toMatch(/^3\.1\./);
    for (const path of [
      "/predict",
      "/models/{name}/predict",
      "/feedback",
      "/health",
      "/model_info",
      "/metrics",
      "/v2/models/{name}/infer",
      "/invocations",
      "/api/models",
    ])
      expect(Object.keys(api.paths)).toContain(path);
    const text = JSON.stringify(api);
    for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g))
      expect(
        path!.split("/").reduce((at, part) => at?.[part], api),
        path,
      ).toBeDefined();
  });

  test("as a page asks for nothing from anywhere", async () => {
    await using service = await fakeService();
    const { body, headers } = await service.app.inject({ url: "/docs" });
    expect(headers["content-type"]).toContain("text/html");
    expect(body).not.toMatch(/<script|src=|url\(|@import|<link/i);
    expect(body).not.toMatch(/href="(?!\/openapi\.json)/);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'/);
    expect(body).toContain("/models/{name}/predict");
  });
});

test("the pages are served, and nothing beside them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-ui-"));
  try {
    writeFileSync(join(folder, "index.html"), "<title>Homeostat</title>");
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "assets", "app-1a2b.js"), "0");
    writeFileSync(join(folder, "mark.svg"), "<svg/>");
    await using service = await fakeService({ uiFolder: folder, requireToken: true });
    const page = await service.app.inject({ url: "/" });
    expect([page.statusCode, page.body]).toEqual([200, "<title>Homeostat</title>"]);
    expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
    expect(page.headers["cache-control"]).toBe("no-cache");
    const cached = async (url: string) => (await service.app.inject({ url })).headers["cache-control"];
    expect(await cached("/assets/app-1a2b.js")).toContain("immutable");
    expect(await cached("/mark.svg")).toBe("no-cache");
    for (const url of ["/../package.json", "/%2e%2e/package.json", "/..%2fpackage.json"])
      expect((await service.app.inject({ url })).statusCode).toBe(404);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an error of the control plane keeps its code", async () => {
  await using service = await fakeService({
    mountControlPlane: async (app) => {
      app.get("/x", async () => {
        throw new HomeostatError("MODEL_NOT_FOUND", { model: "x" });
      });
    },
  });
  const reply = await service.app.inject({ url: "/api/x", headers: { authorization: `Bearer ${TOKEN}` } });
  expect([reply.statusCode, reply.json().error.code]).toEqual([404, "MODEL_NOT_FOUND"]);
});
