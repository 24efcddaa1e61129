import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VersionDetail } from "../contract/index.ts";
import { sha256 } from "../shared/index.ts";
import { goldenScores } from "./golden-rows.ts";
import { openRegistry } from "./testing/open.ts";
import { newVersion, schema, trained } from "./testing/trained.ts";

const why = { actor: "user", reason: "test" };
const gate = null;

describe("register", () => {
  test("gives the next version, a candidate, with its lineage, in the contract's shape", () => {
    using open = openRegistry();
    const detail = open.registry.register(newVersion("iris"));
    expect(VersionDetail.parse(detail)).toMatchObject({
      ...{ model: "iris", version: "v0001", stage: "candidate", parent: null, learner: "baseline" },
      lineage: { rows: 10, seed: 1, author: "test", trigger: "train" },
    });
    expect(open.registry.register(newVersion("iris", { parent: "v0001" })).version).toBe("v0002");
    expect(open.registry.production("iris")).toBeNull();
    const golden = goldenScores(trained.model, detail.schema, trained.statistics);
    expect(open.registry.report("iris", "v0001")).toEqual({
      ...{ file: "x.csv", inspection: trained.inspection, golden, expectations: [] },
    });
  });

  test("a line of refits goes back to the version that a person made", () => {
    using open = openRegistry();
    const { registry } = open;
    registry.register(newVersion("iris"));
    for (const [parent, trigger] of [
      ["v0001", "drift"],
      ["v0002", "performance"],
      ["v0003", "train"],
      ["v0004", "drift"],
    ] as const)
      registry.register(newVersion("iris", { parent, trigger }));
    const names = registry.versions("iris").map(({ version }) => version);
    expect(names.map((version) => registry.root("iris", version))).toEqual([
      ...["v0001", "v0001", "v0001", "v0004", "v0004"],
    ]);
    expect(() => registry.root("iris", "v0009")).toThrow(expect.objectContaining({ code: "VERSION_NOT_FOUND" }));
    expect(() => registry.root("lily", "v0001")).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
  });

  test("what a person says of an expectation stands beside the versions, whatever they were trained on, and is audited", async () => {
    using open = openRegistry();
    const rule = { kind: "range" as const, column: "x", min: 0, max: 9 };
    const expectations = [
      { id: "range:x", rule, usual: { broken: 2, kept: 99 }, reason: "0 to 9 in 100 training rows" },
    ];
    open.registry.register({ ...newVersion("iris"), expectations });
    expect(open.registry.expectations("iris@v0001")).toEqual(expectations);
    open.registry.editExpectation("iris", "range:x", { max: 12 }, "test");
    open.registry.editExpectation("iris", "range:x", { status: "accepted" }, "test");
    expect(open.registry.expectationEdits("iris")).toEqual({ "range:x": { max: 12, status: "accepted" } });
    open.registry.editExpectation("iris", "range:x", { status: "proposed" }, "test");
    expect(open.registry.expectationEdits("iris")).toEqual({});
    expect(open.registry.audit.list().map(({ action }) => action)).toEqual([
      "register",
      ...["expectation", "expectation", "expectation"],
    ]);
    expect((await open.registry.audit.verify()).ok).toBe(true);
    expect(() => open.registry.editExpectation("iris", "range:x", { maximum: 3 }, "test")).toThrow(
      expect.objectContaining({ code: "WRONG_USE" }),
    );
  });

  test("writes the documented files, whose hashes are recorded", () => {
    using open = openRegistry();
    const { artifacts } = open.registry.register(newVersion("iris"));
    const folder = join(open.dir.models, "iris", "v0001");
    expect(readdirSync(folder).sort()).toEqual([
      "expectations.json",
      "feature_statistics.json",
      "held_out.json",
      "inspection.json",
      "leaderboard.json",
      "metrics.json",
      "model.json",
      "model.onnx",
      "model_card.md",
      "preprocessing.json",
      "schema.json",
    ]);
    for (const { name, sha256: recorded } of artifacts) expect(sha256(readFileSync(join(folder, name)))).toBe(recorded);
    const preprocessing = JSON.parse(readFileSync(join(folder, "preprocessing.json"), "utf8"));
    expect(preprocessing.encodings[1].means).toEqual([1.5]);
  });

  test("takes over the folder that a crash left between the rename and the commit", () => {
    using open = openRegistry();
    const orphan = join(open.dir.models, "iris", "v0001");
    for (const path of [orphan, `${orphan}.tmp`]) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, "half"), "written");
    }
    open.registry.register(newVersion("iris"));
    expect(readdirSync(join(open.dir.models, "iris"))).toEqual(["v0001"]);
    expect(existsSync(join(orphan, "half"))).toBe(false);
    expect(open.registry.load("iris", "v0001").onnx).toEqual(Buffer.from(trained.onnx));
  });

  test("leaves no row where the files cannot be written", () => {
    using open = openRegistry();
    writeFileSync(join(open.dir.models, "iris"), "in the way");
    expect(() => open.registry.register(newVersion("iris"))).toThrow();
    expect(open.registry.models()).toEqual([]);
    expect(open.registry.audit.list()).toEqual([]);
  });

  test("refuses a name that would leave the folder, and another question under a known name", () => {
    using open = openRegistry();
    expect(() => open.registry.register(newVersion("../evil"))).toThrow("cannot name a model");
    open.registry.register(newVersion("iris"));
    const other = newVersion("iris", { schema: { ...schema, target: "z" } });
    expect(() => open.registry.register(other)).toThrow("iris predicts y (regression), not z (regression)");
  });
});

