import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startEngine } from "./engine.ts";
import { LARGEST_WINDOW } from "./lifecycle/window.ts";
import { answered } from "./serve/testing/open-log.ts";
import { openModels } from "./serve/testing/tiny-models.ts";
import { silentLogger } from "./shared/index.ts";
import { eventually } from "./testing/eventually.ts";
import { temporaryFolder } from "./testing/temporary.ts";

test("the engine archives old predictions by itself, and stops in the midst of it", async () => {
  const dataDir = temporaryFolder();
  {
    using models = openModels(dataDir);
    models.promote("sales", await models.addSales(0));
  }
  const engine = await startEngine({ dataDir, port: 0, ui: false, logger: silentLogger, archive: "* * * * * *" });
  const { log, dir } = engine.appliance;
  const old = { model: "sales", at: Date.UTC(2020, 4, 5) };
  await log.append(Array.from({ length: LARGEST_WINDOW + 300 }, (_, i) => answered(`p${i}`, old)));
  await eventually(() => expect(log.count("sales").predictions).toBe(LARGEST_WINDOW));
  expect(readdirSync(join(dir.archive, "sales"))).toEqual(["2020-05.parquet"]);
  await log.append(Array.from({ length: 2000 }, (_, i) => answered(`q${i}`, old)));
  await eventually(() => expect(log.archiving.marked()).toHaveLength(1));
  await engine.close();
  expect(readdirSync(join(dir.archive, "sales"))).toEqual(["2020-05.parquet"]);
});
