import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, folderToken, startEngine } from "../engine.ts";
import { silentLogger } from "../shared/index.ts";
import { temporaryFolder } from "../testing/temporary.ts";
import { type Client, fromTransport, localClient, remoteClient, serveMessagePort } from "./index.ts";

/** Weight falls with height's square here; enough of a relation for any learner. */
function smallTable(): string {
  const lines = Array.from({ length: 240 }, (_, i) => {
    const dose = (i * 37) % 100;
    const age = 20 + ((i * 13) % 60);
    return `${dose},${age},${dose + age > 90 ? "yes" : "no"}`;
  });
  return ["dose,age,better", ...lines].join("\n");
}

let engine: Engine;
let channel: MessageChannel;
const clients: Record<string, Client> = {};

beforeAll(async () => {
  const folder = temporaryFolder();
  engine = await startEngine({ dataDir: join(folder, "data"), port: 0, ui: false, logger: silentLogger });
  const file = join(folder, "trial.csv");
  writeFileSync(file, smallTable());
  channel = new MessageChannel();
  serveMessagePort(engine.router, channel.port1);
  channel.port1.start();
  channel.port2.start();
  clients.local = localClient(engine.router);
  clients.port = createORPCClient(new RPCLink({ port: channel.port2 }));
  clients.http = remoteClient(engine.url, folderToken(engine.appliance.dir));
  await clients.http.train({
    source: file,
    target: "better",
    search: false,
    learners: ["baseline", "logistic_regression"],
  });
});

afterAll(async () => {
  channel.port1.close();
  await engine.close();
});

const ways = ["local", "port", "http"] as const;

describe("one router, the same over every transport", () => {
  test("tells where the service is found, what it asks for, and when a schedule comes", async () => {
    const { status } = clients.port!;
    expect(await status.about()).toMatchObject({
      ...{ url: engine.url, data_dir: engine.appliance.dir.root, token_required: false, durability: "process" },
      data_bytes: expect.toSatisfy((bytes: number) => bytes > 50_000),
    });
    expect(await status.token()).toEqual({ token: folderToken(engine.appliance.dir) });
    expect((await status.schedule({ cron: "0 3 * * *", count: 2 })).next).toHaveLength(2);
    await expect(status.schedule({ cron: "at three" })).rejects.toMatchObject({ code: "WRONG_USE" });
  });

  test("answers are equal", async () => {
    const answers = await Promise.all(
      ways.map(async (way) => {
        const client = clients[way]!;
        return {
          models: await client.models.list(),
          version: await client.models.show({ ref: "trial" }),
          policy: await client.models.policy({ model: "trial" }),
          audit: await client.audit.verify(),
        };
      }),
    );
    expect(answers[0]!.models.models).toHaveLength(1);
    expect(answers[0]!.version.learner).toBe("logistic_regression");
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test.each([
    ["a model that is not there", (client: Client) => client.models.show({ ref: "nothing" }), "MODEL_NOT_FOUND"],
    ["a row that is wrong", (client: Client) => client.predict.row({ row: { dose: "many", age: 30 } }), "WRONG_TYPE"],
    [
      "an input of the wrong shape",
      (client: Client) => client.models.policy({ model: "No Such Name!" }),
      "WRONG_SHAPE",
    ],
  ])("errors are equal and typed: %s", async (_title, call, code) => {
    const errors = await Promise.all(
      ways.map((way) =>
        call(clients[way]!).then(
          () => null,
          (thrown: unknown) => fromTransport(thrown).toJSON(),
        ),
      ),
    );
    expect(errors[0]?.code).toBe(code);
    expect(errors[1]).toEqual(errors[0]);
    expect(errors[2]).toEqual(errors[0]);
  });

  test("a large file comes in parts, can be read once it is whole, and its reading is a job", async () => {
    const text = "dose,age,better\n90,70,yes\n5,30,no\n60,30,no\n";
    const part = (from: number, to?: number) => new File([text.slice(from, to)], "large.csv");
    for (const way of ways) {
      const { files, jobs } = clients[way]!;
      const first = await files.upload({ file: part(0, 20), of: text.length });
      expect(first.bytes).toBe(20);
      const to = first.source;
      await expect(files.inspect({ source: to })).rejects.toThrow();
      expect(await files.upload({ file: part(20, 30), of: text.length, to })).toEqual({ ...first, bytes: 30 });
      await expect(files.upload({ file: part(0), of: text.length, to })).rejects.toThrow();
      expect(await files.upload({ file: part(30), of: text.length, to })).toEqual({ ...first, bytes: text.length });
      await expect(files.upload({ file: part(30), of: text.length, to })).rejects.toThrow();
      const report = await files.inspect({ source: to, job: `read-${way}` });
      expect(report.rows).toBe(3);
      const job = (await jobs.list()).jobs.find(({ id }) => id === `read-${way}`);
      expect(job).toMatchObject({ kind: "inspect", state: "done", title: "Read large.csv", result: null });
    }
    await expect(
      clients.local!.files.upload({ file: part(0), of: 999, to: "upload:../homeostat.db" }),
    ).rejects.toThrow();
  });

  test("a file goes in and its answers come back, reasons and all; nothing but uploads can be had", async () => {
    const file = new File(["dose,age,better\n90,70,yes\n5,30,no\nmany,30,no\n"], "new rows.csv");
    const { source } = await clients.local!.files.upload({ file });
    const made = await clients.local!.predict.file({ source, with_input: true, explain: true });
    expect(made).toMatchObject({ rows: 3, rejected: 1, out: null });
    const { log } = engine.appliance;
    expect(log.count("trial")).toMatchObject({ predictions: 0 });
    const texts = await Promise.all(
      ways.map(async (way) => {
        const result = await clients[way]!.files.download({ source: made.result! });
        expect(result.name).toBe("new rows-answers.csv");
        return result.text();
      }),
    );
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
    const [header, first, , third] = texts[0]!.split("\n").map((line) => line.split(","));
    const at = (name: string) => Number(first![header!.indexOf(name)]);
    const { base_value, contributions } = await clients.local!.predict.whatIf({ row: { dose: 90, age: 70 } });
    expect(at("base_value")).toBeCloseTo(base_value, 9);
    expect(at("contribution_dose")).toBeCloseTo(contributions[0]!.contribution, 9);
    expect(third![header!.indexOf("base_value")]).toBe("");
    await expect(clients.http!.files.download({ source: "/etc/hostname" })).rejects.toMatchObject({
      code: "WRONG_USE",
    });
    const climbing = clients.http!.files.download({ source: "upload:../homeostat.db" });
    await expect(climbing).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  });

  test("a job can be watched from elsewhere, and its result is kept", async () => {
    const { jobs } = await clients.port!.jobs.list();
    expect(jobs[0]).toMatchObject({ kind: "train", state: "done", progress: { done: 1 } });
    const seen = [];
    for await (const job of await clients.port!.jobs.watch({ job: jobs[0]!.id })) seen.push(job.state);
    expect(seen).toEqual(["done"]);
  });

  test("plain JSON under /api answers what the command prints, with a token only", async () => {
    const token = folderToken(engine.appliance.dir);
    const bare = await fetch(`${engine.url}/api/models`);
    expect(bare.status).toBe(401);
    const answer = await fetch(`${engine.url}/api/models`, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toEqual(await clients.local!.models.list());
    const missing = await fetch(`${engine.url}/api/models/nothing/versions`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ error: { code: "MODEL_NOT_FOUND" } });
  });
});
