import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { tableOf } from "../../testing.ts";
import { compareTables } from "../drift/compare.ts";
import { clockJump } from "./skew.ts";

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5);
const at = (values: ArrayLike<number>) =>
  tableOf({ name: "taken", kind: "datetime", format: "iso", values: Float64Array.from(values) });

/** Rows every minute or so that say when they were made, seconds before they came; from `from` on the clock is wrong. */
function rows(count: number, { from = count, off = 0, seed = 1, current = count } = {}) {
  const rng = createRng(seed);
  let now = START;
  const arrivals = Float64Array.from({ length: count }, () => (now += 2 * MINUTE * rng.next()));
  const times = arrivals.map((time, row) => time - 20_000 * rng.next() - (row >= from ? off : 0));
  return { name: "taken", times, arrivals, current };
}

describe("a clock", () => {
  test.each([
    [2 * 60 * MINUTE, "went back by 2 hours, as between time zones"],
    [-90 * MINUTE, "went ahead by 1.5 hours, as between time zones"],
    [47 * MINUTE, "went back by 47 minutes, beside"],
  ])("that jumps by %i ms is found with its size", (off, words) => {
    const [found] = clockJump(rows(500, { from: 300, off, current: 250 }));
    expect(found).toMatchObject({ column: "taken", kind: "skew", breaking: true });
    expect(found!.evidence).toContain(words);
    expect(found!.share).toBeCloseTo(0.8, 1);
  });
  test("that was wrong before the window began is wrong in all of it", () => {
    expect(clockJump(rows(500, { from: 200, off: 60 * MINUTE, current: 250 }))[0]!.share).toBe(1);
  });
  test("that is right says nothing, however late its rows come", () => {
    expect(clockJump(rows(500))).toEqual([]);
    const late = rows(500, { seed: 3 });
    const rng = createRng(4);
    expect(clockJump({ ...late, times: late.times.map((time) => time - 30 * 60 * MINUTE * rng.next()) })).toEqual([]);
  });
  test("never crashes, whatever the times", () => {
    const time = fc.oneof(fc.double(), fc.constant(Number.NaN), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(time, { maxLength: 120 }), (times) => {
        const arrivals = times.map((_, row) => row * MINUTE);
        for (const { share } of clockJump({ name: "t", times: Float64Array.from(times), arrivals, current: 30 })) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("times that run backwards", () => {
  const days = (count: number, from = 0) => Array.from({ length: count }, (_, k) => START + (from + k) * 86_400_000);
  const kinds = (reference: number[], current: number[]) =>
    compareTables(at(reference), at(current)).quality.filter(({ kind }) => kind === "skew");
  test("are told where the reference went on, and break nothing", () => {
    const current = [...days(60, 500), ...days(20, 100)];
    const [found] = kinds(days(500), current);
    expect(found).toMatchObject({ breaking: false, share: 0.25 });
    expect(found!.evidence).toContain("459 days");
  });
  test("are nothing new where the reference was in no order, or where they do not", () => {
    const shuffled = createRng(1).shuffle(days(500));
    expect(kinds(shuffled, [...days(60, 500), ...days(20, 100)])).toEqual([]);
    expect(kinds(days(500), days(80, 500))).toEqual([]);
  });
});
