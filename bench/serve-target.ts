/** The servers that bench/serve.ts measures, each in a process of its own: `homeostat` or `constant`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { createAppliance } from "../core/appliance.ts";
import type { ModelSchema } from "../core/contract/index.ts";
import { type Table, tableOf } from "../core/data/index.ts";
import { createHttpServer, listen } from "../core/serve/index.ts";
import { createRng, silentLogger } from "../core/shared/index.ts";
import { train } from "../core/train/index.ts";

const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h"];
const ROW = { a: 0.1, b: -0.2, c: 1.3, d: 0.4, e: -0.5, f: 0.6, g: "north", h: 1.8 };
const TARGET = { path: "/predict", body: JSON.stringify(ROW), host: "127.0.0.1" };

const schema: ModelSchema = {
  ...{ task: "binary", target: "y", classes: [0, 1], positive: 1, time: [] },
  features: NAMES.map((name) =>
    name === "g"
      ? { name, nullable: true, missingTokens: [], type: "category", categories: ["north", "south", "west"] }
      : {
          ...{ name, nullable: true, missingTokens: [], type: "number", integer: false },
          range: { min: -5, max: 5, low: -15, high: 15, source: "learned" },
        },
  ),
};

/** 2,000 rows whose class depends on some of the columns. */
function trainingTable(): Table {
  const rng = createRng(1);
  const rows = Array.from({ length: 2000 }, () =>
    NAMES.map((name) => (name === "g" ? ["north", "south", "west"][rng.int(3)]! : rng.normal())),
  );
  const target = Float64Array.from(rows, ([a, b, c]) => (Number(a) + Number(b) * Number(c) + rng.normal() > 0 ? 1 : 0));
  const features = tableOf(schema, rows);
  return { ...features, columns: [...features.columns, { name: "y", kind: "number", values: target }] };
}

/** A gradient boosting of 100 trees, registered, live and logged like any other. */
async function homeostat(durability: "process" | "power"): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  const appliance = await createAppliance({ dataDir, logger: silentLogger, durability });
  const table = trainingTable();
  const trained = await train(table, {
    ...{
      schema,
      learners: ["gradient_boosting"],
      search: false,
      budget: 60,
      holdout: 0.2,
      time: [],
      seed: 1,
      threads: 1,
    },
  });
  const { version } = appliance.registry.register({
    ...{ model: "bench", schema, trained, dataset: { sha256: "0".repeat(64), rows: table.rows, from: null, to: null } },
    ...{ trigger: "train", parent: null, seed: 1, author: "bench", report: {} },
  });
  appliance.registry.promote("bench", version, { actor: "bench", reason: "bench", gate: null });
  await appliance.sessions.open("bench");
  const app = await createHttpServer({ ...appliance, token: "bench", requireToken: false, uiFolder: null });
  process.on("SIGTERM", async () => {
    await app.close();
    await appliance.close();
    rmSync(dataDir, { recursive: true, force: true });
    process.exit(0);
  });
  return listen(app, { port: 0, host: TARGET.host });
}

/** A route that reads the same JSON and does nothing with it. */
async function constant(): Promise<string> {
  const app = Fastify();
  app.post("/predict", async () => ({ prediction: 1 }));
  process.on("SIGTERM", () => process.exit(0));
  return app.listen({ port: 0, host: TARGET.host });
}

const [kind, durability] = process.argv.slice(2) as ["homeostat" | "constant", "process" | "power"];
const url = kind === "homeostat" ? await homeostat(durability) : await constant();
process.on("message", () => process.send?.(process.cpuUsage()));
console.log(JSON.stringify({ url, path: TARGET.path, body: TARGET.body }));
