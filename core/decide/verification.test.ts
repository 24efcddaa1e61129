import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Diagnosis } from "../contract/index.ts";
import { policy } from "./testing.ts";
import { MOST_WINDOWS, Verification, VerificationFacts, verifyRelease } from "./verification.ts";

const automatic = policy();
const about = (changes: Partial<VerificationFacts>): VerificationFacts => ({
  ...{ cause: "concept_drift", t: 1, rows: 300, judgedOn: 300, windows: [] },
  ...changes,
});
const verdict = (changes: Partial<VerificationFacts>) => verifyRelease(about(changes), automatic);
const many = (diagnosis: Diagnosis) => Array.from({ length: MOST_WINDOWS }, () => diagnosis);

describe("a version that went live", () => {
  test("goes back where it is clearly worse, whatever else is seen", () => {
    expect(verdict({ t: -3.5, windows: ["none", "none"] })).toEqual({ kind: "back", because: "worse" });
    expect(verdict({ t: -3.5, cause: "more_data" })).toEqual({ kind: "back", because: "worse" });
  });
  test("that is behind waits until it has met as many outcomes as had judged it", () => {
    expect(verdict({ t: -1, rows: 200, cause: "more_data" })).toEqual({ kind: "wait", holds: false });
    expect(verdict({ t: -1, cause: "more_data" })).toEqual({ kind: "keep", cause: "none" });
  });
  test("stays where nothing had to go", () => {
    for (const cause of ["none", "more_data", "benign_drift", "outliers", "blind"] as const)
      expect(verdict({ cause })).toEqual({ kind: "keep", cause: "none" });
  });
  test("stays where the cause is gone in as many windows as confirm a drift", () => {
    expect(verdict({ windows: ["none"] })).toEqual({ kind: "wait", holds: true });
    expect(verdict({ windows: ["none", "benign_drift"] })).toEqual({ kind: "keep", cause: "gone" });
    expect(verdict({ windows: ["concept_drift", "none", "more_data"] })).toEqual({ kind: "keep", cause: "gone" });
  });
  test("goes back where the cause remains and it is not clearly better", () => {
    expect(verdict({ windows: many("concept_drift").slice(1) })).toEqual({ kind: "wait", holds: true });
    expect(verdict({ rows: 299, windows: many("harmful_drift") })).toEqual({ kind: "wait", holds: true });
    expect(verdict({ windows: many("harmful_drift") })).toEqual({ kind: "back", because: "cause remains" });
  });
  test("stays and is shown to a person where the cause remains and it is clearly better", () => {
    expect(verdict({ t: 2, windows: many("concept_drift") })).toEqual({ kind: "keep", cause: "remains" });
  });
  test("stays where no window can tell", () => {
    expect(verdict({ windows: many("blind") })).toEqual({ kind: "keep", cause: "unknown" });
    expect(verdict({ windows: [...many("blind"), "none"] })).toEqual({ kind: "keep", cause: "gone" });
  });
});

const anyFacts: fc.Arbitrary<VerificationFacts> = fc.record({
  cause: fc.constantFrom(...Diagnosis.options),
  t: fc.double({ min: -8, max: 8, noNaN: true }),
  rows: fc.nat(2000),
  judgedOn: fc.nat(2000),
  windows: fc.array(fc.constantFrom(...Diagnosis.options), { maxLength: MOST_WINDOWS + 3 }),
});
const anyPolicy = fc
  .record({
    refit_t: fc.double({ min: 0, max: 3, noNaN: true }),
    refit_alone_t: fc.double({ min: 1, max: 5, noNaN: true }),
    confirmations: fc.integer({ min: 1, max: 4 }),
  })
  .map((changes) => policy(changes));
const holds = (check: (facts: VerificationFacts, of: typeof automatic) => void) =>
  fc.assert(
    fc.property(anyFacts, anyPolicy, (facts, of) => check(facts, of)),
    { numRuns: 5000 },
  );

describe("its verification", () => {
  test("is total, and stored facts give the same verdict again", () => {
    holds((facts, of) => {
      const found = verifyRelease(facts, of);
      expect(Verification.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
      expect(verifyRelease(VerificationFacts.parse(JSON.parse(JSON.stringify(facts))), of)).toEqual(found);
    });
  });
  test("ends: with its outcomes in and its windows over, it waits for nothing", () => {
    let ended = 0;
    holds((facts, of) => {
      if (facts.rows < facts.judgedOn || facts.windows.length < MOST_WINDOWS) return;
      ended++;
      expect(verifyRelease(facts, of).kind).not.toBe("wait");
    });
    expect(ended).toBeGreaterThan(100);
  });
  test("is monotone: a version that is better beside the old one never fares worse", () => {
    const RANK = { back: 0, wait: 1, keep: 2 };
    holds((facts, of) => {
      const better = { ...facts, t: facts.t + 1 };
      expect(RANK[verifyRelease(better, of).kind]).toBeGreaterThanOrEqual(RANK[verifyRelease(facts, of).kind]);
    });
  });
  test("never keeps a clearly worse version, and sends none back that is clearly better or whose cause is gone", () => {
    let [kept, back] = [0, 0];
    holds((facts, of) => {
      const { kind } = verifyRelease(facts, of);
      const quiet = {
        ...facts,
        windows: [...facts.windows, ...Array.from({ length: of.confirmations }, () => "none" as const)],
      };
      if (facts.t < -of.refit_alone_t) expect(kind).toBe("back");
      else expect(verifyRelease(quiet, of).kind).not.toBe("back");
      if (facts.t > of.refit_t) expect(kind).not.toBe("back");
      kept += Number(kind === "keep");
      back += Number(kind === "back");
    });
    expect(Math.min(kept, back)).toBeGreaterThan(100);
  });
});
