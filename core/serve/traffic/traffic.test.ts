import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ModelSchema, Prediction } from "../../contract/index.ts";
import { silentLogger } from "../../shared/index.ts";
import { createSessions } from "../session/sessions.ts";
import { salesSchema } from "../testing/tiny-models.ts";
import { type TinyService, tinyService } from "../testing/tiny-service.ts";

const WHY = { actor: "test", reason: "test" };
const ROW = { price: 50, region: "South" };
/** A schema that refuses prices above 40. */
const upTo40: ModelSchema = {
  ...salesSchema,
  features: salesSchema.features.map((feature) =>
    feature.type === "number" ? { ...feature, range: { ...feature.range, max: 40, high: 40 } } : feature,
  ),
};
/** What each version says to ROW. */
const SAYS = { v0001: 100, v0002: 110, v0003: 120 } as const;

/** Production v0001, and v0002 and v0003 as candidates. */
async function serving(): Promise<TinyService> {
  const service = await tinyService();
  for (const bias of [0, 1, 2]) await service.models.addSales(bias);
  service.models.promote("sales", "v0001");
  await service.sessions.open("sales");
  return service;
}

async function put(service: TinyService, version: string, share?: number): Promise<void> {
  const stage = share === undefined ? "shadow" : "canary";
  service.models.registry.setStage("sales", version, stage, { ...WHY, share });
  await service.sessions.align("sales");
}

async function ask(service: TinyService, key?: string): Promise<Prediction> {
  const headers = key === undefined ? {} : { "x-homeostat-key": key };
  const reply = await service.app.inject({ method: "POST", url: "/predict", payload: ROW, headers });
  expect(reply.statusCode).toBe(200);
  const answer = reply.json<Prediction>();
  expect(answer.prediction).toBeCloseTo(SAYS[answer.version as keyof typeof SAYS], 4);
  return answer;
}

const keys = Array.from({ length: 200 }, (_, i) => `client-${i}`);
async function sides(service: TinyService): Promise<Set<string>> {
  const answers = await Promise.all(keys.map(async (key) => [key, (await ask(service, key)).version] as const));
  return new Set(answers.flatMap(([key, version]) => (version === "v0002" ? [key] : [])));
}

