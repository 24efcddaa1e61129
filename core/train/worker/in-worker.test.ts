import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { Progress } from "../../contract/index.ts";
import { refit } from "../search/refit.ts";
import { train } from "../search/train.ts";
import { serializeModel } from "../serialize.ts";
import { randomSchema, randomTable } from "../testing/random-table.ts";
import { refitInWorker, runInWorker, trainInWorker } from "./in-worker.ts";
import { checkMemory, memoryNeed } from "./memory-need.ts";

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

test("a table that there is no room for is refused before anything is done", () => {
  expect(() => checkMemory(table, memoryNeed(table))).toThrow(/^Training needs/);
  expect(() => checkMemory(table, 2 * memoryNeed(table))).not.toThrow();
});

describe("a training worker", () => {
  const folder = mkdtempSync(join(tmpdir(), "worker-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const script = (name: string, source: string): URL => {
    writeFileSync(join(folder, name), source);
    return pathToFileURL(join(folder, name));
  };

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

  test("that does not listen is ended", async () => {
    const deaf = script("deaf.mjs", "for (;;) {}");
    const stopped = runInWorker({ kind: "train", table, plan }, { signal: AbortSignal.timeout(50) }, deaf);
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
  });

  test.each([
    ["throws", 'throw new TypeError("odd")', "odd"],
    ["exits", "process.exit(7)", "the worker ended with code 7"],
    ["says nothing", "", "the worker ended with code 0"],
  ])("that %s fails its job alone", async (name, source, reason) => {
    const ended = runInWorker({ kind: "train", table, plan }, {}, script(`${name}.mjs`, source));
    await expect(ended).rejects.toMatchObject({ code: "JOB_FAILED", details: { job: "train", reason } });
  });

  test("that runs out of memory fails its job alone", async () => {
    const greedy = script("greedy.mjs", "const all = []; for (;;) all.push(new Array(1e5).fill({}));");
    const ended = runInWorker({ kind: "train", table, plan }, { memory: 24 }, greedy);
    await expect(ended).rejects.toMatchObject({ code: "JOB_FAILED", message: expect.stringMatching(/memory/i) });
  });
});
