import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../shared/index.ts";
import { pairedTest } from "./paired-test.ts";

const noise = (rows: number, seed: number, shift = 0): Float64Array => {
  const rng = createRng(seed);
  return Float64Array.from({ length: rows }, () => 1 + shift + rng.normal());
};

describe("the paired test", () => {
  test("is the t statistic of eight batch means", () => {
    const gains = [1, 2, 3, 4, 5, 6, 7, 8];
    const { t, gain, rows } = pairedTest(
      Float64Array.from(gains, (d) => 10 + d),
      new Float64Array(8).fill(10),
    );
    // mean 4.5, sample standard deviation 2.449…, error 0.866…
    expect(gain).toBeCloseTo(4.5, 12);
    expect(t).toBeCloseTo(4.5 / (Math.sqrt(6) / Math.sqrt(8)), 12);
    expect(rows).toBe(8);
  });

  test("equal models, and too few rows, give 0", () => {
    const losses = noise(100, 1);
    expect(pairedTest(losses, losses)).toMatchObject({ t: 0 });
    expect(pairedTest(Float64Array.of(1), Float64Array.of(0)).t).toBe(0);
  });

  test("a gain without any scatter is finite", () => {
    expect(pairedTest(new Float64Array(80).fill(2), new Float64Array(80).fill(1)).t).toBe(1000);
  });

  test("is antisymmetric", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 16, max: 300 }), (seed, rows) => {
        const [a, b] = [noise(rows, seed), noise(rows, seed + 1)];
        expect(pairedTest(a, b).t).toBeCloseTo(-pairedTest(b, a).t, 9);
      }),
    );
  });

  test("two equally good models: about one in ten passes 1.64, nearly none 3.5", () => {
    let passed = 0;
    let clearly = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const { t } = pairedTest(noise(160, seed), noise(160, seed + 5000));
      if (t > 1.64) passed++;
      if (t > 3.5) clearly++;
    }
    // Student's t with 7 degrees of freedom: P(t > 1.64) = 0.073, P(t > 3.5) = 0.005.
    expect(passed).toBeGreaterThan(45);
    expect(passed).toBeLessThan(105);
    expect(clearly).toBeLessThan(15);
  });
});
