import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { packedGradient, packedHessian, packGradients } from "./packing.ts";

const derivatives = fc.array(
  fc.tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: 0, max: 1e3, noNaN: true })),
  { minLength: 1, maxLength: 300 },
);

test("sums of packed values are exact in any order and give both sums back", () => {
  fc.assert(
    fc.property(derivatives, fc.integer(), (list, seed) => {
      const gradients = Float64Array.from(list, ([gradient]) => gradient);
      const hessians = Float64Array.from(list, ([, hessian]) => hessian);
      const { values, gradientUnit, hessianUnit } = packGradients(gradients, hessians, new Float64Array(list.length));
      const sum = values.reduce((total, value) => total + value, 0);
      expect(
        createRng(seed)
          .shuffle(values.slice())
          .reduce((total, value) => total + value, 0),
      ).toBe(sum);
      const [g, h] = [packedGradient(sum) * gradientUnit, packedHessian(sum) * hessianUnit];
      const size = gradients.reduce((total, x) => total + Math.abs(x), 0);
      const mass = hessians.reduce((total, x) => total + x, 0);
      // Half a unit per row.
      expect(Math.abs(g - gradients.reduce((total, x) => total + x, 0))).toBeLessThanOrEqual(
        list.length * gradientUnit * 0.5 + 1e-9 * size,
      );
      expect(Math.abs(h - mass)).toBeLessThanOrEqual(list.length * hessianUnit * 0.5 + 1e-9 * mass);
    }),
  );
});

test("equal hessians stay equal and whole, however many rows", () => {
  const rows = 100_000;
  const ones = new Float64Array(rows).fill(1);
  const { values, hessianUnit } = packGradients(new Float64Array(rows), ones, new Float64Array(rows));
  expect(new Set(values).size).toBe(1);
  expect(packedHessian(values.reduce((sum, value) => sum + value, 0)) * hessianUnit).toBeCloseTo(rows, 6);
});

test("with many rows small gradients survive on average", () => {
  const rows = 300_000;
  const gradients = Float64Array.from({ length: rows }, (_, row) => (row % 1000 === 0 ? 500 : 1e-3));
  const { values, gradientUnit } = packGradients(gradients, new Float64Array(rows).fill(1), new Float64Array(rows));
  let small = 0;
  for (let row = 0; row < rows; row++) if (row % 1000 !== 0) small += packedGradient(values[row]!) * gradientUnit;
  expect(small / (rows * 0.999 * 1e-3)).toBeCloseTo(1, 1);
});
