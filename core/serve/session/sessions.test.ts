import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Table } from "../../data/index.ts";
import type { Registry } from "../../registry/index.ts";
import { silentLogger } from "../../shared/index.ts";
import { type OpenModels, openModels, salesModel } from "../testing/tiny-models.ts";
import { createSessions, type Sessions } from "./sessions.ts";

const logger = silentLogger;

async function answer(sessions: Sessions, price = 50): Promise<number> {
  const { scored } = await sessions.get("sales").one([price, "South"]);
  return scored.scores.values[0]!;
}

const damage = ({ dir }: OpenModels, version: string, file: string) =>
  writeFileSync(join(dir.models, "sales", version, file), "damaged");

/** A registry whose artifacts pass their check although the ONNX model in them cannot be loaded. */
const withBrokenOnnx = (registry: Registry): Registry => ({
  ...registry,
  load: (model, version) => ({ ...registry.load(model, version), onnx: Uint8Array.of(1, 2, 3) }),
});

describe("which model answers", () => {
  test("none, the only one, or the one that is named", async () => {
    using models = openModels();
    const sessions = createSessions({ registry: models.registry, logger });
    expect(() => sessions.get()).toThrow(expect.objectContaining({ code: "NO_MODEL" }));
    expect(() => sessions.get("sales")).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
    models.promote("sales", await models.addSales(0));
    expect(() => sessions.get("sales")).toThrow(expect.objectContaining({ code: "NO_PRODUCTION" }));
    await sessions.open("sales");
    expect(sessions.get().version).toBe("v0001");
    models.promote("risk", await models.addRisk());
    await sessions.open("risk");
    expect(() => sessions.get()).toThrow(expect.objectContaining({ code: "MODEL_REQUIRED" }));
    expect(sessions.get("risk").model).toBe("risk");
    await sessions.close();
  });
});

describe("the switch", () => {
  test("is made by activate alone, and only for what was prepared", async () => {
    using models = openModels();
    const sessions = createSessions({ registry: models.registry, logger });
    models.promote("sales", await models.addSales(0));
    await sessions.open("sales");
    const second = await models.addSales(1);
    expect(() => sessions.activate("sales", second)).toThrow(expect.objectContaining({ code: "WRONG_USE" }));
    await sessions.prepare("sales", second);
    expect(await answer(sessions)).toBeCloseTo(100, 4);
    sessions.activate("sales", second);
    expect(await answer(sessions)).toBeCloseTo(110, 4);
    sessions.activate("sales", second);
    expect(sessions.live()).toMatchObject([{ model: "sales", version: second, degraded: false, reason: null }]);
    await sessions.close();
  });

  test("lets those who are inside the old version finish there", async () => {
    using models = openModels();
    const sessions = createSessions({ registry: models.registry, logger });
    models.promote("sales", await models.addSales(0));
    await sessions.open("sales");
    const old = sessions.get("sales");
    old.enter();
    await sessions.prepare("sales", await models.addSales(1));
    sessions.activate("sales", "v0002");
    expect((await old.one([50, "South"])).scored.scores.values[0]).toBeCloseTo(100, 4);
    let released = false;
    const retired = old.retire().then(() => {
      released = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(released).toBe(false);
    old.leave();
    await retired;
    await sessions.close();
  });

  test("a version that fails its check leaves the live one as it is", async () => {
    using models = openModels();
    const sessions = createSessions({ registry: models.registry, logger });
    models.promote("sales", await models.addSales(0));
    await sessions.open("sales");
    damage(models, await models.addSales(1), "model.onnx");
    await expect(sessions.prepare("sales", "v0002")).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
    expect(await answer(sessions)).toBeCloseTo(100, 4);
    await sessions.close();
  });

  test("a session that disagrees with the reference predictor is not let in", async () => {
    using models = openModels();
    models.promote("sales", await models.addSales(0));
    const lying: Registry = {
      ...models.registry,
      load: (model, version) => ({ ...models.registry.load(model, version), fitted: salesModel(0.5) }),
    };
    const sessions = createSessions({ registry: lying, logger });
    await expect(sessions.prepare("sales", "v0001")).rejects.toMatchObject({ code: "INTERNAL" });
  });
});

describe("falling back at the start", () => {
  test("a damaged file: the version that served before", async () => {
    using models = openModels();
    models.promote("sales", await models.addSales(0));
    models.promote("sales", await models.addSales(1));
    damage(models, "v0002", "model.onnx");
    const sessions = createSessions({ registry: models.registry, logger, backoff: [1] });
    await sessions.open("sales");
    expect(sessions.live()).toMatchObject([
      { model: "sales", version: "v0001", degraded: true, reason: "v0002 cannot be opened; v0001 answers" },
    ]);
    expect(await answer(sessions)).toBeCloseTo(100, 4);
    await sessions.close();
  });

  test("a session that cannot be opened: the reference predictor of the same version", async () => {
    using models = openModels();
    models.promote("sales", await models.addSales(1));
    const sessions = createSessions({ registry: withBrokenOnnx(models.registry), logger, backoff: [1] });
    await sessions.open("sales");
    const reason = "the ONNX model cannot be opened; the reference predictor answers";
    expect(sessions.live()).toMatchObject([{ version: "v0001", degraded: true, reason }]);
    expect(await answer(sessions)).toBeCloseTo(110, 10);
    await sessions.close();
  });

  test("nothing but the training set: its mean", async () => {
    using models = openModels();
    models.promote("sales", await models.addSales(0));
    damage(models, "v0001", "model.json");
    const values = Float64Array.of(10, 20, Number.NaN, 60);
    const trainingSet = async (): Promise<Table> => ({
      rows: 4,
      columns: [{ name: "Net Sales", kind: "number", values }],
    });
    const sessions = createSessions({ registry: models.registry, logger, backoff: [1], trainingSet });
    await sessions.open("sales");
    const reason = "the model cannot be opened; the mean of the training rows answers";
    expect(sessions.live()).toMatchObject([{ version: "v0001", degraded: true, reason }]);
    expect(await answer(sessions)).toBe(30);
    await sessions.close();
  });

  test("nothing at all: the first failure is said", async () => {
    using models = openModels();
    models.promote("sales", await models.addSales(0));
    damage(models, "v0001", "model.json");
    const sessions = createSessions({ registry: models.registry, logger, backoff: [] });
    await expect(sessions.open("sales")).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
    expect(sessions.live()).toEqual([]);
    expect(sessions.down()).toMatchObject([{ model: "sales", version: "v0001" }]);
    expect(() => sessions.get("sales")).toThrow(expect.objectContaining({ code: "MODEL_UNAVAILABLE" }));
  });

  test("a failure that passes is not a fallback", async () => {
    using models = openModels();
    models.promote("sales", await models.addSales(0));
    let failures = 1;
    const flaky: Registry = {
      ...models.registry,
      load: (model, version) => {
        if (failures-- > 0) throw new Error("busy");
        return models.registry.load(model, version);
      },
    };
    const sessions = createSessions({ registry: flaky, logger, backoff: [1] });
    await sessions.open("sales");
    expect(sessions.live()).toMatchObject([{ degraded: false }]);
    await sessions.close();
  });
});