describe("a canary", () => {
  test("answers its share of the clients, and the same ones again; those stay while the share grows", async () => {
    await using service = await serving();
    await put(service, "v0002", 10);
    const first = await sides(service);
    expect(first.size).toBeGreaterThan(8);
    expect(first.size).toBeLessThan(35);
    expect(await sides(service)).toEqual(first);
    await put(service, "v0002", 50);
    const more = await sides(service);
    expect(more.size).toBeGreaterThan(70);
    expect(more.size).toBeLessThan(130);
    expect([...first].every((key) => more.has(key))).toBe(true);
  });

  test("keeps its clients after a restart", async () => {
    await using service = await serving();
    await put(service, "v0002", 30);
    const before = keys.filter((key) => service.sessions.route("sales", key).version === "v0002");
    const again = createSessions({ registry: service.models.registry, logger: silentLogger });
    await again.open("sales");
    expect(keys.filter((key) => again.route("sales", key).version === "v0002")).toEqual(before);
    await again.close();
  });

  test("without a key a seeded die is cast for every request", async () => {
    await using service = await serving();
    await put(service, "v0002", 40);
    const drawn = async (seed: number) => {
      const sessions = createSessions({ registry: service.models.registry, logger: silentLogger, seed });
      await sessions.open("sales");
      const versions = Array.from({ length: 400 }, () => sessions.route("sales").version);
      await sessions.close();
      return versions;
    };
    const versions = await drawn(7);
    expect(await drawn(7)).toEqual(versions);
    expect(await drawn(8)).not.toEqual(versions);
    const share = versions.filter((version) => version === "v0002").length / versions.length;
    expect(Math.abs(share - 0.4)).toBeLessThan(0.1);
  });

  test("all rows of a batch are answered by one version", async () => {
    await using service = await serving();
    await put(service, "v0002", 100);
    const reply = await service.predictor.rows("sales", [ROW, ROW]);
    expect(reply).toMatchObject({ version: "v0002", predictions: [{ version: "v0002" }, { version: "v0002" }] });
  });

  test("out of the traffic, it answers nobody from that moment", async () => {
    await using service = await serving();
    await put(service, "v0002", 100);
    expect((await ask(service)).version).toBe("v0002");
    service.models.registry.setStage("sales", "v0002", "rejected", WHY);
    const aligned = service.sessions.align("sales");
    expect(service.sessions.route("sales").version).toBe("v0001");
    await aligned;
    expect(service.sessions.get("sales").tally).toBeNull();
  });

  test("promoted, it answers everyone", async () => {
    await using service = await serving();
    await put(service, "v0002", 10);
    await service.sessions.prepare("sales", "v0002");
    service.models.promote("sales", "v0002");
    service.sessions.activate("sales", "v0002");
    expect(service.sessions.live()).toMatchObject([{ version: "v0002", canary: null }]);
    expect((await ask(service, "anyone")).version).toBe("v0002");
  });

  test("what it refuses and production takes is answered by production, and counted against it", async () => {
    await using service = await serving();
    const version = await service.models.addSales(3, upTo40);
    await put(service, version, 100);
    expect((await ask(service)).version).toBe("v0001");
    expect((await service.predictor.rows("sales", [{ ...ROW, price: 20 }, ROW])).version).toBe("v0001");
    expect((await service.predictor.row("sales", { ...ROW, price: 20 })).version).toBe(version);
    expect(service.sessions.split("sales").canary?.live.tally?.summary()).toMatchObject({ requests: 3, failed: 2 });
    await expect(service.predictor.row("sales", { ...ROW, price: 900 })).rejects.toMatchObject({
      code: "OUT_OF_RANGE",
    });
    expect(service.sessions.split("sales").canary?.live.tally?.summary()).toMatchObject({ requests: 4, failed: 2 });
  });

  test("evidence is gathered on both sides, and anew with every share", async () => {
    await using service = await serving();
    expect(service.sessions.get("sales").tally).toBeNull();
    await put(service, "v0002", 30);
    for (const key of keys) await ask(service, key);
    const requests = () => [
      service.sessions.split("sales").canary?.live.tally?.summary().requests,
      service.sessions.get("sales").tally?.summary().requests,
    ];
    const [canary, production] = requests();
    expect(canary! + production!).toBe(keys.length);
    expect(canary).toBeGreaterThan(30);
    await put(service, "v0002", 60);
    expect(requests()).toEqual([0, 0]);
  });

  test("one that cannot be opened is left out, and production answers everyone", async () => {
    await using service = await serving();
    writeFileSync(join(service.models.dir.models, "sales", "v0002", "model.onnx"), "damaged");
    await expect(put(service, "v0002", 100)).rejects.toMatchObject({ code: "ARTIFACT_CORRUPT" });
    expect((await ask(service)).version).toBe("v0001");
  });
});

