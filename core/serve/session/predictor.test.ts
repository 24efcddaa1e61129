import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { tinyService } from "../testing/tiny-service.ts";
import { predictedName } from "./reply.ts";

async function serving() {
  const service = await tinyService();
  service.models.promote("sales", await service.models.addSales(0));
  await service.sessions.open("sales");
  return service;
}

describe("one row", () => {
  test("a number: flat, with its interval, under the target's name too, and logged as it was answered", async () => {
    await using service = await serving();
    const reply = await service.predictor.row(undefined, { price: 75, region: "North" }, { request: "r1" });
    const { prediction_id } = reply;
    expect(reply).toEqual({
      ...{ prediction_id, model: "sales", version: "v0001", prediction: 130, predicted_net_sales: 130 },
      ...{ interval: { low: 125, high: 135, coverage: 0.9 }, flags: [] },
    });
    expect(service.log.window("sales")).toEqual([
      {
        ...{ seq: 1, id: prediction_id, at: service.models.clock.now(), version: "v0001", status: "ok" },
        input: { price: 75, region: "North" },
        output: { prediction: 130, interval: { low: 125, high: 135, coverage: 0.9 }, flags: [] },
      },
    ]);
  });

  test("a class: the label as in the data, its probability, and one per label", async () => {
    await using service = await tinyService();
    service.models.promote("risk", await service.models.addRisk());
    await service.sessions.open("risk");
    const p = 1 / (1 + Math.exp(-2.5));
    const reply = await service.predictor.row("risk", { glucose: 150, age: 60 });
    expect(reply).toMatchObject({ prediction: 1, predicted_outcome: 1, flags: [] });
    expect(reply.probability).toBeCloseTo(p, 6);
    expect(reply.probabilities!["0"]).toBeCloseTo(1 - p, 6);
    expect(await service.predictor.row("risk", { glucose: null, age: 30 })).toMatchObject({
      prediction: 0,
      flags: ["imputed"],
    });
  });

  test("a row is logged in the words it was sent in", async () => {
    await using service = await serving();
    const sent = '{ "price": 7.50e1, "region": "North" }';
    const reply = await service.predictor.rowText("sales", JSON.parse(sent), { sent });
    expect(JSON.parse(reply)).toMatchObject({ prediction: 130 });
    expect(service.models.db.prepare("SELECT input FROM predictions").pluck().all()).toEqual([sent]);
  });

  test("flags: what was imputed, unusual or unknown", async () => {
    await using service = await serving();
    const row = { price: 150, region: "West", colour: "red" };
    const { flags } = await service.predictor.row(undefined, row);
    expect(flags).toEqual(["outlier", "unknown_category", "extra_columns"]);
  });

  test("a refused row is an error that says what to do, and is logged", async () => {
    await using service = await serving();
    const refused = service.predictor.row(undefined, { price: 900, region: "North" });
    await expect(refused).rejects.toMatchObject({ code: "OUT_OF_RANGE", status: 422, details: { field: "price" } });
    expect(service.log.window("sales")).toMatchObject([
      { status: "rejected", input: { price: 900 }, output: { error: { code: "OUT_OF_RANGE", field: "price" } } },
    ]);
    expect(service.log.count("sales")).toEqual({ predictions: 0, labelled: 0, rejected: 1 });
  });
});

describe("many rows", () => {
  test("in their order; a refused one, or one that is no row, does not fail the others", async () => {
    await using service = await serving();
    const rows = [{ price: 50, region: "South" }, { price: 900, region: "South" }, 7, { price: 75, region: "South" }];
    const reply = await service.predictor.rows("sales", rows);
    expect(reply).toMatchObject({ model: "sales", version: "v0001", counts: { ok: 2, rejected: 2 } });
    expect(reply.predictions).toMatchObject([
      { status: "ok", prediction: 100 },
      { status: "rejected", error: { code: "OUT_OF_RANGE" } },
      { status: "rejected", error: { code: "WRONG_SHAPE" } },
      { status: "ok", prediction: 110 },
    ]);
    expect(service.log.window("sales").map(({ status }) => status)).toEqual(["ok", "rejected", "rejected", "ok"]);
  });

  test("asked for whole, one refused row refuses all: named, written down, nothing scored", async () => {
    await using service = await serving();
    const rows = [{ price: 50, region: "South" }, { price: 900, region: "South" }, 7];
    await expect(service.predictor.rows("sales", rows, { whole: true })).rejects.toMatchObject({
      ...{ code: "OUT_OF_RANGE", status: 422, message: expect.stringMatching(/^Row 2: price is 900/) },
      details: { field: "price", row: 2, refused: 2 },
    });
    expect(service.log.window("sales").map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await service.predictor.rows("sales", rows.slice(0, 1), { whole: true })).toMatchObject({
      counts: { ok: 1 },
    });
  });

  test("asked for by a version, that version answers or none", async () => {
    await using service = await serving();
    const rows = [{ price: 50, region: "South" }];
    expect(await service.predictor.rows("sales", rows, { version: "v0001" })).toMatchObject({ version: "v0001" });
    await expect(service.predictor.rows("sales", rows, { version: "v0002" })).rejects.toMatchObject({
      code: "NOT_LIVE",
    });
    expect(service.log.count("sales").predictions).toBe(1);
  });

  test("more than one part is still one answer", async () => {
    await using service = await serving();
    const rows = Array.from({ length: 1000 }, (_, i) => ({ price: 10 + (i % 90), region: "South" }));
    const { predictions, counts } = await service.predictor.rows(undefined, rows);
    expect(counts).toEqual({ ok: 1000, rejected: 0 });
    for (const [i, each] of predictions.entries())
      expect("prediction" in each && each.prediction).toBeCloseTo(100 + (10 * (rows[i]!.price - 50)) / 25, 3);
    expect(service.log.count("sales").predictions).toBe(1000);
  });
});

