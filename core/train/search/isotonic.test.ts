import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { measure } from "../evaluate/index.ts";
import { calibrated } from "../reference/index.ts";
import { calibrate } from "./calibrate.ts";
import type { Held } from "./held.ts";
import { fitIsotonic } from "./isotonic.ts";

/** What is said of two classes where `bend` of it is true. */
function bent(rows: number, seed: number, bend: (said: number) => number): Held {
  const rng = createRng(seed);
  const said = Float64Array.from({ length: rows }, () => rng.next());
  const values = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? 1 - said[i >> 1]! : said[i >> 1]!));
  return { scores: { outputs: 2, values }, truth: said.map((p) => (rng.next() < bend(p) ? 1 : 0)) };
}

const folds = (bend: (said: number) => number): Held[] => [1, 2, 3].map((seed) => bent(3_000, seed, bend));
/** Right at both ends and in the middle, wrong in between: no slope and offset of log odds undo it. */
const steps = (said: number): number => (said < 0.45 ? 0.15 : said > 0.55 ? 0.85 : 0.5) + 0.1 * (said - 0.5);
const probabilities = ({ scores }: Held, calibration: NonNullable<ReturnType<typeof fitIsotonic>>): Float64Array =>
  calibrated(scores.values, calibration);

describe("isotonic calibration", () => {
  test("is a line that rises from 0 to 1, not too steeply, without ever being certain", () => {
    const power = fc.double({ min: 0.01, max: 8, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer(), power, (rows, seed, exponent) => {
        const held = bent(rows, seed, (said) => said ** exponent);
        const found = fitIsotonic(held);
        if (!found) return;
        const curve = found.curve!;
        expect([curve[0]!.said, curve.at(-1)!.said]).toEqual([0, 1]);
        for (const [at, { said, meant }] of curve.entries()) {
          expect(meant > 0 && meant < 1).toBe(true);
          if (at === 0) continue;
          expect(said).toBeGreaterThan(curve[at - 1]!.said);
          expect(meant).toBeGreaterThan(curve[at - 1]!.meant);
          expect((meant - curve[at - 1]!.meant) / (said - curve[at - 1]!.said)).toBeLessThan(20.001);
        }
        const after = { ...held.scores, values: probabilities(held, found) };
        if (new Set(held.truth).size === 2)
          expect(measure("roc_auc", after, held.truth, "binary", null)).toBeCloseTo(
            measure("roc_auc", held.scores, held.truth, "binary", null)!,
            12,
          );
      }),
      { numRuns: 40 },
    );
  });

  test("finds what is true of what is said", () => {
    const found = fitIsotonic(bent(50_000, 1, (said) => said ** 2))!;
    const values = Float64Array.from([0.1, 0.3, 0.5, 0.9].flatMap((said) => [1 - said, said]));
    const meant = calibrated(values, found).filter((_, i) => i % 2 === 1);
    for (const [at, expected] of [0.01, 0.09, 0.25, 0.81].entries()) expect(meant[at]).toBeCloseTo(expected, 1);
  });

  test("is chosen where two numbers are not enough, and only there", () => {
    const chosen = calibrate(folds(steps), "binary")!;
    expect(chosen.calibration.curve).toBeDefined();
    expect(chosen.report.after.brier!).toBeLessThan(chosen.report.before.brier! - 0.005);
    const odds = (said: number): number => 1 / (1 + ((1 - said) / said) ** 2);
    const scaled = calibrate(folds(odds), "binary")!;
    expect(scaled.calibration.curve).toBeUndefined();
    expect(
      calibrate(
        folds((said) => said),
        "binary",
      ),
    ).toBeNull();
  });
});
