import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DriftReport } from "../../../contract/index.ts";
import { type Column, type FeatureStatistics, quantile, type Table } from "../../../data/index.ts";
import { drawn, numbers, tableOf, texts } from "../../testing.ts";
import { compareTables, compareToStatistics, type DriftOptions } from "./compare.ts";

const normal = (name: string, rows: number, seed: number, shift = 0) =>
  drawn(name, rows, seed, (rng) => rng.normal() + shift);

/** Ten features, the first `moved` of them shifted by `by` standard deviations. */
const ten = (rows: number, seed: number, moved = 0, by = 0): Table =>
  tableOf(...Array.from({ length: 10 }, (_, k) => normal(`x${k}`, rows, seed * 100 + k, k < moved ? by : 0)));

describe("verdicts", () => {
  const reference = ten(5000, 1);

  test("0.5 σ in 40 % of the features of 500 rows is drift, and those features are named", () => {
    const report = compareTables(reference, ten(500, 2, 4, 0.5));
    expect(report.verdict).toBe("drift");
    expect(report.share).toBe(0.4);
    expect(report.features.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual(["x0", "x1", "x2", "x3"]);
    for (const { drifted, q_value, effect, severity } of report.features) {
      expect(drifted).toBe(q_value! <= 0.05 && effect.psi! >= 0.1);
      expect(severity).toBe(!drifted ? "none" : effect.psi! >= 0.25 ? "alert" : "warn");
    }
  });
  test("0.03 σ is none, on however many rows", () => {
    const report = compareTables(ten(40_000, 3), ten(40_000, 4, 10, 0.03));
    expect(report.verdict).toBe("no_drift");
    expect(report.features.some(({ p_value }) => p_value! < 0.01)).toBe(true);
  });
  test("a part of the reference with a little noise is none", () => {
    const part = tableOf(
      ...reference.columns.map((column, k) =>
        column.kind === "text"
          ? column
          : drawn(column.name, 500, 50 + k, (rng) => column.values[rng.int(5000)]! + 0.1 * rng.normal()),
      ),
    );
    expect(compareTables(reference, part).share).toBe(0);
  });
  test("under 50 rows nothing is judged, effects are given", () => {
    const report = compareTables(reference, ten(49, 5, 10, 3));
    expect(report.verdict).toBe("too_few_rows");
    expect(report.drifted).toBe(false);
    expect(report.features.every(({ effect, q_value }) => effect.psi! > 0.25 && q_value === null)).toBe(true);
  });
  test("one column alone does not alarm more often than one among many", () => {
    const one = (seed: number) => tableOf(normal("x", 75, seed));
    const alarms = Array.from({ length: 300 }, (_, k) => compareTables(one(2 * k), one(2 * k + 1), { seed: k }));
    expect(alarms.filter(({ drifted }) => drifted).length).toBeLessThanOrEqual(3);
    expect(compareTables(one(1), tableOf(normal("x", 75, 2, 1.5))).drifted).toBe(true);
  });
  test("severity limits and the share's are settable", () => {
    const moved = ten(500, 2, 4, 0.5);
    expect(compareTables(reference, moved, { share: 0.5 }).drifted).toBe(false);
    expect(compareTables(reference, moved, { warn: 5 }).share).toBe(0);
  });
  test("the share is weighted by importance where that is known", () => {
    const importance = [
      { feature: "x0", importance: 3 },
      { feature: "x9", importance: 1 },
    ];
    expect(compareTables(reference, ten(500, 2, 4, 0.5), { importance }).weighted_share).toBe(0.75);
    expect(compareTables(reference, reference).weighted_share).toBeNull();
  });
});

describe("the interface's definitions, by hand", () => {
  test("numbers", () => {
    const r = Array.from({ length: 100 }, (_, k) => k + 1);
    const c = [...Array.from({ length: 60 }, () => 5), ...Array.from({ length: 40 }, () => 95.5)];
    const { effect } = compareTables(tableOf(numbers("x", r)), tableOf(numbers("x", c))).features[0]!;
    // Deciles 10.9 … 90.1: ten reference rows per bin; all current rows lie in the first and the last.
    const current = [60, ...Array.from({ length: 8 }, () => 0.5), 40].map((rows) => rows / 104);
    const expected = current.reduce((sum, share) => sum + (share - 0.1) * Math.log(share / 0.1), 0);
    expect(effect.psi).toBeCloseTo(expected, 12);
    expect(effect.ks).toBeCloseTo(0.55, 12);
    const hellinger = Math.sqrt(
      ((Math.sqrt(0.6) - Math.sqrt(0.1)) ** 2 + (Math.sqrt(0.4) - Math.sqrt(0.1)) ** 2 + 0.8) / 2,
    );
    expect(effect.hellinger).toBeCloseTo(hellinger, 12);
  });
  test("categories: no KS, no Wasserstein; missing cells left out and judged apart", () => {
    const r = tableOf(texts("c", [...Array(80).fill("a"), ...Array(20).fill("b")]));
    const c = tableOf(texts("c", [...Array(40).fill("a"), ...Array(10).fill("b"), ...Array(50).fill(null)]));
    const report = compareTables(r, c);
    expect(report.features[0]).toMatchObject({ drifted: false, missing: { reference: 0, current: 0.5 } });
    expect(report.features[0]!.effect).toMatchObject({ psi: 0, js: 0, ks: null, wasserstein_std: null });
    expect(report.quality.map(({ kind }) => kind)).toEqual(["missing"]);
  });
});

describe("odd columns have a defined verdict and are listed with their reason", () => {
  const rows = 200;
  const column = (values: ArrayLike<number>) => tableOf(numbers("x", values), normal("y", values.length, 9));
  const nan = new Float64Array(rows).fill(Number.NaN);
  const ones = new Float64Array(rows).fill(1);
  const varied = normal("x", rows, 3).values;
  const reasons = (reference: Table, current: Table, options?: DriftOptions) => {
    const report = compareTables(reference, current, options);
    expect(DriftReport.safeParse(report).error).toBeUndefined();
    expect(report.features.map(({ name }) => name)).toEqual(reference.columns.map(({ name }) => name));
    return report;
  };

  test("a constant reference", () => {
    expect(reasons(column(ones), column(ones)).features[0]!.effect).toMatchObject({
      psi: 0,
      ks: 0,
      wasserstein_std: 0,
    });
    const moved = reasons(column(ones), column(varied)).features[0]!;
    expect(moved.effect.wasserstein_std).toBeNull();
    expect(moved.drifted).toBe(true);
  });
  test("nothing but missing cells", () => {
    const stopped = reasons(column(varied), column(nan));
    expect(stopped.features[0]!.reason).toContain("no value");
    expect(stopped.verdict).toBe("data_break");
    expect(stopped.quality.map(({ kind }) => kind)).toEqual(["missing", "stopped"]);
    expect(reasons(column(nan), column(varied)).features[0]!.reason).toContain("reference holds no value");
  });
  test("no rows at all", () => {
    expect(reasons(column(varied), column([])).verdict).toBe("too_few_rows");
    expect(reasons(column([]), column(varied)).verdict).toBe("too_few_rows");
  });
  test("a column that is not there, in another order, or not wanted", () => {
    const current = tableOf(normal("y", rows, 5), normal("z", rows, 6));
    const report = reasons(column(varied), current);
    expect(report.features[0]!.reason).toContain("no such column");
    expect(report.verdict).toBe("data_break");
    const wanted = compareTables(column(varied), current, { types: { y: "number" } });
    expect(wanted.features.map(({ name }) => name)).toEqual(["y"]);
  });
  test("another type: texts that are numbers are read, others are a finding", () => {
    const asText = (cell: (value: number, row: number) => string) =>
      tableOf(texts("x", Array.from(varied, cell)), normal("y", rows, 9));
    expect(reasons(column(varied), asText(String)).features[0]!.effect.psi).toBe(0);
    const spoilt = reasons(
      column(varied),
      asText((value, row) => (row < 20 ? "n/a?" : String(value))),
    );
    expect(spoilt.quality.find(({ kind }) => kind === "type")).toMatchObject({ column: "x", share: 0.1 });
    const dates: Column = { name: "x", kind: "datetime", values: varied, format: "iso" };
    expect(reasons(column(varied), tableOf(dates, normal("y", rows, 9))).verdict).toBe("data_break");
  });
  test("numbers compared as categories where the type says so", () => {
    const codes = numbers(
      "x",
      Array.from({ length: rows }, (_, k) => k % 3),
    );
    const report = reasons(tableOf(codes), tableOf(codes), { types: { x: "category" } });
    expect(report.features[0]).toMatchObject({ type: "category", effect: { psi: 0, ks: null } });
  });
  test("unseen and a thousand categories", () => {
    const cells = (offset: number) => Array.from({ length: 3000 }, (_, k) => `l${((k * 7919) % 1000) + offset}`);
    expect(reasons(tableOf(texts("c", cells(0))), tableOf(texts("c", cells(0)))).share).toBe(0);
    const fresh = reasons(tableOf(texts("c", cells(0))), tableOf(texts("c", cells(5000))));
    expect(fresh.features[0]).toMatchObject({ drifted: true, severity: "alert" });
    expect(fresh.quality[0]).toMatchObject({ kind: "new_category", share: 1 });
  });

  test("a column that was half text is compared by its texts", () => {
    const cells = (low: number) =>
      Array.from({ length: rows }, (_, k) => (k % 2 ? "unknown" : String(low + ((k * 7) % 10))));
    const mixed = (low: number) => tableOf(texts("x", cells(low)), normal("y", rows, 9));
    expect(reasons(mixed(0), mixed(0)).features[0]).toMatchObject({ type: "category", drifted: false });
    expect(reasons(mixed(0), mixed(20)).features[0]).toMatchObject({ drifted: true, severity: "alert" });
  });
  test("integers of few values: bins where the deciles differ, and a shift is seen", () => {
    const few = (seed: number, p: number) =>
      column(drawn("x", rows, seed, (rng) => [0, 1, 2].filter(() => rng.next() < p).length).values);
    expect(reasons(few(1, 0.3), few(2, 0.3)).features[0]!.drifted).toBe(false);
    expect(reasons(few(1, 0.3), few(2, 0.7)).features[0]!.drifted).toBe(true);
  });
  test("heavy tails: a few enormous values change neither bins nor verdict; a shift of the bulk does", () => {
    const cauchy = (seed: number, by: number) =>
      column(drawn("x", rows, seed, (rng) => by + Math.tan(Math.PI * (rng.next() - 0.5))).values);
    const enormous = cauchy(2, 0);
    (enormous.columns[0] as { values: Float64Array }).values.set([1e300, -1e300]);
    expect(reasons(cauchy(1, 0), enormous).features[0]!.drifted).toBe(false);
    expect(reasons(cauchy(1, 0), cauchy(2, 2)).features[0]!.drifted).toBe(true);
  });
  test("dates are compared as times, and said as days", () => {
    const day = 86_400_000;
    const dates = (from: number): Table =>
      tableOf(
        { name: "x", kind: "datetime", format: "iso", values: Float64Array.from(varied, (v) => (from + 5 * v) * day) },
        normal("y", rows, 9),
      );
    expect(reasons(dates(0), dates(0)).features[0]).toMatchObject({ type: "datetime", drifted: false });
    const moved = reasons(dates(0), dates(365)).features[0]!;
    expect(moved).toMatchObject({ drifted: true, severity: "alert" });
    expect(moved.reason).toMatch(/^19\d\d-\d\d-\d\d … 1970-\d\d-\d\d → 1970-\d\d-\d\d … 1971-\d\d-\d\d$/);
  });

  test("whatever the cells, a report that the contract accepts comes out", () => {
    const cell = fc.oneof(
      fc.constant(Number.NaN),
      fc.double({ noDefaultInfinity: true }),
      fc.integer({ min: 0, max: 3 }),
    );
    const text = fc.oneof(fc.constant(null), fc.constantFrom("a", "b", "12", ""), fc.string());
    const table = fc
      .integer({ min: 0, max: 80 })
      .chain((size) =>
        fc
          .tuple(
            fc.array(cell, { minLength: size, maxLength: size }),
            fc.array(text, { minLength: size, maxLength: size }),
            fc.boolean(),
          )
          .map(([x, c, exchange]) =>
            exchange ? tableOf(texts("x", c), numbers("c", x)) : tableOf(numbers("x", x), texts("c", c)),
          ),
      );
    fc.assert(
      fc.property(table, table, (reference, current) => {
        const report = compareTables(reference, current);
        expect(DriftReport.safeParse(report).error).toBeUndefined();
        expect(report.features).toHaveLength(reference.columns.length);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe("against held statistics", () => {
  const held = (column: Column): FeatureStatistics => {
    if (column.kind === "text") {
      const counts: Record<string, number> = {};
      for (const code of column.codes)
        if (code >= 0) counts[column.levels[code]!] = (counts[column.levels[code]!] ?? 0) + 1;
      return { type: "category", rows: column.codes.length, missing: 0, counts };
    }
    const sorted = column.values.slice().sort();
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    const sd = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sorted.length - 1));
    const quantiles = Array.from({ length: 101 }, (_, k) => quantile(sorted, k / 100));
    const base = { rows: sorted.length, missing: 0, mean, sd, min: sorted[0]!, max: sorted.at(-1)! };
    return { type: "number", ...base, distinct: sorted.length, quantiles };
  };
  const letters = (rows: number, seed: number) => {
    const codes = drawn("c", rows, seed, (rng) => rng.int(4)).values;
    return texts(
      "c",
      Array.from(codes, (code) => "abcd"[code]!),
    );
  };
  const reference = tableOf(normal("x", 5000, 1), normal("y", 5000, 2), letters(5000, 3));
  const statistics = Object.fromEntries(reference.columns.map((column) => [column.name, held(column)]));

  test("the figures are those of the rows, nearly", () => {
    const current = tableOf(normal("x", 800, 4, 0.6), normal("y", 800, 5), letters(800, 6));
    const exact = compareTables(reference, current);
    const sketch = compareToStatistics(statistics, current);
    expect(sketch.reference_kind).toBe("sketch");
    expect(sketch.share).toBeCloseTo(1 / 3, 12);
    sketch.features.forEach((feature, k) => {
      const { effect, drifted } = exact.features[k]!;
      expect(feature.drifted).toBe(drifted);
      expect(feature.effect.psi).toBeCloseTo(effect.psi!, 6);
      if (effect.ks === null) return;
      expect(Math.abs(feature.effect.ks! - effect.ks)).toBeLessThan(0.01);
      expect(Math.abs(feature.effect.wasserstein_std! - effect.wasserstein_std!)).toBeLessThan(0.03);
    });
  });
  test("nothing is held of a column", () => {
    const empty = {
      type: "number",
      rows: 99,
      missing: 99,
      mean: 0,
      sd: 0,
      min: 0,
      max: 0,
      distinct: 0,
      quantiles: Array(101).fill(0),
    } as const;
    const report = compareToStatistics(
      { x: { ...empty, quantiles: [...empty.quantiles] } },
      tableOf(normal("x", 60, 1)),
    );
    expect(report.features[0]!.reason).toContain("reference holds no value");
  });
});
