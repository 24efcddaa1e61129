import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { thresholdBetween } from "./bin-edges.ts";
import { withRanges } from "./bin-ranges.ts";
import { binMatrix, cellsByRow, MISSING } from "./binning.ts";

const column = (values: Float32Array, levels?: number) => ({
  name: "x",
  feature: "x",
  values,
  ...(levels === undefined ? {} : { levels }),
});

const anyFloat = fc.float({ noNaN: true });

describe("a threshold between two float32 values", () => {
  test("keeps the lower one left and the upper one right", () => {
    fc.assert(
      fc.property(anyFloat, anyFloat, (a, b) => {
        fc.pre(a !== b);
        const [lower, upper] = a < b ? [a, b] : [b, a];
        const threshold = thresholdBetween(lower, upper);
        expect(Math.fround(threshold)).toBe(threshold);
        expect(lower <= threshold && threshold < upper).toBe(true);
      }),
      {
        examples: [
          [1, 1 + 2 ** -23],
          [-0, 2 ** -149],
          [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
        ].map(([a, b]) => [a!, b!]),
      },
    );
  });
});

describe("number bins", () => {
  test("agree with `x ≤ edge` for every value, and hold what they say", () => {
    const values = fc.array(fc.oneof(anyFloat, fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN)), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 255 }), (list, bins) => {
        const x = Float32Array.from(list);
        const columns = [column(x)];
        const binned = withRanges(binMatrix({ rows: x.length, columns }, { bins }), columns);
        const { edges, bins: used } = binned.columns[0]!;
        const { lowest, highest } = binned.ranges[0]!;
        expect(used).toBeLessThanOrEqual(bins);
        for (const [row, value] of x.entries()) {
          const cell = binned.cells[row]!;
          if (Number.isNaN(value)) {
            expect(cell).toBe(MISSING);
            continue;
          }
          expect(cell).toBe(edges.filter((edge) => !(value <= edge)).length);
          expect(lowest[cell]! <= value && value <= highest[cell]!).toBe(true);
        }
      }),
    );
  });

  test("are one per value where the values are few", () => {
    const x = Float32Array.of(5, 1, 5, 3, 1);
    const binned = binMatrix({ rows: 5, columns: [column(x)] });
    expect([...binned.cells]).toEqual([2, 0, 2, 1, 0]);
    expect([...binned.columns[0]!.edges]).toEqual([2, 4]);
  });

  test("hold about equally many rows, and a frequent value has its own", () => {
    const rng = createRng(5);
    const x = Float32Array.from({ length: 20_000 }, (_, row) => (row % 3 === 0 ? 0.5 : rng.next() ** 8));
    const binned = binMatrix({ rows: x.length, columns: [column(x)] });
    const counts = new Float64Array(255);
    for (const cell of binned.cells) counts[cell]!++;
    const ofFrequent = binned.cells[0]!;
    expect(counts[ofFrequent]).toBe(x.filter((value) => value === 0.5).length);
    const rest = counts.filter((count, bin) => bin !== ofFrequent && count > 0);
    expect(Math.max(...rest)).toBeLessThan(3 * (13_333 / 254));
  });

  test("cut every row rightly where the edges come from a sample", () => {
    const rng = createRng(6);
    const x = Float32Array.from({ length: 250_000 }, () => rng.normal() ** 3);
    const binned = binMatrix({ rows: x.length, columns: [column(x)] });
    const { edges, bins } = binned.columns[0]!;
    expect(bins).toBe(255);
    const wrong = x.filter((value, row) => {
      const cell = binned.cells[row]!;
      return (cell > 0 && value <= edges[cell - 1]!) || (cell < bins - 1 && !(value <= edges[cell]!));
    });
    expect(wrong).toHaveLength(0);
  });
});

describe("category bins", () => {
  test("are the codes; a missing or unknown one is missing", () => {
    const x = Float32Array.of(0, 2, Number.NaN, 7, -1);
    expect([...binMatrix({ rows: 5, columns: [column(x, 3)] }).cells]).toEqual([0, 2, 255, 255, 255]);
  });

  test("share the last one where codes are rare and too many", () => {
    const x = Float32Array.from({ length: 900 }, (_, row) => (row < 600 ? row % 300 : 299));
    const binned = binMatrix({ rows: 900, columns: [column(x, 300)] });
    const { codes, bins } = binned.columns[0]!;
    expect(bins).toBe(255);
    expect([...codes![0]!]).toEqual([299]);
    expect(codes![254]).toHaveLength(46);
    for (const [row, code] of x.entries()) expect([...codes![binned.cells[row]!]!]).toContain(code);
  });
});

test.each([1, 2])("turned to rows the cells are the same, on %i threads", (threads) => {
  const rng = createRng(1);
  const rows = 9000;
  const columns = Array.from({ length: 7 }, () => column(Float32Array.from({ length: rows }, () => rng.next())));
  const binned = binMatrix({ rows, columns }, { threads });
  const turned = cellsByRow(binned);
  const wrong = turned.filter((cell, at) => cell !== binned.cells[(at % 7) * rows + Math.floor(at / 7)]);
  expect(wrong).toHaveLength(0);
});
