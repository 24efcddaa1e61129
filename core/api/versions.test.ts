/** What a person does with versions from a page: another threshold, the gate's word beforehand, going back and forth, files. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, folderToken, startEngine } from "../engine.ts";
import { createRng, silentLogger } from "../shared/index.ts";
import { temporaryFolder } from "../testing/temporary.ts";
import { type Client, localClient, remoteClient, serveMessagePort } from "./index.ts";

/** Two hills that overlap, so that every threshold errs on one side or the other. */
function overlapping(rows: number): string {
  const rng = createRng(3);
  const lines = Array.from({ length: rows }, (_, i) => {
    const ill = i % 4 === 0;
    return `${(rng.normal() + (ill ? 1.2 : 0)).toFixed(4)},${rng.normal().toFixed(4)},${ill ? "yes" : "no"}`;
  });
  return ["marker,noise,ill", ...lines].join("\n");
}

const MODEL = "ward";
let engine: Engine;
let client: Client;
let folder: string;

beforeAll(async () => {
  folder = temporaryFolder();
  engine = await startEngine({ dataDir: join(folder, "data"), port: 0, ui: false, logger: silentLogger });
  client = localClient(engine.router);
  const file = join(folder, "ward.csv");
  writeFileSync(file, overlapping(600));
  const learners = ["logistic_regression" as const];
  await client.train({ source: file, target: "ill", model: MODEL, search: false, learners });
});
afterAll(() => engine.close());

const stages = async () =>
  Object.fromEntries(
    (await client.models.versions({ model: MODEL })).versions.map(({ version, stage }) => [version, stage]),
  );

describe("another decision threshold", () => {
  test("is told beforehand, makes a version of its own, and leaves what is live alone", async () => {
    const before = await client.models.thresholds({ ref: MODEL });
    expect(before).toMatchObject({ version: "v0001", threshold: null, positive: "yes", negative: "no" });
    const wanted = before.points.find(({ hits }) => hits >= 0.9 * before.positives)!;
    const made = await client.models.setThreshold({ model: MODEL, version: "v0001", threshold: wanted.threshold });
    expect(made).toEqual({ model: MODEL, version: "v0002", parent: "v0001", threshold: wanted.threshold });
    expect(await stages()).toEqual({ v0001: "production", v0002: "candidate" });

    const [parent, version] = await Promise.all(
      ["v0001", "v0002"].map((name) => client.models.show({ ref: `${MODEL}@${name}` })),
    );
    expect(version).toMatchObject({
      trigger: "threshold",
      parent: "v0001",
      threshold: wanted.threshold,
      dataset_sha256: parent!.dataset_sha256,
    });
    expect(version!.metrics.recall).toBeCloseTo(wanted.hits / before.positives, 10);
    expect(version!.metrics.roc_auc).toBe(parent!.metrics.roc_auc);
    const { inspection } = await client.models.inspection({ ref: `${MODEL}@v0002` });
    expect(inspection!.confusion!.counts[1]![1]).toBe(wanted.hits);
    expect(inspection!.confusion!.counts[0]![1]).toBe(wanted.alarms);
    expect((await client.audit.list()).entries.at(-1)).toMatchObject({
      action: "threshold",
      subject: `${MODEL}@v0002`,
    });
  });

  test("passes the gate, and then answers by it, in the ONNX file too", async () => {
    const { threshold } = await client.models.show({ ref: `${MODEL}@v0002` });
    const gate = await client.models.gate({ model: MODEL, version: "v0002" });
    expect(gate).toMatchObject({ champion: "v0001", gate: { passed: true } });
    expect(await stages()).toMatchObject({ v0001: "production" });
    const between = async () => {
      const answers = await client.predict.rows({
        model: MODEL,
        rows: Array.from({ length: 60 }, (_, i) => ({ marker: -2 + i / 15, noise: 0 })),
      });
      return answers.predictions.flatMap((one) =>
        one.status === "ok" && one.probabilities ? [{ p: one.probabilities.yes!, said: one.prediction }] : [],
      );
    };
    expect((await between()).every(({ p, said }) => said === (p > 0.5 ? "yes" : "no"))).toBe(true);
    await client.models.promote({ model: MODEL, version: "v0002" });
    expect((await between()).every(({ p, said }) => said === (p >= threshold! ? "yes" : "no"))).toBe(true);
  });

  test("a gate that names costs judges a threshold by them", async () => {
    await client.models.setPolicy({ model: MODEL, changes: { cost: "FP:20,FN:1" } });
    const { gate } = await client.models.gate({ model: MODEL, version: "v0001" });
    expect(gate.passed).toBe(true);
    const { points } = await client.models.thresholds({ ref: `${MODEL}@v0001` });
    await client.models.setThreshold({ model: MODEL, version: "v0001", threshold: points.at(-20)!.threshold });
    const refused = await client.models.gate({ model: MODEL, version: "v0003" });
    expect(refused.gate.checks.find(({ name }) => name === "cost of an answer not higher")).toMatchObject({
      ok: false,
    });
  });

  test("the same again is refused, and so is one for numbers", async () => {
    const { threshold } = await client.models.show({ ref: `${MODEL}@v0002` });
    await expect(
      client.models.setThreshold({ model: MODEL, version: "v0002", threshold: threshold! }),
    ).rejects.toMatchObject({ code: "WRONG_USE" });
    const source = join(folder, "ward.csv");
    await client.train({ source, target: "marker", model: "numbers", search: false, learners: ["ridge"] });
    await expect(client.models.thresholds({ ref: "numbers" })).rejects.toMatchObject({ code: "WRONG_USE" });
  });
});

