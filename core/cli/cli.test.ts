/** The command line as people run it: real processes, real files. One test per way that input can be bad. */
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { createAppliance } from "../appliance.ts";
import { openDatabase } from "../shared/index.ts";
import { temporaryFolder } from "../testing/temporary.ts";

const launcher = fileURLToPath(new URL("../../bin/homeostat", import.meta.url));
const folder = temporaryFolder();
const dataDir = join(folder, "data");

/** Whether a small file system may be mounted here: what a full disk does is tried on a real one. */
const canMount = ((): boolean => {
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", folder]).status === 0;
  return mounted && spawnSync("umount", [folder]).status === 0;
})();

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

const run = (args: string[], env: NodeJS.ProcessEnv = {}): Promise<Run> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [launcher, ...args],
      { env: { ...process.env, HOMEOSTAT_DATA_DIR: dataDir, ...env }, cwd: folder },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

const json = (text: string) => JSON.parse(text) as Record<string, never>;

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const rows = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) => `${(i * 37) % 100},${20 + ((i * 13) % 60)},${((i * 37) % 100) + ((i * 53) % 41) > 70 ? 1 : 0}`,
  ).join("\n");

beforeAll(async () => {
  const path = file("trial.csv", `dose,age,better\n${rows(300)}\n`);
  const trained = await run([
    "train",
    path,
    "--target",
    "better",
    "--no-search",
    "--learners",
    "baseline,logistic_regression",
    "--json",
  ]);
  expect(trained.stderr).toBe("");
  expect(trained.code).toBe(0);
});

