import { describe, expect, test } from "vitest";
import { createRng } from "../../shared/index.ts";
import { findIdentity } from "./identity.ts";

const rows = 400;
const rng = createRng(11);
const noise = (scale: number, whole = false) =>
  Float64Array.from({ length: rows }, () =>
    whole ? Math.round(scale * Math.abs(rng.normal())) : scale * rng.normal(),
  );
const combine = (of: (row: number) => number) => Float64Array.from({ length: rows }, (_, row) => of(row));

const [a, b, c, d] = [noise(50, true), noise(200, true), noise(20, true), noise(1)] as [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
];
const decoy = combine((row) => a[row]! + b[row]! + 30 * d[row]!);
const series = [
  { name: "a", values: a },
  { name: "decoy", values: decoy },
  { name: "b", values: b },
  { name: "c", values: c },
  { name: "d", values: d },
];

describe("findIdentity", () => {
  test("finds sums and differences among columns that go with the target too", () => {
    expect(
      findIdentity(
        combine((row) => a[row]! + b[row]!),
        series,
      )?.columns,
    ).toEqual(["a", "b"]);
    expect(
      findIdentity(
        combine((row) => b[row]! - a[row]! + c[row]!),
        series,
      ),
    ).toEqual({
      columns: ["a", "b", "c"],
      formula: "− a + b + c",
    });
  });

  test("survives rounding to cents", () => {
    const cents = combine((row) => Math.round(100 * (a[row]! + d[row]!)) / 100);
    expect(findIdentity(cents, series)?.columns).toEqual(["a", "d"]);
  });

  test("leaves models alone: other weights, an offset, noise, one column", () => {
    expect(
      findIdentity(
        combine((row) => 3 * a[row]! - 2 * b[row]!),
        series,
      ),
    ).toBeNull();
    expect(
      findIdentity(
        combine((row) => a[row]! + b[row]! + 100),
        series,
      ),
    ).toBeNull();
    const error = noise(5);
    expect(
      findIdentity(
        combine((row) => a[row]! + b[row]! + error[row]!),
        series,
      ),
    ).toBeNull();
    expect(findIdentity(a, series)).toBeNull();
    expect(findIdentity(new Float64Array(rows).fill(3), series)).toBeNull();
  });

  test("many columns do not explain noise", () => {
    const wide = Array.from({ length: 300 }, (_, i) => ({ name: `x${i}`, values: noise(1) }));
    expect(findIdentity(noise(1), wide)).toBeNull();
  });
});
