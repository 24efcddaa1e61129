import { describe, expect, test } from "vitest";
import type { Feature } from "../../contract/index.ts";
import type { Column, Table } from "../../data/index.ts";
import { createRng } from "../../shared/index.ts";
import type { Labels } from "../learners/learner.ts";
import { encode, fitEncodings, SCALED_LIMIT } from "./index.ts";
import { skewness } from "./yeo-johnson.ts";

const base = { nullable: true, missingTokens: [] };
const range = { min: 0, max: 1, low: 0, high: 1, source: "learned" as const };
const number = (name: string): Feature => ({ ...base, name, type: "number", range, integer: false });
const category = (name: string): Feature => ({ ...base, name, type: "category", categories: [] });
const datetime = (name: string): Feature => ({ ...base, name, type: "datetime", format: "iso" });

const numbers = (name: string, values: number[]): Column => ({
  name,
  kind: "number",
  values: Float64Array.from(values),
});
const dates = (name: string, values: number[]): Column => ({
  name,
  kind: "datetime",
  values: Float64Array.from(values),
  format: "iso",
});
function texts(name: string, values: (string | null)[]): Column {
  const levels = [...new Set(values.filter((value) => value !== null))];
  return {
    name,
    kind: "text",
    levels,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : levels.indexOf(value))),
  };
}
const tableOf = (column: Column): Table => ({
  rows: column.kind === "text" ? column.codes.length : column.values.length,
  columns: [column],
});
const regression = (values: number[]): Labels => ({ task: "regression", values: Float64Array.from(values) });
const rowsOf = (matrix: { columns: { values: Float32Array }[] }) => matrix.columns.map(({ values }) => [...values]);
const { NaN: gap } = Number;

describe("numbers", () => {
  const table = tableOf(numbers("x", [1, 2, gap, 3, 10]));

  test("dense: the median for missing ones, standardised, with a column that tells", () => {
    const { encodings, matrix } = fitEncodings([number("x")], table, "dense", regression([1, 2, 3, 4, 5]), 0);
    expect(encodings).toEqual([
      { kind: "numeric", feature: "x", impute: 2.5, center: 3.7, scale: expect.any(Number), indicator: true },
    ]);
    const [values, missing] = rowsOf(matrix);
    expect(values!.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 6);
    expect(values!.reduce((sum, x) => sum + x * x, 0) / 5).toBeCloseTo(1, 6);
    expect(missing).toEqual([0, 0, 1, 0, 0]);
  });

  test("dense: serving may meet missing, infinite and absurd values, whatever training saw", () => {
    const complete = tableOf(numbers("x", [1, 2, 3]));
    const { encodings } = fitEncodings([number("x")], complete, "dense", regression([1, 2, 3]), 0);
    const met = encode(encodings, tableOf(numbers("x", [gap, Number.POSITIVE_INFINITY, 1e300, -1e30])));
    expect(rowsOf(met)).toEqual([[0, 0, 0, -SCALED_LIMIT]]);
  });

  test("native: as they are, in float32", () => {
    const { matrix } = fitEncodings([number("x")], table, "native", regression([1, 2, 3, 4, 5]), 0);
    expect(rowsOf(matrix)).toEqual([[1, 2, gap, 3, 10]]);
    const fine = fitEncodings([number("x")], tableOf(numbers("x", [0.1])), "native", regression([1]), 0);
    expect(rowsOf(fine.matrix)).toEqual([[Math.fround(0.1)]]);
  });

  test("a column without any value gives no dense column", () => {
    const { encodings } = fitEncodings(
      [number("x")],
      tableOf(numbers("x", [gap, gap])),
      "dense",
      regression([1, 2]),
      0,
    );
    expect(encodings).toEqual([]);
  });
});

describe("categories", () => {
  const table = tableOf(texts("c", ["b", "a", "b", null, "c"]));
  const labels = regression([1, 2, 3, 4, 5]);

  test("dense, few levels: one 0/1 column each, commonest first", () => {
    const { matrix } = fitEncodings([category("c")], table, "dense", labels, 0);
    expect(matrix.columns.map(({ name }) => name)).toEqual(["c = b", "c = a", "c = c"]);
    expect(rowsOf(matrix)).toEqual([
      [1, 0, 1, 0, 0],
      [0, 1, 0, 0, 0],
      [0, 0, 0, 0, 1],
    ]);
  });

  test("native: codes, NaN where missing or unseen, whatever codes the new table uses", () => {
    const { encodings, matrix } = fitEncodings([category("c")], table, "native", labels, 0);
    expect(matrix.columns[0]!.levels).toBe(3);
    expect(rowsOf(matrix)).toEqual([[0, 1, 0, gap, 2]]);
    expect(rowsOf(encode(encodings, tableOf(texts("c", ["new", "c", null, "b"]))))).toEqual([[gap, 2, gap, 0]]);
  });

  test("booleans stored as numbers are read by their text", () => {
    const { encodings } = fitEncodings(
      [category("c")],
      tableOf(texts("c", ["1", "0"])),
      "native",
      regression([1, 2]),
      0,
    );
    expect(rowsOf(encode(encodings, tableOf(numbers("c", [0, 1, gap]))))).toEqual([[0, 1, gap]]);
  });
});

