import { expect, test } from "vitest";
import { Stage } from "../contract/index.ts";
import { checkPromotable, checkStep, rollbackTarget } from "./stages.ts";

test("nothing steps into or out of production", () => {
  for (const stage of Stage.options) {
    expect(() => checkStep("production", stage, "iris@v0001")).toThrow("Use promote or rollback");
    expect(() => checkStep(stage, "production", "iris@v0001")).toThrow("Use promote or rollback");
  }
});

test("a candidate may be tried and refused; a failed version stays out", () => {
  expect(() => checkStep("candidate", "shadow", "iris@v0001")).not.toThrow();
  expect(() => checkStep("canary", "rejected", "iris@v0001")).not.toThrow();
  expect(() => checkStep("failed", "candidate", "iris@v0001")).toThrow("does not exist");
});

test("rejected and failed versions are not promotable", () => {
  expect(() => checkPromotable("iris", "v0002", "rejected")).toThrow("iris@v0002 is rejected");
  expect(() => checkPromotable("iris", "v0002", "failed")).toThrow("iris@v0002 is failed");
  expect(() => checkPromotable("iris", "v0002", "archived")).not.toThrow();
});

const lived = (...entries: [string, Stage][]) => entries.map(([version, stage]) => ({ version, stage }));

test("a roll-back goes to the one before, past those found bad since", () => {
  const history = lived(
    ["v1", "archived"],
    ["v2", "rejected"],
    ["v3", "rejected"],
    ["v2", "rejected"],
    ["v4", "production"],
  );
  expect(rollbackTarget("m", "v4", history)).toBe("v1");
});

test("a person may name a rejected version that was live, but not one that never was", () => {
  const history = lived(["v1", "production"], ["v2", "rejected"], ["v1", "production"]);
  expect(rollbackTarget("m", "v1", history, "v2")).toBe("v2");
  expect(() => rollbackTarget("m", "v1", history, "v3")).toThrow("never in production");
});

test("there must be an earlier one", () => {
  expect(() => rollbackTarget("m", "v1", lived(["v1", "production"]))).toThrow("no earlier production version");
  expect(() => rollbackTarget("m", "v1", lived(["v1", "production"]), "v1")).toThrow("no earlier production version");
});
