import { expect, test } from "vitest";
import { tinyService } from "../testing/tiny-service.ts";

/** The same service twice has the same clock and the same ids. */
async function serving() {
  const service = await tinyService();
  service.models.promote("sales", await service.models.addSales(0));
  service.models.promote("risk", await service.models.addRisk());
  await service.sessions.open("sales");
  await service.sessions.open("risk");
  return service;
}

test.each([
  ["sales", { price: 75, region: 'a "text" \\ with \u{1F600}' }],
  ["risk", { glucose: 150, age: 60 }],
])("the text of a reply says what the object says: one row of %s", async (model, row) => {
  await using texts = await serving();
  await using objects = await serving();
  const expected = await objects.predictor.row(model, row);
  expect(JSON.parse(await texts.predictor.rowText(model, row))).toEqual(expected);
  expect(texts.log.window(model)).toEqual(objects.log.window(model));
  const explained = await objects.predictor.row(model, row, { explain: true });
  expect(explained).toHaveProperty("contributions");
  expect(JSON.parse(await texts.predictor.rowText(model, row, { explain: true }))).toEqual(explained);
});

test("the text of a reply says what the object says: many rows, some refused", async () => {
  await using texts = await serving();
  await using objects = await serving();
  const rows = [...Array.from({ length: 300 }, (_, i) => ({ price: i, region: "North" })), "no row", {}];
  const expected = await objects.predictor.rows("sales", rows);
  expect(expected.counts.rejected).toBeGreaterThan(2);
  expect(JSON.parse(await texts.predictor.rowsText("sales", rows))).toEqual(expected);
  expect(texts.log.window("sales")).toEqual(objects.log.window("sales"));
});

test("a row is logged in the words it was sent in", async () => {
  await using service = await serving();
  const sent = '{ "price": 7.50e1, "region": "North" }';
  await service.predictor.rowText("sales", JSON.parse(sent), { sent });
  expect(service.models.db.prepare("SELECT input FROM predictions").pluck().all()).toEqual([sent]);
});