test.each([
  ["Outcome", "predicted_outcome"],
  ["Net Sales ($)", "predicted_net_sales_"],
  ["median_house_value", "predicted_median_house_value"],
])("%s is predicted as %s", (target, name) => {
  expect(predictedName(target)).toBe(name);
});

test("the answer over HTTP, then the feedback to it", async () => {
  await using service = await serving();
  const predicted = await service.app.inject({ method: "POST", url: "/predict", payload: { price: 50, region: null } });
  expect(predicted.json()).toMatchObject({ prediction: 100, flags: ["imputed"] });
  const { prediction_id } = predicted.json();
  const feedback = (payload: object) => service.app.inject({ method: "POST", url: "/feedback", payload });
  expect((await feedback({ prediction_id, outcome: 104.5 })).json()).toMatchObject({ accepted: 1 });
  const many = await feedback({
    outcomes: [
      { prediction_id, outcome: 104.5 },
      { prediction_id, outcome: "x" },
    ],
  });
  expect(many.statusCode).toBe(200);
  expect(many.json().results).toEqual([
    { prediction_id, result: "duplicate" },
    { prediction_id, result: "invalid" },
  ]);
  expect(service.log.window("sales", { labelledOnly: true })).toMatchObject([{ outcome: 104.5 }]);
});

test("health, model_info and metrics tell of the live version", async () => {
  await using service = await serving();
  const get = async (url: string) => (await service.app.inject({ url })).json();
  expect(await get("/health")).toMatchObject({
    status: "ok",
    model_loaded: true,
    models: [{ name: "sales", version: "v0001" }],
  });
  expect(await get("/health/ready")).toEqual({ ready: true });
  const info = await get("/models/sales/model_info");
  expect(info).toEqual(await get("/model_info"));
  expect(info).toMatchObject({
    ...{ name: "sales", version: "v0001", task: "regression", target: "Net Sales", positive: null, learner: "ridge" },
    features: [
      { name: "price", type: "number", range: { min: 10, max: 100, low: 0, high: 190 }, nullable: true },
      { name: "region", type: "category", categories: ["North", "South"], nullable: true },
    ],
    trained: { rows: 4, from: null, to: null, at: "2026-01-01T00:00:00.000Z" },
  });
  const refused = await service.app.inject({ method: "POST", url: "/predict", payload: { price: 900, region: null } });
  expect(refused.statusCode).toBe(422);
  const metrics = (await service.app.inject({ url: "/metrics" })).body;
  expect(metrics).toContain('homeostat_errors_total{code="OUT_OF_RANGE"} 1');
  expect(metrics).toContain('homeostat_model_info{model="sales",version="v0001",learner="ridge",task="regression"} 1');
});

test("a switch under load fails no request, and no answer mixes two versions", async () => {
  await using service = await serving();
  await service.models.addSales(1);
  const versions = { v0001: 100, v0002: 110 } as const;
  let running = true;
  const clients = Array.from({ length: 16 }, async () => {
    const seen: { version: keyof typeof versions; prediction: number }[] = [];
    while (running) {
      const reply = await service.app.inject({
        method: "POST",
        url: "/predict",
        payload: { price: 50, region: "South" },
      });
      expect(reply.statusCode).toBe(200);
      seen.push(reply.json());
    }
    return seen;
  });
  for (let i = 0; i < 20; i++) {
    const to = i % 2 === 0 ? "v0002" : "v0001";
    await service.sessions.prepare("sales", to);
    service.sessions.activate("sales", to);
    await sleep(2);
  }
  running = false;
  const answers = (await Promise.all(clients)).flat();
  expect(new Set(answers.map(({ version }) => version))).toEqual(new Set(["v0001", "v0002"]));
  for (const { version, prediction } of answers) expect(prediction).toBeCloseTo(versions[version], 4);
  expect(service.log.count("sales").predictions).toBe(answers.length);
});