describe("going back", () => {
  test("can be undone: nothing is left rejected that was fine", async () => {
    expect(await stages()).toMatchObject({ v0001: "archived", v0002: "production" });
    await client.models.rollback({ model: MODEL });
    expect(await stages()).toMatchObject({ v0001: "production", v0002: "rejected" });
    await client.models.rollback({ model: MODEL, to: "v0002" });
    expect(await stages()).toMatchObject({ v0001: "archived", v0002: "production" });
  });
});

test("a version's files are handed out over every transport, and no others", async () => {
  const channel = new MessageChannel();
  serveMessagePort(engine.router, channel.port1);
  channel.port1.start();
  channel.port2.start();
  const port: Client = createORPCClient(new RPCLink({ port: channel.port2 }));
  const http = remoteClient(engine.url, folderToken(engine.appliance.dir));
  const { artifacts } = await client.models.show({ ref: MODEL });
  const recorded = artifacts.find(({ name }) => name === "model.onnx")!.sha256;
  for (const way of [client, port, http]) {
    const file = await way.models.file({ ref: MODEL, name: "model.onnx" });
    expect(
      createHash("sha256")
        .update(new Uint8Array(await file.arrayBuffer()))
        .digest("hex"),
    ).toBe(recorded);
    const card = await way.models.file({ ref: MODEL, name: "model_card.md" });
    expect(await card.text()).toContain("# ward v0002");
  }
  channel.port1.close();
  await expect(client.models.file({ ref: MODEL, name: "../../homeostat.db" })).rejects.toMatchObject({
    code: "WRONG_USE",
  });
});

test("a search that is ended by hand gives the best so far", async () => {
  const job = "ended by hand";
  const source = join(folder, "ward.csv");
  const training = client.train({ source, target: "ill", model: "hasty", budget: 600, job });
  for await (const { progress } of await client.jobs.watch({ job }))
    if (progress.leaderboard?.some(({ learner, status }) => learner === "logistic_regression" && status === "ok")) {
      await client.jobs.finish({ job });
      break;
    }
  const report = await training;
  expect(report.version).toBe("v0001");
  expect(report.leaderboard.map(({ reason }) => reason)).toContain("the search was ended by hand");
}, 60_000);
