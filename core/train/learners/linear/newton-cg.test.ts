import { describe, expect, test } from "vitest";
import { learnable } from "../../../testing/learner-contract.ts";
import { LogisticLoss } from "./logistic-loss.ts";
import { minimize } from "./newton-cg.ts";

const poll = () => undefined;

function problem(outputs: 1 | 3, rows = 200) {
  const { matrix, labels } = learnable({ input: "dense" }, outputs === 1 ? "binary" : "multiclass", rows);
  if (labels.task === "regression") throw new Error("classes are needed");
  // A column that is mostly 0, as one-hot makes them.
  const rare = {
    name: "rare",
    feature: "rare",
    values: Float32Array.from({ length: rows }, (_, row) => (row % 7 ? 0 : 1)),
  };
  const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 3));
  return {
    matrix: { rows, columns: [...matrix.columns, rare] },
    values: labels.values,
    outputs,
    weights,
    l2: 0.5,
    poll,
  };
}

describe.each([1, 3] as const)("the logistic loss with %i outputs", (outputs) => {
  const loss = new LogisticLoss(problem(outputs));
  const point = Float64Array.from({ length: loss.size }, (_, i) => Math.sin(i + 1) / 2);
  const gradientAt = (where: Float64Array): Float64Array => {
    loss.value(where);
    const into = new Float64Array(loss.size);
    loss.gradient(into);
    return into;
  };
  const moved = (direction: Float64Array, step: number) => point.map((x, i) => x + step * direction[i]!);

  test("its gradient is the slope of its value", () => {
    const gradient = gradientAt(point);
    for (let i = 0; i < loss.size; i++) {
      const along = new Float64Array(loss.size);
      along[i] = 1;
      const slope = (loss.value(moved(along, 1e-6)) - loss.value(moved(along, -1e-6))) / 2e-6;
      expect(gradient[i]).toBeCloseTo(slope, 7);
    }
  });

  test("its curvature is the slope of its gradient, its diagonal included", () => {
    const diagonal = new Float64Array(loss.size);
    for (let i = 0; i < loss.size; i++) {
      const along = new Float64Array(loss.size);
      along[i] = 1;
      const [ahead, behind] = [gradientAt(moved(along, 1e-5)), gradientAt(moved(along, -1e-5))];
      loss.value(point);
      const curved = new Float64Array(loss.size);
      loss.curvature(along, curved);
      for (let j = 0; j < loss.size; j++) expect(curved[j]).toBeCloseTo((ahead[j]! - behind[j]!) / 2e-5, 6);
      loss.diagonal(diagonal);
      expect(diagonal[i]).toBeCloseTo(curved[i]!, 9);
    }
  });

  test("the minimum's gradient is below 1e-8", () => {
    const solution = minimize(loss, 1e-8, poll);
    expect(Math.max(...gradientAt(solution).map(Math.abs))).toBeLessThanOrEqual(1e-8);
  });
});
