/** Damaged files of a model: what starts, what answers, what the watch makes of it, and how it ends. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modelSummaries, statusSummary } from "./api/status.ts";
import { type Appliance, createAppliance } from "./appliance.ts";
import { runCycle } from "./lifecycle.ts";
import {
  newVersion,
  riskModel,
  riskSchema,
  riskTable,
  salesModel,
  salesSchema,
  salesTable,
} from "./serve/testing/tiny-models.ts";
import { silentLogger } from "./shared/index.ts";
import { temporaryFolder } from "./testing/temporary.ts";

const open = (dataDir: string): Promise<Appliance> => createAppliance({ dataDir, logger: silentLogger });

/** A data folder with `sales` and `risk` in production, and what damages a file of sales and makes it whole again. */
async function withTwoModels() {
  const dataDir = temporaryFolder();
  const { registry, close } = await open(dataDir);
  const why = { actor: "test", reason: "test", gate: null };
  registry.register(await newVersion("sales", salesModel(), salesSchema, salesTable));
  registry.register(await newVersion("risk", riskModel, riskSchema, riskTable));
  for (const model of ["sales", "risk"]) registry.promote(model, "v0001", why);
  await close();
  return {
    dataDir,
    damage: (file: string) => {
      const path = join(dataDir, "models", "sales", "v0001", file);
      const whole = readFileSync(path);
      writeFileSync(path, "damaged");
      return () => writeFileSync(path, whole);
    },
  };
}

test("a model that cannot be opened at all keeps nothing else from starting, and the status says so", async () => {
  const { dataDir, damage } = await withTwoModels();
  const mend = damage("model.json");
  const appliance = await open(dataDir);
  const { sessions, predictor } = appliance;
  expect(sessions.live()).toMatchObject([{ model: "risk", degraded: false }]);
  expect(sessions.down()).toMatchObject([{ model: "sales" }]);
  expect(await predictor.row("risk", { glucose: 150, age: 60 })).toMatchObject({ prediction: 1 });
  expect((await statusSummary(appliance)).service).toMatchObject({ status: "act" });
  expect(await modelSummaries(appliance)).toContainEqual(expect.objectContaining({ name: "sales", status: "act" }));
  mend();
  await sessions.open("sales");
  expect(sessions.down()).toEqual([]);
  await appliance.close();
});

test("a fallback is an incident until the live version answers again", { timeout: 120_000 }, async () => {
  const { dataDir, damage } = await withTwoModels();
  const mend = damage("model.onnx");
  const appliance = await open(dataDir);
  const { loop, sessions } = appliance;
  expect(sessions.live()).toContainEqual(expect.objectContaining({ model: "sales", degraded: true }));
  const { incident } = await runCycle(loop, "sales", { force: true });
  expect(incident).toMatchObject({ decision: "fallback", diagnosis: "service_fault" });
  await runCycle(loop, "sales", { force: true });
  expect(sessions.live()).toContainEqual(expect.objectContaining({ model: "sales", degraded: true }));
  mend();
  const { carried } = await runCycle(loop, "sales", { force: true });
  expect(carried).toMatchObject([{ id: incident!.id, state: "closed" }]);
  expect(sessions.live()).toContainEqual(expect.objectContaining({ model: "sales", degraded: false }));
  await appliance.close();
});
