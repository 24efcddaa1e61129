import { expect, test } from "vitest";
import { openRegistry } from "./testing/open.ts";
import { newVersion } from "./testing/trained.ts";

const why = { actor: "user", reason: "test" };

function withVersions(count: number) {
  const open = openRegistry();
  for (let i = 0; i < count; i++) open.registry.register(newVersion("iris"));
  return open;
}

test("a canary with its share and shadows beside production, also after a restart", () => {
  using open = withVersions(4);
  const { registry } = open;
  expect(() => registry.setStage("iris", "v0002", "shadow", why)).toThrow("has no version in production");
  registry.promote("iris", "v0001", { ...why, gate: null });
  registry.setStage("iris", "v0002", "canary", { ...why, share: 5 });
  registry.setStage("iris", "v0003", "shadow", why);
  registry.setStage("iris", "v0004", "shadow", why);
  const since = Date.UTC(2026, 0, 1);
  const traffic = {
    canary: { version: "v0002", share: 5, since },
    shadows: [
      { version: "v0003", since },
      { version: "v0004", since },
    ],
  };
  expect(registry.traffic("iris")).toEqual(traffic);
  expect(open.restart().traffic("iris")).toEqual(traffic);
});

test("a share is changed in place, once, and the audit trail tells of each change", async () => {
  using open = withVersions(2);
  const { registry } = open;
  registry.promote("iris", "v0001", { ...why, gate: null });
  for (const share of [5, 25, 25]) registry.setStage("iris", "v0002", "canary", { ...why, share });
  const told = registry.audit.list().filter(({ action }) => action === "stage");
  expect(told.map(({ detail }) => detail)).toMatchObject([
    { from: "candidate", to: "canary", share: 5 },
    { from: "canary", to: "canary", share: 25 },
  ]);
  expect((await registry.audit.verify()).ok).toBe(true);
});

test("leaving the traffic in any way leaves no share behind", () => {
  using open = withVersions(3);
  const { registry } = open;
  registry.promote("iris", "v0001", { ...why, gate: null });
  registry.setStage("iris", "v0002", "canary", { ...why, share: 5 });
  registry.promote("iris", "v0002", { ...why, gate: null });
  expect(registry.traffic("iris")).toEqual({ canary: null, shadows: [] });
  registry.setStage("iris", "v0003", "canary", { ...why, share: 50 });
  registry.setStage("iris", "v0003", "rejected", why);
  expect(registry.traffic("iris").canary).toBeNull();
  expect(open.db.prepare("SELECT share FROM versions").pluck().all()).toEqual([null, null, null]);
});

test("there is one canary, and its share is one", () => {
  using open = withVersions(3);
  const { registry } = open;
  registry.promote("iris", "v0001", { ...why, gate: null });
  for (const share of [undefined, 0, -1, 101, Number.NaN])
    expect(() => registry.setStage("iris", "v0002", "canary", { ...why, share })).toThrow("A canary answers");
  registry.setStage("iris", "v0002", "canary", { ...why, share: 100 });
  expect(() => registry.setStage("iris", "v0003", "canary", { ...why, share: 5 })).toThrow("v0002 is the canary");
});