describe("a shadow", () => {
  test("answers nobody; what it would have said is kept apart and joined to the outcome", async () => {
    await using service = await serving();
    await put(service, "v0002");
    await put(service, "v0003");
    const { prediction_id, version } = await ask(service);
    expect(version).toBe("v0001");
    await service.shadowing.idle();
    service.log.feedback([{ prediction_id, outcome: 104 }]);
    const window = (shadow: string) => service.log.shadows.window("sales", shadow, { since: 0, limit: 10 });
    expect(window("v0002")).toMatchObject([
      {
        prediction_id,
        status: "ok",
        input: ROW,
        output: { prediction: 110 },
        answered: { prediction: 100 },
        outcome: 104,
      },
    ]);
    expect(window("v0003")).toMatchObject([{ prediction_id, output: { prediction: 120 } }]);
    expect(service.log.count("sales")).toEqual({ predictions: 1, labelled: 1, rejected: 0 });
    expect(service.log.window("sales")).toHaveLength(1);
  });

  test("sees the rows of batches too, those that were answered, and a refusal counts against it", async () => {
    await using service = await serving();
    await put(service, await service.models.addSales(3, upTo40));
    await service.predictor.rows("sales", [{ ...ROW, price: 20 }, ROW, { ...ROW, price: 900 }]);
    await service.shadowing.idle();
    const rows = service.log.shadows.window("sales", "v0004", { since: 0, limit: 10 });
    expect(rows.map(({ status }) => status)).toEqual(["ok", "rejected"]);
    const [shadow] = service.sessions.split("sales").shadows;
    expect(shadow?.live.tally?.summary()).toMatchObject({ requests: 2, failed: 1, skipped: 0 });
  });

  test("scores while a canary answers, whoever answers", async () => {
    await using service = await serving();
    await put(service, "v0002", 100);
    await put(service, "v0003");
    expect((await ask(service)).version).toBe("v0002");
    await service.shadowing.idle();
    const [row] = service.log.shadows.window("sales", "v0003", { since: 0, limit: 10 });
    expect(row).toMatchObject({ answered: { prediction: 110 }, output: { prediction: 120 } });
  });

  test("rows beyond the backlog are skipped and counted; every answer is given", async () => {
    await using service = await serving();
    await put(service, "v0002");
    const rows = Array.from({ length: 5000 }, () => ROW);
    expect((await service.predictor.rows("sales", rows)).counts).toEqual({ ok: 5000, rejected: 0 });
    await service.shadowing.idle();
    const { requests, skipped } = service.sessions.split("sales").shadows[0]!.live.tally!.summary();
    expect(requests + skipped).toBe(5000);
    expect(skipped).toBeGreaterThan(0);
    expect(service.log.shadows.window("sales", "v0002", { since: 0, limit: 9999 })).toHaveLength(requests);
  });

  test("a shadow whose log cannot be written disturbs nobody", async () => {
    await using service = await serving();
    await put(service, "v0002");
    service.models.db.exec("DROP TABLE shadow_predictions");
    expect((await ask(service)).version).toBe("v0001");
    await service.shadowing.idle();
    expect(service.sessions.split("sales").shadows[0]!.live.tally!.summary()).toMatchObject({
      requests: 0,
      skipped: 1,
    });
  });
});

test("health, model_info and metrics say who answers what", async () => {
  await using service = await serving();
  const get = async (url: string) => await service.app.inject({ url });
  expect((await get("/health")).json().models).toEqual([{ name: "sales", version: "v0001" }]);
  await put(service, "v0002", 25);
  await put(service, "v0003");
  for (const key of keys) await ask(service, key);
  await service.shadowing.idle();
  const traffic = { canary: { version: "v0002", share: 25 }, shadows: ["v0003"] };
  expect((await get("/health")).json().models).toEqual([{ name: "sales", version: "v0001", ...traffic }]);
  expect((await get("/model_info")).json()).toMatchObject({ version: "v0001", traffic });
  const metrics = (await get("/metrics")).body;
  for (const line of [
    'homeostat_traffic_ratio{model="sales",version="v0001",stage="production"} 0.75',
    'homeostat_traffic_ratio{model="sales",version="v0002",stage="canary"} 0.25',
    'homeostat_traffic_ratio{model="sales",version="v0003",stage="shadow"} 0',
    'homeostat_shadow_predictions_total{model="sales",version="v0003",status="ok"} 200',
  ])
    expect(metrics).toContain(line);
  const answered = (version: string) =>
    Number(
      new RegExp(`homeostat_predictions_total{model="sales",version="${version}",status="ok"} (\\d+)`).exec(
        metrics,
      )?.[1],
    );
  expect(answered("v0001") + answered("v0002")).toBe(200);
  expect(answered("v0002")).toBeGreaterThan(20);
});
