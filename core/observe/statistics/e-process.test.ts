import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { eValue, nextWealth } from "./e-process.ts";

test("an e-value has mean one under the null, nearly all of it resolved", () => {
  // ∫ over p on a logarithmic grid, from the least p that is told apart.
  let sum = 0;
  const steps = 20_000;
  const p = (k: number) => 10 ** (-6 + (6 * k) / steps);
  for (let k = 0; k < steps; k++) sum += eValue((p(k) + p(k + 1)) / 2) * (p(k + 1) - p(k));
  // Below 10⁻⁶ it would earn 1 ÷ ln 10⁶ more.
  expect(sum).toBeCloseTo(1 - 1 / Math.log(1e6), 2);
  expect(eValue(1e-30)).toBe(eValue(1e-6));
  expect(eValue(1)).toBe(0.5);
});

describe("wealth", () => {
  /** First look at which it reaches 100, or null. */
  function found(p: (look: number) => number, looks: number): number | null {
    let wealth = 0;
    for (let look = 1; look <= looks; look++) {
      wealth = nextWealth(wealth, look, eValue(p(look)));
      if (wealth >= 100) return look;
    }
    return null;
  }

  test("of a hundred watches of a thousand windows hardly one ever sees drift where there is none", () => {
    const rng = createRng(3);
    const alarms = Array.from({ length: 1000 }, () => found(() => rng.next(), 1000)).filter((look) => look !== null);
    expect(alarms.length).toBeLessThanOrEqual(10);
  });
  test.each([
    [1, 2],
    [100, 2],
    [500, 3],
    [100_000, 4],
  ])("drift that begins with window %i is beyond doubt after few", (begins, windows) => {
    const at = found((look) => (look < begins ? 0.7 : 1e-6), begins + 10);
    expect(at! - begins + 1).toBeLessThanOrEqual(windows);
  });
});
