import fc from "fast-check";
import { expect, test } from "vitest";
import { openDatabase } from "../../shared/index.ts";
import { createPredictionWriter, type LoggedPrediction } from "./prediction-writer.ts";

const anyRow = fc.record({
  at: fc.nat(),
  model: fc.constantFrom("m", "n"),
  version: fc.constantFrom("v0001", "v0002"),
  status: fc.constantFrom("ok" as const, "rejected" as const),
  input: fc.json(),
  output: fc.json(),
  request: fc.option(fc.string()),
});

test("any number of rows, however mixed, is stored in its order", () => {
  const property = fc.property(fc.array(anyRow, { maxLength: 200, size: "max" }), (drawn) => {
    const db = openDatabase(":memory:");
    const rows = drawn.map((row, i): LoggedPrediction => ({ id: `p${i}`, ...row }));
    createPredictionWriter(db)(rows);
    const stored = db.prepare(
      "SELECT id, at, model, version, status, input, output, request FROM predictions ORDER BY seq",
    );
    expect(stored.all()).toEqual(rows);
    db.close();
  });
  fc.assert(property, { numRuns: 40 });
});

test("all or none", () => {
  const db = openDatabase(":memory:");
  const row: LoggedPrediction = {
    ...{ id: "a", at: 1, model: "m", version: "v0001", status: "ok", input: "{}", output: "{}", request: null },
  };
  const write = createPredictionWriter(db);
  expect(() => write([row, { ...row, id: "b" }, { ...row, id: "b" }])).toThrow("UNIQUE");
  expect(db.prepare("SELECT count(*) FROM predictions").pluck().get()).toBe(0);
});