describe("the way through", () => {
  test("a table that is not held in memory gives the same model and training set, and leaves nothing behind", async () => {
    const own = join(folder, "kept in a file");
    mkdirSync(join(own, "datasets"), { recursive: true });
    writeFileSync(join(own, "datasets", "columns-1-1.tmp"), "of a process that died");
    const args = ["train", join(folder, "trial.csv"), "--target", "better", "--no-search", "--learners"];
    const train = (name: string, ...more: string[]) =>
      run([...args, "gradient_boosting", "--name", name, ...more], { HOMEOSTAT_DATA_DIR: own });
    expect(await train("held")).toMatchObject({ code: 0, stdout: expect.not.stringContaining("kept in a file") });
    const kept = await train("kept", "--memory", "0.000001");
    expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining("kept in a file") });
    const model = (name: string) => readFileSync(join(own, "models", name, "v0001", "model.json"), "utf8");
    expect(model("kept")).toBe(model("held"));
    expect(readdirSync(join(own, "datasets"))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.parquet$/)]);
  });

  test("train, show, predict, evaluate, export: one JSON document each, exit 0", async () => {
    const versions = json((await run(["versions", "trial", "--json"])).stdout);
    expect(versions).toMatchObject({ versions: [{ version: "v0001", stage: "production" }] });
    const out = join(folder, "answers.csv");
    const predicted = await run(["predict", join(folder, "trial.csv"), "--out", out, "--json"]);
    expect(json(predicted.stdout)).toMatchObject({ rows: 300, rejected: 0, imputed: 0 });
    expect(readFileSync(out, "utf8").split("\n")[0]).toBe(
      "row,status,prediction,probability,probability_0,probability_1,reason",
    );
    const evaluated = json((await run(["evaluate", join(folder, "trial.csv"), "--json"])).stdout);
    expect(evaluated.metrics).toHaveProperty("roc_auc");
    const exported = await run(["export", "trial", "--out", join(folder, "trial.onnx"), "--json"]);
    expect(exported.code).toBe(0);
    expect(json(exported.stdout).sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("audit verify says yes with 0, and no with 3 when an entry was changed", async () => {
    expect((await run(["audit", "verify", "--json"])).code).toBe(0);
    const broken = temporaryFolder();
    const db = openDatabase(join(broken, "homeostat.db"));
    db.prepare("INSERT INTO audit VALUES (1, 0, 'me', 'lie', 'all', '{}', '', 'not a hash')").run();
    db.close();
    const verdict = await run(["audit", "verify", "--json", "--data-dir", broken]);
    expect(verdict.code).toBe(3);
    expect(json(verdict.stdout)).toMatchObject({ ok: false, first_bad: 1 });
  });

  test("a second version is tried beside the live one, and taken out again", async () => {
    const again = ["train", join(folder, "trial.csv"), "--target", "better", "--no-search", "--learners"];
    await run([...again, "logistic_regression", "--no-promote", "--json"]);
    const promote = async (...flags: string[]) => {
      const { stdout, code } = await run(["promote", "trial@v0002", ...flags, "--json"]);
      expect(code).toBe(0);
      return json(stdout);
    };
    const moved = { model: "trial", from: "v0001", to: "v0002" };
    expect(await promote("--canary", "30")).toMatchObject({ ...moved, stage: "canary", share: 30 });
    const traffic = json((await run(["traffic", "trial", "--json"])).stdout);
    expect(traffic.versions).toMatchObject([
      { version: "v0001", stage: "production", share: 70 },
      { version: "v0002", stage: "canary", share: 30 },
    ]);
    expect(await promote("--canary", "0")).toMatchObject({ from: "v0002", to: "v0001" });
  });

  test("expectations are shown, and a rule takes a person's limits", async () => {
    const shown = json((await run(["expectations", "trial", "--json"])).stdout);
    expect(shown).toMatchObject({ model: "trial", version: "v0001", rows: 0, failed: 0 });
    const changed = await run(["expectations", "trial", "set", "range:age", "accept", "max=60", "--json"]);
    expect(changed.code).toBe(0);
    const { expectations: rules } = JSON.parse(changed.stdout) as { expectations: { id: string }[] };
    expect(rules.find(({ id }) => id === "range:age")).toMatchObject({
      ...{ status: "accepted", words: "age lies between 20 and 60" },
    });
    const wrong = await run(["expectations", "trial", "set", "range:weight", "decline", "--json"]);
    expect(wrong.code).toBe(2);
    expect(json(wrong.stdout)).toMatchObject({ error: { code: "WRONG_USE" } });
  });

  test("every command's help has an example", async () => {
    const { createProgram } = await import("./main.ts");
    for (const command of createProgram(false).commands) {
      let text = "";
      command.configureOutput({
        writeOut: (part) => {
          text += part;
        },
      });
      command.outputHelp();
      expect(text, command.name()).toContain("Example:\n  $ homeostat ");
    }
  });
});

describe("bad input ends in a catalogued error", () => {
  const bad: [string, () => string[], string, number][] = [
    ["a folder", () => ["train", folder, "--target", "x"], "FILE_IS_DIRECTORY", 2],
    ["no file", () => ["train", join(folder, "none.csv"), "--target", "x"], "FILE_NOT_FOUND", 2],
    ["an empty file", () => ["train", file("empty.csv", ""), "--target", "x"], "FILE_EMPTY", 1],
    ["a header alone", () => ["train", file("header.csv", "a,b,c\n"), "--target", "c"], "FILE_NO_ROWS", 1],
    ["one row", () => ["train", file("one.csv", "a,b,c\n1,2,0\n"), "--target", "c"], "TOO_FEW_ROWS", 1],
    [
      "binary garbage",
      () => [
        "train",
        file(
          "garbage.csv",
          Uint8Array.from({ length: 4096 }, (_, i) => (i * 167) % 256),
        ),
        "--target",
        "c",
      ],
      "FILE_NOT_A_TABLE",
      1,
    ],
    [
      "a target that is not there",
      () => ["train", join(folder, "trial.csv"), "--target", "worse"],
      "COLUMN_NOT_FOUND",
      2,
    ],
    [
      "a target with one value",
      () => ["train", file("flat.csv", `a,b,c\n${"1,2,7\n3,4,7\n".repeat(50)}`), "--target", "c"],
      "TARGET_CONSTANT",
      1,
    ],
    [
      "a target that is always missing",
      () => ["train", file("blank.csv", `a,b,c\n${"1,2,\n3,4,\n".repeat(50)}`), "--target", "c"],
      "TARGET_MISSING",
      1,
    ],
    ["a model that is not there", () => ["show", "nobody"], "MODEL_NOT_FOUND", 2],
    ["an unknown flag", () => ["models", "--frobnicate"], "WRONG_USE", 2],
    ["an unknown command", () => ["frobnicate"], "WRONG_USE", 2],
  ];

  test.each(bad)("%s", async (_title, args, code, exit) => {
    const result = await run([...args(), "--json"]);
    expect(json(result.stdout)).toMatchObject({ error: { code } });
    expect(result.code).toBe(exit);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  test("without --json: one plain sentence on stderr, nothing on stdout", async () => {
    const result = await run(["show", "nobody"]);
    expect(result.stdout).toBe("");
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
  });

  test("a newer database is refused", async () => {
    const newer = temporaryFolder();
    const db = openDatabase(join(newer, "homeostat.db"));
    db.pragma("user_version = 999");
    db.close();
    const result = await run(["models", "--json", "--data-dir", newer]);
    expect(json(result.stdout)).toMatchObject({ error: { code: "DATABASE_NEWER" } });
    expect(result.code).toBe(1);
  });

  test("a file that is no database is refused and left as it is", async () => {
    const damaged = temporaryFolder();
    writeFileSync(join(damaged, "homeostat.db"), "this is not a database, it only has its name".repeat(50));
    const before = readFileSync(join(damaged, "homeostat.db"), "utf8");
    const result = await run(["models", "--json", "--data-dir", damaged]);
    expect(json(result.stdout)).toMatchObject({ error: { code: "DATABASE_CORRUPT" } });
    expect(readFileSync(join(damaged, "homeostat.db"), "utf8")).toBe(before);
  });

  test("a port in use", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const result = await run(["serve", "--port", String(port), "--json", "--data-dir", temporaryFolder()]);
    taken.close();
    expect(json(result.stdout)).toMatchObject({ error: { code: "PORT_IN_USE" } });
    expect(result.code).toBe(1);
  });

  test("a folder that another engine works on", async () => {
    const shared = temporaryFolder();
    const engine = await createAppliance({ dataDir: shared });
    const result = await run(["serve", "--port", "0", "--json", "--data-dir", shared]);
    await engine.close();
    expect(json(result.stdout)).toMatchObject({ error: { code: "DATABASE_LOCKED" } });
    expect(result.code).toBe(1);
  });

  describe.skipIf(!canMount)(`a full disk${canMount ? "" : " (skipped: no right to mount a small one)"}`, () => {
    test.each(["60k", "160k", "220k"])("of %s: training says so and leaves nothing half-made", async (size) => {
      const disk = join(folder, `disk-${size}`);
      mkdirSync(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk]);
      try {
        const result = await run(["train", join(folder, "trial.csv"), "--trials", "1", "--json", "--data-dir", disk]);
        expect(json(result.stdout)).toMatchObject({ error: { code: "DISK_FULL" } });
        expect(result.code).toBe(1);
        const models = join(disk, "models");
        if (existsSync(models))
          expect(readdirSync(models, { recursive: true }).filter((name) => /v\d/.test(String(name)))).toEqual([]);
      } finally {
        execFileSync("umount", [disk]);
      }
    });
  });

  test("a place that cannot be written to", async () => {
    mkdirSync(join(folder, "place"));
    const result = await run(["predict", join(folder, "trial.csv"), "--out", join(folder, "place"), "--json"]);
    expect(json(result.stdout)).toMatchObject({ error: { code: "NOT_WRITABLE" } });
  });

  test("two commands at once wait for each other", async () => {
    const results = await Promise.all([
      run(["models", "--json"]),
      run(["versions", "trial", "--json"]),
      run(["status", "--json"]),
    ]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, expect.any(Number)]);
    expect(results.map(({ stdout }) => Object.keys(json(stdout))[0])).toEqual(["models", "versions", "service"]);
  });
});
