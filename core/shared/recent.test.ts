import { expect, test } from "vitest";
import { createRecent, deepFreeze } from "./recent.ts";

test("what was asked for longest ago is let go of first, and nothing beyond the size stays", () => {
  const recent = createRecent<string>(10);
  recent.keep("a", "A", 4);
  recent.keep("b", "B", 4);
  expect(recent.get("a")).toBe("A");
  recent.keep("c", "C", 4);
  expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual(["A", undefined, "C"]);
  recent.keep("c", "D", 9);
  expect([recent.get("a"), recent.get("c")]).toEqual([undefined, "D"]);
  expect(recent.keep("d", "E", 11)).toBe("E");
  expect([recent.get("c"), recent.get("d")]).toEqual([undefined, undefined]);
});

test("frozen through and through", () => {
  const frozen = deepFreeze({ a: [{ b: 1 }] });
  expect(() => {
    frozen.a[0]!.b = 2;
  }).toThrow(TypeError);
});
