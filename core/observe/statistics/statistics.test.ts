import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  binCounts,
  chiSquare,
  chiSquareTail,
  cramersV,
  decileCuts,
  falseDiscovery,
  gTest,
  hellinger,
  jensenShannon,
  kl,
  kolmogorovTail,
  ks,
  mannWhitney,
  meanAndVariance,
  normalTail,
  poissonTail,
  psi,
  quantile,
  sortedByComparison,
  sortedValues,
  totalVariation,
  tTest,
  wasserstein,
} from "./index.ts";

interface OfCounts {
  reference: number[];
  current: number[];
  psi: number;
  kl: number;
  js: number;
  hellinger: number;
  total_variation: number;
  chi_square: [number, number];
  g: [number, number];
  cramers_v: number;
}
interface OfValues {
  name: string;
  reference: (number | null)[];
  current: (number | null)[];
  cuts: number[];
  ks: number;
  ks_exact: number;
  ks_asymptotic: number;
  wasserstein: number;
  wasserstein_std: number;
  t: [number, number, number];
  mann_whitney: [number, number];
  counts: OfCounts;
}
const golden = JSON.parse(readFileSync(new URL("statistics.golden.json", import.meta.url), "utf8")) as {
  values: OfValues[];
  categories: OfCounts[];
  tails: {
    chi2: [number, number, number][];
    normal: [number, number][];
    poisson: [number, number, number][];
    kolmogorov: [number, number][];
  };
  false_discovery: { p: number[]; bh: number[]; by: number[] };
};

const near = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected), `${actual} beside ${expected}`).toBeLessThanOrEqual(
    1e-9 * Math.max(1, Math.abs(expected)),
  );
const column = (values: (number | null)[]) => sortedValues(Float64Array.from(values, (value) => value ?? Number.NaN));

function checkCounts(expected: OfCounts) {
  const r = Float64Array.from(expected.reference);
  const c = Float64Array.from(expected.current);
  near(psi(r, c), expected.psi);
  near(kl(r, c), expected.kl);
  near(jensenShannon(r, c), expected.js);
  near(hellinger(r, c), expected.hellinger);
  near(totalVariation(r, c), expected.total_variation);
  near(chiSquare(r, c).statistic, expected.chi_square[0]);
  near(chiSquare(r, c).p_value, expected.chi_square[1]);
  near(gTest(r, c).statistic, expected.g[0]);
  near(gTest(r, c).p_value, expected.g[1]);
  near(cramersV(r, c), expected.cramers_v);
}

describe("equal to scipy within 1e-9", () => {
  test.each(golden.values)("two samples: $name", (expected) => {
    const r = column(expected.reference);
    const c = column(expected.current);
    const exact = ks(r, c, "exact");
    near(exact.statistic, expected.ks);
    near(exact.p_value, expected.ks_exact);
    near(ks(r, c, "asymptotic").p_value, expected.ks_asymptotic);
    near(wasserstein(r, c), expected.wasserstein);
    near(wasserstein(r, c) / Math.sqrt(meanAndVariance(r).variance), expected.wasserstein_std);
    const t = tTest(r, c);
    [t.statistic, t.degrees, t.p_value].forEach((value, k) => {
      near(value, expected.t[k]!);
    });
    near(mannWhitney(r, c).statistic, expected.mann_whitney[0]);
    near(mannWhitney(r, c).p_value, expected.mann_whitney[1]);
    const cuts = decileCuts(r);
    expect([...cuts]).toEqual(expected.cuts);
    expect([...binCounts(r, cuts)]).toEqual(expected.counts.reference);
    expect([...binCounts(c, cuts)]).toEqual(expected.counts.current);
    checkCounts(expected.counts);
  });

  test.each(golden.categories.map((counts, k) => [k, counts] as const))("counts %i", (_, counts) =>
    checkCounts(counts),
  );

  test("tails", () => {
    for (const [x, degrees, p] of golden.tails.chi2) near(chiSquareTail(x, degrees) / p, 1);
    for (const [z, p] of golden.tails.normal) near(normalTail(z) / p, 1);
    for (const [count, mean, p] of golden.tails.poisson) near(poissonTail(count, mean) / p, 1);
    for (const [x, p] of golden.tails.kolmogorov) near(kolmogorovTail(x), p);
  });

  test("q-values", () => {
    const { p, bh, by } = golden.false_discovery;
    falseDiscovery(p).forEach((q, k) => {
      near(q, bh[k]!);
    });
    falseDiscovery(p, "any").forEach((q, k) => {
      near(q, by[k]!);
    });
  });
});

describe("invariants", () => {
  const numbers = fc.array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.integer({ min: 0, max: 9 })), {
    maxLength: 400,
  });

  test("sorting drops NaN, keeps the rest and leaves the input", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const input = Float64Array.from(values);
        const before = input.slice();
        const expected = input.filter((value) => !Number.isNaN(value)).sort();
        // −0 and 0 are equal to a statistic, whichever comes first.
        expect([...sortedValues(input)].map((v) => v + 0)).toEqual([...expected].map((v) => v + 0));
        expect(input).toEqual(before);
      }),
    );
  });

  test("sorting many values of every shape", () => {
    let state = 1;
    const next = () => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return state / 0x7fffffff;
    };
    const shapes = [
      () => next(),
      () => Math.tan(Math.PI * (next() - 0.5)),
      () => Math.exp(200 * (next() - 0.5)),
      () => Math.floor(next() * 7),
      () => (next() < 0.9 ? 0 : next()),
      // Alike in their upper bits: the lower digits have to be sorted too.
      () => 1 + 1e-12 * next(),
      () => 1.7e12 + Math.floor(86_400_000 * next()),
      () =>
        [Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -1][Math.floor(7 * next())]!,
    ];
    for (const shape of shapes)
      for (const length of [599, 600, 20_000]) {
        const values = Float64Array.from({ length }, shape);
        expect(sortedValues(values)).toEqual(sortedByComparison(values));
      }
  });

  test("equal samples have no distance, and distances are symmetric where they should be", () => {
    const some = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(some, some, (left, right) => {
        const a = sortedValues(Float64Array.from(left));
        const b = sortedValues(Float64Array.from(right));
        expect(ks(a, a).statistic).toBe(0);
        expect(wasserstein(a, a)).toBe(0);
        expect(ks(a, b).statistic).toBeCloseTo(ks(b, a).statistic, 12);
        expect(wasserstein(a, b)).toBeCloseTo(wasserstein(b, a), 10);
        expect(ks(a, b).p_value).toBeGreaterThanOrEqual(0);
        expect(ks(a, b).p_value).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("quantile meets both ends", () => {
    const sorted = Float64Array.of(-3, 0.1, 0.3, 12);
    expect([0, 1].map((share) => quantile(sorted, share))).toEqual([-3, 12]);
  });
});
