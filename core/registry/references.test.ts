import { expect, test } from "vitest";
import type { Stage } from "../contract/index.ts";
import { resolveReference } from "./references.ts";

const catalogue = (models: Record<string, [string, Stage][]>) => ({
  models: () => Object.keys(models),
  versions: (model: string) => models[model]!.map(([version, stage]) => ({ version, stage })),
});
const iris: [string, Stage][] = [
  ["v0001", "archived"],
  ["v0002", "production"],
  ["v0003", "candidate"],
  ["v0004", "candidate"],
];
const one = catalogue({ iris });

test.each([
  [undefined, "v0002"],
  ["iris", "v0002"],
  ["iris@v0001", "v0001"],
  ["iris@production", "v0002"],
  ["iris@candidate", "v0004"],
  ["@v0003", "v0003"],
])("%s is %s", (ref, version) => {
  expect(resolveReference(one, ref)).toEqual({ model: "iris", version });
});

test("a name alone is the newest version while none is live", () => {
  expect(resolveReference(catalogue({ iris: [["v0001", "candidate"]] }), "iris").version).toBe("v0001");
});

test.each([
  ["pima", "There is no model pima"],
  ["iris@v0009", "iris has no version v0009"],
  ["iris@shadow", "iris has no version shadow"],
])("%s: %s", (ref, message) => {
  expect(() => resolveReference(one, ref)).toThrow(message);
});

test("what is missing decides the error", () => {
  expect(() => resolveReference(catalogue({}))).toThrow("No model is live yet");
  expect(() => resolveReference(catalogue({ a: [], b: [] }))).toThrow("name one of: a, b");
  expect(() => resolveReference(catalogue({ a: [["v0001", "candidate"]] }), "a@production")).toThrow("in production");
});
