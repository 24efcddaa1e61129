import { expect, test } from "vitest";
import { servingSales, tinyService } from "../testing/tiny-service.ts";
import { whatIf } from "./what-if.ts";

const row = { price: 75, region: "North" };

test("it says what a request would be told, with reasons that add up to it", async () => {
  await using service = await servingSales();
  const { prediction_id: _, predicted_net_sales: __, ...told } = await service.predictor.row("sales", row);
  const tried = await whatIf(service.sessions, { model: "sales", row });
  expect(tried).toMatchObject({ ...told, explained_scale: "value", curve: null });
  const sum = tried.contributions.reduce((total, { contribution }) => total + contribution, tried.base_value);
  expect(sum).toBeCloseTo(told.prediction as number, 6);
});

test("it leaves no trace: no row in the log, refused ones neither, and no request counted", async () => {
  await using service = await servingSales();
  await whatIf(service.sessions, { row, vary: "price" });
  await expect(whatIf(service.sessions, { row: { ...row, price: 900 } })).rejects.toMatchObject({
    code: "OUT_OF_RANGE",
    details: { field: "price" },
  });
  expect(service.log.count("sales")).toEqual({ predictions: 0, labelled: 0, rejected: 0 });
  expect(await service.metrics.text()).not.toMatch(/homeostat_predictions_total\{[^}]*\} [1-9]/);
});

test("the curve is what each of its rows would be told", async () => {
  await using service = await servingSales();
  const { curve } = await whatIf(service.sessions, { row, vary: "price" });
  const values = curve!.points.map(({ value }) => value as number);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(values).toContain(75);
  for (const { value, y } of curve!.points) {
    const { prediction } = await service.predictor.row("sales", { ...row, price: value });
    expect(y).toBeCloseTo(prediction as number, 6);
  }
  const regions = await whatIf(service.sessions, { row: { ...row, region: "Moon" }, vary: "region" });
  expect(regions.curve!.points.map(({ value }) => value)).toContain("Moon");
  await expect(whatIf(service.sessions, { row, vary: "colour" })).rejects.toMatchObject({ code: "COLUMN_NOT_FOUND" });
});

test("of classes it draws the probability of the one that is explained", async () => {
  await using service = await tinyService();
  service.models.promote("risk", await service.models.addRisk());
  await service.sessions.open("risk");
  const tried = await whatIf(service.sessions, { row: { glucose: 150, age: 60 }, vary: "age" });
  expect(tried).toMatchObject({ explained_class: 1, explained_scale: "log_odds" });
  const own = tried.curve!.points.find(({ value }) => value === 60);
  expect(own?.y).toBeCloseTo(tried.probabilities!["1"]!, 6);
});
