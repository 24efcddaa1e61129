/** Damage by damage, what answers, and that everybody is told. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Table } from "../../data/index.ts";
import { silentLogger } from "../../shared/index.ts";
import { openModels } from "../testing/tiny-models.ts";
import { type TinyService, tinyService } from "../testing/tiny-service.ts";
import { openWithFallbacks } from "./fallbacks.ts";

const ROW = { price: 50, region: "South" };
const TABLE: Table = { rows: 2, columns: [{ name: "Net Sales", kind: "number", values: Float64Array.of(10, 20) }] };

const predict = async ({ app }: TinyService, url = "/predict") => {
  const reply = await app.inject({ method: "POST", url, payload: ROW });
  return { status: reply.statusCode, headers: reply.headers, ...reply.json() };
};
const health = async ({ app }: TinyService) => (await app.inject({ url: "/health" })).json();

/** @returns what makes it whole again */
function damage({ models }: TinyService, version: string, file: string): () => void {
  const path = join(models.dir.models, "sales", version, file);
  const whole = readFileSync(path);
  writeFileSync(path, "damaged");
  return () => writeFileSync(path, whole);
}

test("the version, the last good one, its reference predictor, the baseline, and nothing; and all the way back", async () => {
  let table: Table | null = TABLE;
  const trainingSet = async () => {
    if (!table) throw new Error("gone");
    return table;
  };
  await using service = await tinyService({ trainingSet });
  const { sessions, models, metrics } = service;
  models.promote("sales", await models.addSales(0));
  models.promote("sales", await models.addSales(1));
  const reopened = async () => {
    await sessions.open("sales");
    const { prediction, version, flags } = await predict(service);
    const { status, models: told } = await health(service);
    return { prediction, version, flags, status, reason: told[0].reason, degraded: metrics.facts().degraded };
  };
  const fallback = { flags: ["degraded"], status: "degraded", degraded: true };
  const whole = { prediction: 110, version: "v0002", flags: [], status: "ok", degraded: false };
  const lastGood = { ...fallback, version: "v0001", reason: "v0002 cannot be opened; v0001 answers" };
  const reference = { ...fallback, version: "v0002", reason: expect.stringContaining("the reference predictor") };
  const baseline = { ...fallback, version: "v0002", reason: expect.stringContaining("the mean of the training rows") };

  expect(await reopened()).toMatchObject(whole);
  const mendNewest = damage(service, "v0002", "model.onnx");
  expect(await reopened()).toMatchObject({ ...lastGood, prediction: 100 });
  const mendLast = damage(service, "v0001", "metrics.json");
  expect(await reopened()).toMatchObject({ ...reference, prediction: 110 });
  const mendModel = damage(service, "v0002", "model.json");
  expect(await reopened()).toMatchObject({ ...baseline, prediction: 15 });
  table = null;
  // Whoever answered goes on answering.
  await expect(sessions.open("sales")).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
  expect(await predict(service)).toMatchObject({ status: 200, prediction: 15 });

  mendModel();
  expect(await reopened()).toMatchObject({ ...reference, prediction: 110 });
  mendLast();
  expect(await reopened()).toMatchObject({ ...lastGood, prediction: 100 });
  mendNewest();
  expect(await reopened()).toMatchObject(whole);
});

test("a model of which nothing opens is told of, and not answered by another", async () => {
  await using service = await tinyService();
  const { sessions, models } = service;
  models.promote("sales", await models.addSales(0));
  models.promote("risk", await models.addRisk());
  await sessions.open("risk");
  const mend = damage(service, "v0001", "model.json");
  await expect(sessions.open("sales")).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });

  expect(await predict(service, "/models/sales/predict")).toMatchObject({
    status: 503,
    headers: { "retry-after": expect.stringMatching(/^\d+$/) },
    error: { code: "MODEL_UNAVAILABLE" },
  });
  expect(await predict(service)).toMatchObject({ status: 400, error: { code: "MODEL_REQUIRED" } });
  expect(await health(service)).toMatchObject({
    status: "degraded",
    model_loaded: true,
    models: [{ name: "risk" }, { name: "sales", version: "v0001", degraded: true, reason: expect.any(String) }],
  });
  expect(service.metrics.facts().degraded).toBe(true);

  mend();
  await sessions.open("sales");
  expect(await predict(service, "/models/sales/predict")).toMatchObject({ status: 200, prediction: 100 });
  expect(await health(service)).toMatchObject({ status: "ok" });
});

test("the version itself is tried once more than there are pauses, before anything else is", async () => {
  using models = openModels();
  models.promote("sales", await models.addSales(0));
  models.promote("sales", await models.addSales(1));
  const tried: string[] = [];
  const registry: typeof models.registry = {
    ...models.registry,
    load: (model, version) => {
      tried.push(version);
      if (version === "v0002") throw new Error("busy");
      return models.registry.load(model, version);
    },
  };
  const live = await openWithFallbacks({ registry, logger: silentLogger, backoff: [1, 2, 3] }, "sales", "v0002");
  expect(tried).toEqual(["v0002", "v0002", "v0002", "v0002", "v0001"]);
  expect(live.version).toBe("v0001");
});
