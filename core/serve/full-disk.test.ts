/** What the service promises, and what it does not, while the disk takes nothing. */
import { expect, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { MAX_BATCH } from "./session/batcher.ts";
import { servingSales, type TinyService } from "./testing/tiny-service.ts";

const ROW = { price: 75, region: "North" };
/** Larger than what is left in pages that are there already. */
const LARGE = { ...ROW, note: "x".repeat(200_000) };

async function fill({ models: { db } }: TinyService): Promise<void> {
  db.pragma(`max_page_count = ${db.pragma("page_count", { simple: true })}`);
}
const makeRoom = ({ models: { db } }: TinyService) => db.pragma("max_page_count = 1000000");
const rowsOf = ({ models: { db } }: TinyService) => db.prepare("SELECT count(*) FROM predictions").pluck().get();

async function fullService() {
  const service = await servingSales();
  const { app } = service;
  const post = async (url: string, payload: object, headers = {}) => {
    const { statusCode, body } = await app.inject({ method: "POST", url, payload, headers });
    return { status: statusCode, body: JSON.parse(body) };
  };
  const health = async () => JSON.parse((await app.inject("/health")).body);
  const first = await post("/predict", ROW);
  await fill(service);
  const met = await post("/predict", LARGE);
  return { service, post, health, first, met, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}

test("answers go out flagged and without an id, /health says why, and it ends by itself", async () => {
  await using open = await fullService();
  const { service, post, health, met } = open;
  expect(met).toMatchObject({ status: 200, body: { prediction_id: null, prediction: 130 } });
  expect(met.body.flags).toContain("degraded");
  expect(await post("/predict", ROW)).toMatchObject({
    status: 200,
    body: { prediction_id: null, flags: ["degraded"] },
  });
  expect(await health()).toMatchObject({ status: "degraded", model_loaded: true, log: "full" });
  expect(rowsOf(service)).toBe(1);
  makeRoom(service);
  await eventually(async () => expect(await health()).toMatchObject({ status: "ok", log: "ok" }));
  const after = await post("/predict", ROW);
  expect(after.body).toMatchObject({ prediction_id: expect.any(String), flags: [] });
  expect(rowsOf(service)).toBe(2);
});

test("a refused row is refused as ever", async () => {
  await using open = await fullService();
  expect(await open.post("/predict", { price: "75" })).toMatchObject({ status: 422 });
});

test("a batch of several parts: every answer says that it was not kept", async () => {
  await using open = await fullService();
  const rows = Array.from({ length: MAX_BATCH + 2 }, (_, i) => (i === 1 ? { price: "x" } : ROW));
  const { status, body } = await open.post("/predict", { rows });
  expect([status, body.counts]).toEqual([200, { ok: MAX_BATCH + 1, rejected: 1 }]);
  const answered = body.predictions.filter((each: { status: string }) => each.status === "ok");
  expect(new Set(answered.map((each: object) => JSON.stringify(each)))).toHaveProperty("size", 1);
  expect(answered[0]).toMatchObject({ prediction_id: null, prediction: 130, flags: ["degraded"] });
});

test("what is a promise to keep something is refused: outcomes, and answers under an Idempotency-Key", async () => {
  await using open = await fullService();
  const outcome = { prediction_id: open.first.body.prediction_id, outcome: 131 };
  const refused = { status: 507, body: { error: { code: "DISK_FULL" } } };
  expect(await open.post("/feedback", outcome)).toMatchObject(refused);
  expect(await open.post("/predict", ROW, { "idempotency-key": "k" })).toMatchObject(refused);
  makeRoom(open.service);
  await eventually(async () => expect(await open.post("/feedback", outcome)).toMatchObject({ body: { accepted: 1 } }));
});

test("other protocols have their own ways to say it", async () => {
  await using open = await fullService();
  const inputs = [
    { name: "price", datatype: "FP64", shape: [1], data: [75] },
    { name: "region", datatype: "BYTES", shape: [1], data: ["North"] },
  ];
  const { body: inferred } = await open.post("/v2/models/sales/infer", { inputs });
  const data = Object.fromEntries(
    inferred.outputs.map((each: { name: string; data: unknown }) => [each.name, each.data]),
  );
  expect(data).toMatchObject({ prediction: [130], prediction_id: [""], flags: ["degraded"] });
  const { body: scored } = await open.post("/invocations", { dataframe_records: [ROW] });
  expect(scored).toMatchObject({ predictions: [130], prediction_ids: [null], flags: [["degraded"]] });
});
