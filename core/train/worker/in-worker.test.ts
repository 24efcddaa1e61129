import { describe, expect, test } from "vitest";
import type { Progress } from "../../contract/index.ts";
import { refit } from "../search/refit.ts";
import { train } from "../search/train.ts";
import { serializeModel } from "../serialize.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { refitInWorker, trainInWorker } from "./in-worker.ts";

const schema = randomSchema("binary");
const table = randomTable("binary", 200, 1);
const plan = {
  schema,
  learners: ["logistic_regression" as const],
  search: false,
  budget: 10,
  holdout: 0.2,
  time: [],
  seed: 1,
  threads: 1,
};

describe("a training worker", () => {
  test("gives the same model as training here, and reports progress on the way", async () => {
    const seen: Progress[] = [];
    const trained = await trainInWorker(table, plan, { onProgress: (progress) => seen.push(progress) });
    const here = await train(table, plan);
    expect(serializeModel(trained.model)).toBe(serializeModel(here.model));
    expect(Buffer.from(trained.onnx).equals(Buffer.from(here.onnx))).toBe(true);
    expect(seen.at(-1)!.done).toBe(1);
    const again = await refitInWorker(trained.model, table, schema, { seed: 2, threads: 1 });
    expect(serializeModel(again)).toBe(serializeModel(refit(trained.model, table, schema, { seed: 2, threads: 1 })));
  });

  test("passes a catalogued error on whole", async () => {
    const none = { ...table, columns: table.columns.slice(0, -1) };
    await expect(trainInWorker(none, plan)).rejects.toMatchObject({
      code: "COLUMN_NOT_FOUND",
      details: { column: "target" },
    });
  });

  test("stops in the middle of the work", async () => {
    const controller = new AbortController();
    const long = { ...plan, learners: undefined, search: true, budget: 600 };
    const stopped = trainInWorker(table, long, { onProgress: () => controller.abort(), signal: controller.signal });
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(trainInWorker(table, plan, { signal: controller.signal })).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });
});