describe("many levels become target means", () => {
  const rng = createRng(5);
  const rows = 2000;
  const shops = Array.from({ length: rows }, () => `shop ${rng.int(400)}`);
  const noise = Array.from({ length: rows }, () => rng.normal());
  const table = tableOf(texts("shop", shops));

  function correlation(values: Float32Array, target: number[]): number {
    const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, x) => sum + x, 0) / of.length;
    const [a, b] = [mean(values), mean(target)];
    let [ab, aa, bb] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      ab += (values[row]! - a) * (target[row]! - b);
      aa += (values[row]! - a) ** 2;
      bb += (target[row]! - b) ** 2;
    }
    return ab / Math.sqrt(aa * bb);
  }

  test("out of fold: they do not tell a row its own target", () => {
    const { encodings, matrix } = fitEncodings([category("shop")], table, "dense", regression(noise), 0);
    expect(encodings[0]!.kind).toBe("target_mean");
    expect(correlation(encode(encodings, table).columns[0]!.values, noise)).toBeGreaterThan(0.3);
    expect(correlation(matrix.columns[0]!.values, noise)).toBeLessThan(0.05);
  });

  test("what depends on the level is learnt, shrunk, and the rest falls back on the mean", () => {
    const known = shops.map((shop) => Number(shop.slice(5)) % 2);
    const { encodings } = fitEncodings([category("shop")], table, "native", regression(known), 0);
    const [odd, even, unseen] = encode(encodings, tableOf(texts("shop", ["shop 1", "shop 2", "nowhere"]))).columns[0]!
      .values;
    expect(odd).toBeGreaterThan(unseen!);
    expect(even).toBeLessThan(unseen!);
    expect(unseen).toBeCloseTo(known.reduce((sum, x) => sum + x, 0) / rows, 6);
    expect(odd).toBeLessThan(1);
  });

  test("classes: one column per class", () => {
    const labels: Labels = {
      task: "multiclass",
      values: Int32Array.from(noise, (x) => (x < -0.5 ? 0 : x < 0.5 ? 1 : 2)),
      classes: 3,
    };
    expect(fitEncodings([category("shop")], table, "dense", labels, 0).matrix.columns).toHaveLength(3);
  });
});

describe("dates", () => {
  const days = [Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 29), gap];

  test("parts that never vary are left out", () => {
    const { matrix } = fitEncodings([datetime("d")], tableOf(dates("d", days)), "native", regression([1, 2, 3]), 0);
    expect(matrix.columns.map(({ name }) => name)).toEqual([
      "d month",
      "d day",
      "d weekday",
      "d day_of_year",
      "d days",
    ]);
    expect(rowsOf(matrix)[0]).toEqual([1, 2, gap]);
  });

  test("dense: standardised, a missing date stands at the mean", () => {
    const { matrix } = fitEncodings([datetime("d")], tableOf(dates("d", days)), "dense", regression([1, 2, 3]), 0);
    for (const values of rowsOf(matrix)) expect(values.map(Math.abs)).toEqual([1, 1, 0]);
  });
});

describe("curved", () => {
  const rows = 400;
  const rng = createRng(3);
  const target = Array.from({ length: rows }, () => rng.normal());
  const tail = numbers(
    "x",
    Array.from({ length: rows }, () => Math.exp(2 * rng.normal())),
  );

  test("a long tail is bent before it is standardised, what is even is left as it is", () => {
    const { encodings, matrix } = fitEncodings([number("x")], tableOf(tail), "curved", regression(target), 0);
    expect(encodings).toMatchObject([{ kind: "numeric", power: expect.any(Number) }]);
    expect(Math.abs(skewness(Float64Array.from(matrix.columns[0]!.values)))).toBeLessThan(0.5);
    const even = fitEncodings([number("x")], tableOf(numbers("x", target)), "curved", regression(target), 0);
    expect(even.encodings[0]).not.toHaveProperty("power");
  });

  test("absurd values stay finite", () => {
    const { encodings } = fitEncodings([number("x")], tableOf(tail), "curved", regression(target), 0);
    const met = encode(encodings, tableOf(numbers("x", [gap, -1e300, 1e300, 3e38, -3e38])));
    for (const value of rowsOf(met)[0]!) expect(Math.abs(value)).toBeLessThanOrEqual(SCALED_LIMIT);
  });

  test("parts of a date that come round again are points on a circle, a missing one its middle", () => {
    const days = [Date.UTC(2024, 0, 1), Date.UTC(2024, 11, 31), Date.UTC(2024, 6, 1), gap];
    const { matrix } = fitEncodings([datetime("d")], tableOf(dates("d", days)), "curved", regression(days), 0);
    const at = matrix.columns.findIndex(({ name }) => name === "d day_of_year, sine");
    const [sine, cosine] = rowsOf(matrix).slice(at, at + 2) as [number[], number[]];
    const distance = (a: number, b: number) => Math.hypot(sine[a]! - sine[b]!, cosine[a]! - cosine[b]!);
    expect(distance(0, 1)).toBeLessThan(0.05);
    expect(distance(0, 2)).toBeGreaterThan(1.9);
    expect([sine[3], cosine[3]]).toEqual([0, 0]);
    expect(matrix.columns.map(({ name }) => name)).toContain("d days");
  });
});

test("a column that is not there is an error that names those that are", () => {
  const { encodings } = fitEncodings([number("x")], tableOf(numbers("x", [1, 2])), "native", regression([1, 2]), 0);
  expect(() => encode(encodings, tableOf(numbers("y", [1])))).toThrow("There is no column x. The table has: y.");
});
