import { describe, expect, test } from "vitest";
import { createRng, type Rng } from "../../shared/index.ts";
import { differenceSequence, meanSequence } from "./mean-sequence.ts";
import { shareSequence } from "./share-sequence.ts";

describe("shareSequence", () => {
  test("no failure in 300 is below 2 %, five failures in a row are above it", () => {
    expect(shareSequence(0, 100, 0.02, 0.01)).toBe("open");
    expect(shareSequence(0, 300, 0.02, 0.01)).toBe("below");
    expect(shareSequence(4, 4, 0.02, 0.01)).toBe("open");
    expect(shareSequence(5, 5, 0.02, 0.01)).toBe("above");
    expect(shareSequence(0, 0, 0.02, 0.01)).toBe("open");
  });

  test("limits of 0 and 1 are limits like any other", () => {
    expect(shareSequence(5, 1000, 0, 0.01)).toBe("above");
    expect(shareSequence(0, 1000, 0, 0.01)).toBe("open");
    expect(shareSequence(500, 1000, 1, 0.01)).toBe("below");
  });

  /** Share of streams that are ever called `wrong` while one looks after every trial. */
  function everWrong(p: number, limit: number, alpha: number, wrong: "above" | "below"): number {
    const rng = createRng(11);
    let mistakes = 0;
    for (let stream = 0; stream < 400; stream++) {
      let events = 0;
      for (let n = 1; n <= 1000; n++) {
        events += rng.next() < p ? 1 : 0;
        if (shareSequence(events, n, limit, alpha) !== wrong) continue;
        mistakes++;
        break;
      }
    }
    return mistakes / 400;
  }

  test("looking after every trial does not make it wrong more often than promised", () => {
    expect(everWrong(0.02, 0.02, 0.05, "above")).toBeLessThan(0.05);
    expect(everWrong(0.01, 0.02, 0.05, "above")).toBeLessThan(0.02);
    expect(everWrong(0.02, 0.02, 0.05, "below")).toBeLessThan(0.05);
  });

  test("finds what is there", () => {
    const rng = createRng(5);
    let [events, n] = [0, 0];
    while (shareSequence(events, n, 0.02, 0.01) === "open" && n < 1000) {
      events += rng.next() < 0.15 ? 1 : 0;
      n++;
    }
    expect(n).toBeLessThan(150);
    expect(shareSequence(events, n, 0.02, 0.01)).toBe("above");
  });
});

describe("meanSequence", () => {
  test("is the formula's", () => {
    const { mean, low, high } = meanSequence(Float64Array.of(1, 2, 3, 4), 0.05);
    expect(mean).toBe(2.5);
    expect(high - mean).toBeCloseTo(mean - low, 12);
    const rho2 = (-2 * Math.log(0.05) + Math.log(-2 * Math.log(0.05)) + 1) / 30;
    const half = Math.sqrt((5 / 3) * ((2 * (4 * rho2 + 1)) / (16 * rho2)) * Math.log(Math.sqrt(4 * rho2 + 1) / 0.05));
    expect(high - mean).toBeCloseTo(half, 12);
  });

  /** The mean of ten squares less what is expected: as skewed as mean losses of ten rows. */
  const skewed = (rng: Rng) => {
    let sum = 0;
    for (let i = 0; i < 10; i++) sum += rng.normal() ** 2 - 1;
    return sum / 10;
  };

  test("looking at every step, the truth is left out no more often than promised; also where values are skewed", () => {
    const rng = createRng(3);
    for (const draw of [() => rng.normal(), () => skewed(rng)]) {
      let missed = 0;
      for (let stream = 0; stream < 300; stream++) {
        const values = Float64Array.from({ length: 300 }, draw);
        for (let n = 20; n <= 300; n += 5) {
          const { low, high } = meanSequence(values.subarray(0, n), 0.05);
          if (low <= 0 && 0 <= high) continue;
          missed++;
          break;
        }
      }
      expect(missed / 300).toBeLessThan(0.07);
    }
  });
});

describe("differenceSequence", () => {
  /** Share of streams in which a difference is ever found while one looks after every tenth pair. */
  function everFound(difference: number): number {
    const rng = createRng(7);
    let found = 0;
    for (let stream = 0; stream < 200; stream++) {
      const [left, right] = [new Float64Array(1000), new Float64Array(1000)];
      for (let n = 0; n < 1000; n++) {
        left[n] = rng.normal() ** 2 + difference;
        right[n] = rng.normal() ** 2;
      }
      for (let n = 20; n <= 1000; n += 10) {
        const { low, high } = differenceSequence(left.subarray(0, n), right.subarray(0, n), 0.05);
        if (low <= 0 && high >= 0) continue;
        found++;
        break;
      }
    }
    return found / 200;
  }

  test("two equal sides are rarely told apart, however often one looks; unequal ones are", () => {
    expect(everFound(0)).toBeLessThan(0.05);
    expect(everFound(0.7)).toBeGreaterThan(0.9);
  });

  test("is the difference of the means, and a side without values says nothing", () => {
    const { mean, low, high } = differenceSequence(Float64Array.of(3, 4, 5), Float64Array.of(1, 2), 0.05);
    expect(mean).toBe(2.5);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect(differenceSequence(new Float64Array(0), Float64Array.of(1), 0.05).low).toBeNaN();
  });
});