describe("load", () => {
  test("gives back what was registered", () => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    const loaded = open.registry.load("iris", "v0001");
    expect(loaded.fitted).toEqual(trained.model);
    expect(loaded.schema).toEqual(schema);
    expect(loaded.statistics).toEqual(trained.statistics);
    expect(sha256(readFileSync(loaded.onnxPath))).toBe(sha256(trained.onnx));
  });

  test.each(["model.onnx", "model.json", "model_card.md"])("finds a changed or missing %s", (name) => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    const path = join(open.dir.models, "iris", "v0001", name);
    writeFileSync(path, "changed");
    const corrupt = expect.objectContaining({
      code: "ARTIFACT_CORRUPT",
      details: expect.objectContaining({ artifact: name }),
    });
    expect(() => open.registry.load("iris", "v0001")).toThrow(corrupt);
    rmSync(path);
    expect(() => open.registry.load("iris", "v0001")).toThrow(corrupt);
  });

  test("names what is not there", () => {
    using open = openRegistry();
    expect(() => open.registry.load("iris", "v0001")).toThrow("There is no model iris");
    open.registry.register(newVersion("iris"));
    expect(() => open.registry.load("iris", "v0002")).toThrow("iris has no version v0002");
  });
});

describe("promote and roll back", () => {
  const live = (open: ReturnType<typeof openRegistry>) =>
    JSON.parse(readFileSync(join(open.dir.models, "iris", "production.json"), "utf8")).version;
  const stages = (open: ReturnType<typeof openRegistry>) =>
    open.registry
      .versions("iris")
      .map(({ stage }) => stage)
      .join(" ");

  test("promotion archives the one before; a roll-back rejects the one left", () => {
    using open = openRegistry();
    const { registry } = open;
    for (let i = 0; i < 3; i++) registry.register(newVersion("iris"));
    expect(registry.promote("iris", "v0001", { ...why, gate })).toEqual({ from: null, to: "v0001" });
    expect(registry.promote("iris", "v0003", { ...why, gate })).toEqual({ from: "v0001", to: "v0003" });
    expect([stages(open), live(open)]).toEqual(["archived candidate production", "v0003"]);
    expect(registry.rollback("iris", why)).toEqual({ from: "v0003", to: "v0001" });
    expect([stages(open), live(open)]).toEqual(["production candidate rejected", "v0001"]);
    expect(() => registry.rollback("iris", why)).toThrow("no earlier production version");
    expect(() => registry.promote("iris", "v0003", { ...why, gate })).toThrow("iris@v0003 is rejected");
    expect(registry.rollback("iris", { ...why, to: "v0003" })).toEqual({ from: "v0001", to: "v0003" });
    expect(registry.models()).toEqual([
      { name: "iris", task: "regression", target: "y", production: "v0003", versions: 3 },
    ]);
  });

  test("promoting what is live changes nothing", () => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    open.registry.promote("iris", "v0001", { ...why, gate });
    const before = open.registry.audit.list().length;
    expect(open.registry.promote("iris", "v0001", { ...why, gate })).toEqual({ from: "v0001", to: "v0001" });
    expect(open.registry.audit.list()).toHaveLength(before);
  });

  test("nothing moves where production.json cannot be written", async () => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    mkdirSync(join(open.dir.models, "iris", "production.json"));
    expect(() => open.registry.promote("iris", "v0001", { ...why, gate })).toThrow();
    expect(open.registry.production("iris")).toBeNull();
    expect(await open.registry.audit.verify()).toEqual({ ok: true, entries: 1, first_bad: null });
  });

  test("roll back says what is missing", () => {
    using open = openRegistry();
    expect(() => open.registry.rollback("iris", why)).toThrow("There is no model iris");
    open.registry.register(newVersion("iris"));
    expect(() => open.registry.rollback("iris", why)).toThrow("no version in production");
  });

  test("stages are audited; a step to the present stage is not", () => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    open.registry.setStage("iris", "v0001", "rejected", why);
    open.registry.setStage("iris", "v0001", "rejected", why);
    expect(open.registry.audit.list().map(({ action }) => action)).toEqual(["register", "stage"]);
    expect(() => open.registry.setStage("iris", "v0001", "production", why)).toThrow("Use promote");
  });

  test("a stale, damaged, missing or premature production.json is put right at start", () => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    const path = join(open.dir.models, "iris", "production.json");
    writeFileSync(path, '{"version":"v0001"}');
    open.restart();
    expect(existsSync(path)).toBe(false);
    open.registry.promote("iris", "v0001", { ...why, gate });
    for (const damage of [() => writeFileSync(path, "{"), () => rmSync(path)]) {
      damage();
      open.restart();
      expect(live(open)).toBe("v0001");
    }
  });

  test("any sequence of moves keeps at most one production version, the file in step and the chain valid", async () => {
    const version = fc.integer({ min: 1, max: 4 }).map((n) => `v000${n}`);
    const move = fc.oneof(
      fc.record({ kind: fc.constant("register" as const) }),
      fc.record({ kind: fc.constant("promote" as const), version }),
      fc.record({ kind: fc.constant("rollback" as const), to: fc.option(version, { nil: undefined }) }),
      fc.record({
        kind: fc.constant("stage" as const),
        version,
        stage: fc.constantFrom("shadow", "rejected", "failed"),
      }),
    );
    type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;
    const refusals = new Set([
      "VERSION_NOT_FOUND",
      "NOT_PROMOTABLE",
      "NO_PRODUCTION",
      "NOTHING_TO_ROLL_BACK",
      "WRONG_USE",
    ]);

    const carryOut = ({ registry }: ReturnType<typeof openRegistry>, step: Move) => {
      if (step.kind === "register") registry.register(newVersion("iris"));
      else if (step.kind === "promote") registry.promote("iris", step.version, { ...why, gate });
      else if (step.kind === "rollback") registry.rollback("iris", { ...why, to: step.to });
      else registry.setStage("iris", step.version, step.stage as "shadow", why);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 12 }), async (steps) => {
        using open = openRegistry();
        open.registry.register(newVersion("iris"));
        for (const step of steps) {
          try {
            carryOut(open, step);
          } catch (error) {
            expect(refusals).toContain((error as { code: string }).code);
          }
          const production = open.registry.versions("iris").filter(({ stage }) => stage === "production");
          expect(production.length).toBeLessThanOrEqual(1);
          expect(open.registry.production("iris")).toBe(production[0]?.version ?? null);
          if (production[0]) expect(live(open)).toBe(production[0].version);
          expect((await open.registry.audit.verify()).ok).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("policy", () => {
  test("settings last, are audited, and leave the others to the defaults", () => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    expect(open.registry.setPolicy("iris", { psi_warn: 0.2 }, "user")).toMatchObject({
      psi_warn: 0.2,
      mode: "approve",
    });
    expect(open.restart({ mode: "automatic" }).policy("iris")).toMatchObject({ psi_warn: 0.2, mode: "automatic" });
    expect(open.registry.audit.list().at(-1)).toMatchObject({ action: "policy", detail: { psi_warn: 0.2 } });
    expect(() => open.registry.setPolicy("iris", { psi: 1 }, "user")).toThrow("There is no policy setting psi");
    const never = [{ schedule: "every monday" }, { schedule: "0 0 30 2 *" }, { report_schedule: "0 3 * *" }];
    for (const changes of never) expect(() => open.registry.setPolicy("iris", changes, "user")).toThrow(/schedule/);
    expect(open.registry.setPolicy("iris", { schedule: "0 3 * * 1" }, "user")).toMatchObject({ schedule: "0 3 * * 1" });
    expect(() => open.registry.policy("pima")).toThrow("There is no model pima");
  });
});

describe("export", () => {
  test("writes the model as one ONNX file, or says why not", () => {
    using open = openRegistry();
    open.registry.register(newVersion("iris"));
    const out = join(open.dir.root, "iris.onnx");
    expect(open.registry.exportTo("iris", out)).toEqual({ out, sha256: sha256(trained.onnx) });
    expect(readFileSync(out)).toEqual(Buffer.from(trained.onnx));
    expect(() => open.registry.exportTo("iris", join(open.dir.root, "iris.bin"))).toThrow("only ONNX");
    expect(() => open.registry.exportTo("iris", join(open.dir.root, "no", "iris.onnx"))).toThrow("cannot be written");
  });
});
