import { afterEach, describe, expect, test } from "vitest";
import type { Progress } from "../contract/index.ts";
import { watched } from "./context.ts";
import { type PromoteRequest, promoteVersion, rollbackModel } from "./promotion.ts";
import { MODEL, openWorld, rowsOf, type World } from "./testing/world.ts";

let world: World;
const opened = async (): Promise<World> => {
  world = await openWorld("approve");
  return world;
};
afterEach(() => world.close());

const promote = (version: string, more: Partial<PromoteRequest> = {}) =>
  promoteVersion(world.context, { model: MODEL, version, actor: "test", reason: "better", ...more });
const judgedOn = (gate: Awaited<ReturnType<typeof promote>>["gate"]) => String(gate?.checks[0]?.value);

describe("promotion by hand", () => {
  test("is judged on the newest labelled rows where there are enough", async () => {
    const { context, live, trainVersion } = await opened();
    await trainVersion(rowsOf(-1, 400, 9));
    await live(-1, 150, 5);
    const report = await promote("v0002");
    expect(report).toMatchObject({ from: "v0001", to: "v0002", gate: { passed: true } });
    expect(judgedOn(report.gate)).toBe("the 150 newest labelled rows");
    expect(context.sessions.live()).toMatchObject([{ version: "v0002" }]);
  });

  test("is refused where it is worse on them; nothing changes and the audit trail says so", async () => {
    const { context, live, trainVersion } = await opened();
    await trainVersion(rowsOf(-1, 400, 9));
    await live(1, 150, 5);
    expect(await promote("v0002")).toMatchObject({ from: "v0001", to: null, gate: { passed: false } });
    expect(context.registry.production(MODEL)).toBe("v0001");
    expect(context.registry.audit.list().at(-1)).toMatchObject({ action: "gate_refused" });
  });

  test("rows that were served before the version was trained may be in its file: they do not judge it", async () => {
    const { live, trainVersion } = await opened();
    await live(-1, 150, 5);
    await trainVersion(rowsOf(-1, 400, 9));
    expect(judgedOn((await promote("v0002")).gate)).toContain("held out of the candidate's training set");
  });

  test("without labelled rows a holdout judges; the same rows and recipe again are no better", async () => {
    const { trainVersion } = await opened();
    await trainVersion(rowsOf(1, 400, 1));
    expect(await promote("v0002")).toMatchObject({ to: null, gate: { passed: false } });
    await trainVersion(rowsOf(-1, 400, 9));
    expect(await promote("v0003")).toMatchObject({ to: "v0003", gate: { passed: true } });
  });

  test("forced, it goes live all the same, with a reason or not at all", async () => {
    const { trainVersion } = await opened();
    await trainVersion(rowsOf(1, 400, 1), "baseline");
    await expect(promote("v0002", { force: true, reason: " " })).rejects.toMatchObject({ code: "REASON_REQUIRED" });
    expect(await promote("v0002", { force: true })).toMatchObject({ to: "v0002", gate: { passed: false } });
  });

  test("ended while the gate judges, moves nothing and leaves no entry behind", async () => {
    const { context, trainVersion } = await opened();
    await trainVersion(rowsOf(-1, 400, 9));
    const before = context.registry.audit.list().length;
    const stop = new AbortController();
    const told: string[] = [];
    const onProgress = ({ stage }: Progress) => {
      told.push(stage);
      if (stage === "comparing versions") stop.abort();
    };
    const ended = promoteVersion(watched(context, { signal: stop.signal, onProgress }), {
      ...{ model: MODEL, version: "v0002", actor: "test", reason: "better" },
    });
    await expect(ended).rejects.toMatchObject({ code: "CANCELLED" });
    expect(new Set(told)).toEqual(new Set(["gathering", "testing", "comparing versions"]));
    expect(context.registry.production(MODEL)).toBe("v0001");
    expect(context.registry.audit.list()).toHaveLength(before);
  });

  test("goes back to what was live before, and a rejected version is not promoted again", async () => {
    const { context, trainVersion } = await opened();
    await trainVersion(rowsOf(-1, 400, 9));
    await promote("v0002", { force: true });
    const back = await rollbackModel(context, { model: MODEL, actor: "test", reason: "no good" });
    expect(back).toMatchObject({ from: "v0002", to: "v0001", gate: null });
    expect(context.sessions.live()).toMatchObject([{ version: "v0001" }]);
    await expect(promote("v0002")).rejects.toMatchObject({ code: "NOT_PROMOTABLE" });
  });
});

