import { expect, test } from "vitest";
import { effectivePolicy, parseChanges } from "./policy.ts";

test("a model's own setting wins over the engine's, and that over the default", () => {
  expect(effectivePolicy({}, {}).mode).toBe("approve");
  expect(effectivePolicy({ mode: "automatic" }, {}).mode).toBe("automatic");
  expect(effectivePolicy({ mode: "automatic" }, { mode: "observe" }).mode).toBe("observe");
});

test("only what is changed is kept", () => {
  expect(parseChanges({ psi_warn: 0.2, schedule: null })).toEqual({ psi_warn: 0.2, schedule: null });
});

test("an unknown setting is refused with the list of known ones", () => {
  expect(() => parseChanges({ psi_warm: 0.2 })).toThrow(/no policy setting psi_warm.*psi_warn/);
});

test("a value that does not fit is refused with its name", () => {
  expect(() => parseChanges({ confirmations: 0 })).toThrow(/^confirmations: /);
  expect(() => parseChanges({ mode: "auto" })).toThrow(/^mode: /);
});