describe("beside the live version", () => {
  const live = () => world.context.sessions.live()[0];

  test("a canary need not be better, and its share is changed without asking again", async () => {
    const { trainVersion } = await opened();
    await trainVersion(rowsOf(1, 400, 1));
    const report = await promote("v0002", { canary: 10 });
    expect(report).toMatchObject({ from: "v0001", to: "v0002", stage: "canary", share: 10, gate: { passed: true } });
    expect(report.gate?.checks.map(({ name }) => name)).toContain("not worse beyond noise");
    expect(live()).toMatchObject({ version: "v0001", canary: { version: "v0002", share: 10 } });
    expect(await promote("v0002", { canary: 50 })).toMatchObject({ to: "v0002", share: 50, gate: null });
    expect(live()).toMatchObject({ canary: { share: 50 } });
  });

  test("a canary that is clearly worse is refused, unless forced", async () => {
    const { context, trainVersion } = await opened();
    await trainVersion(rowsOf(1, 400, 1), "baseline");
    expect(await promote("v0002", { canary: 10 })).toMatchObject({ from: "v0001", to: null, gate: { passed: false } });
    expect(live()).toMatchObject({ canary: null });
    expect(context.registry.audit.list().at(-1)).toMatchObject({ action: "gate_refused" });
    expect(await promote("v0002", { canary: 10, force: true })).toMatchObject({ to: "v0002", stage: "canary" });
  });

  test("a shadow answers nobody, so no gate is asked", async () => {
    const { trainVersion } = await opened();
    await trainVersion(rowsOf(1, 400, 1), "baseline");
    expect(await promote("v0002", { shadow: true })).toMatchObject({ to: "v0002", stage: "shadow", gate: null });
    expect(live()).toMatchObject({ version: "v0001", canary: null, shadows: ["v0002"] });
  });

  test("a share of 0 takes it out again: a candidate as before", async () => {
    const { context, trainVersion } = await opened();
    await trainVersion(rowsOf(1, 400, 1));
    await promote("v0002", { canary: 10 });
    expect(await promote("v0002", { canary: 0 })).toMatchObject({ from: "v0002", to: "v0001" });
    expect(live()).toMatchObject({ canary: null });
    expect(context.registry.show(`${MODEL}@v0002`).stage).toBe("candidate");
    await expect(promote("v0002", { canary: 0 })).rejects.toMatchObject({ code: "WRONG_USE" });
  });

  test("what makes no sense is refused", async () => {
    const { trainVersion } = await opened();
    await trainVersion(rowsOf(1, 400, 1));
    await trainVersion(rowsOf(1, 400, 2));
    for (const more of [
      { canary: 5, shadow: true },
      { canary: 101, force: true },
      { canary: -1, force: true },
    ])
      await expect(promote("v0002", more)).rejects.toMatchObject({ code: "WRONG_USE" });
    await expect(promote("v0001", { canary: 5 })).rejects.toMatchObject({ code: "WRONG_USE" });
    await promote("v0002", { canary: 5, force: true });
    await expect(promote("v0003", { canary: 5, force: true })).rejects.toMatchObject({ code: "WRONG_USE" });
    expect(live()).toMatchObject({ canary: { version: "v0002", share: 5 } });
  });
});
