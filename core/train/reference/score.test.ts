import { describe, expect, test } from "vitest";
import type { Task } from "../../contract/index.ts";
import type { Matrix, Predictor, Tree } from "../model.ts";
import { type Answering, decideLabels, rawScores, scoreMatrix } from "./index.ts";

const { NaN: gap } = Number;

/** x ≤ 2 → 10; else by category: code 1 → 20, others → 30; missing goes left at the root, right below. */
const tree: Tree = {
  feature: Int32Array.of(0, -1, 1, -1, -1),
  threshold: Float32Array.of(2, 0, 0, 0, 0),
  left: Int32Array.of(1, 0, 3, 0, 0),
  right: Int32Array.of(2, 0, 4, 0, 0),
  missingLeft: Uint8Array.of(1, 0, 0, 0, 0),
  leftCodes: [null, null, Int32Array.of(1), null, null],
  values: Float64Array.of(0, 10, 0, 20, 30),
  width: 1,
  output: 0,
  cover: Float64Array.of(5, 2, 3, 1, 2),
};

const matrix = (x: number[], codes: number[]): Matrix => ({
  rows: x.length,
  columns: [
    { name: "x", feature: "x", values: Float32Array.from(x) },
    { name: "c", feature: "c", values: Float32Array.from(codes), levels: 3 },
  ],
});

function answer(task: Task, classes: number, predictor: Predictor, target = { center: 0, scale: 1 }): Answering {
  return { predictor, task, target, classes: Array.from({ length: classes }, (_, k) => k) };
}

test("a tree: thresholds, categories, missing and unseen ones", () => {
  const predictor: Predictor = { kind: "trees", trees: [tree], base: [0.5], aggregate: "sum", link: "identity" };
  const cells = matrix([2, 2.0000002384185791, gap, 3, 3, 3, 3], [1, 1, 1, 0, 2, gap, 7]);
  expect([...rawScores(predictor, cells)]).toEqual([10.5, 20.5, 10.5, 30.5, 30.5, 30.5, 30.5]);
});

test("many trees: summed or averaged, block by block", () => {
  const x = Array.from({ length: 1300 }, (_, row) => row % 4);
  const cells = matrix(x, new Array(1300).fill(1));
  const sum: Predictor = { kind: "trees", trees: [tree, tree], base: [1], aggregate: "sum", link: "identity" };
  expect([...rawScores(sum, cells)]).toEqual(x.map((value) => (value <= 2 ? 21 : 41)));
  expect([...rawScores({ ...sum, aggregate: "mean" }, cells)]).toEqual(x.map((value) => (value <= 2 ? 11 : 21)));
});

test("a linear predictor, and the target's scale", () => {
  const predictor: Predictor = { kind: "linear", weights: [Float64Array.of(2, -1)], bias: [1], link: "identity" };
  const scores = scoreMatrix(answer("regression", 0, predictor, { center: 100, scale: 10 }), matrix([1, 2], [0, 1]));
  expect(scores).toEqual({ outputs: 1, values: Float64Array.of(130, 140) });
});

describe("links", () => {
  const constant = (outputs: number[], link: Predictor["link"]): Predictor => ({ kind: "constant", outputs, link });
  const row = matrix([0], [0]);

  test("sigmoid: one log-odds, two probabilities", () => {
    const { outputs, values } = scoreMatrix(answer("binary", 2, constant([Math.log(3)], "sigmoid")), row);
    expect(outputs).toBe(2);
    expect([...values]).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
  });

  test("softmax, safe with large scores", () => {
    const { values } = scoreMatrix(answer("multiclass", 3, constant([1000, 1000, -1000], "softmax")), row);
    expect([...values]).toEqual([0.5, 0.5, 0]);
  });

  test("shares are made to add up to 1", () => {
    const { values } = scoreMatrix(answer("binary", 2, constant([1, 3], "identity")), row);
    expect([...values]).toEqual([0.25, 0.75]);
  });
});

test("decided labels: the threshold, else the most probable, the first of equals", () => {
  const two = { outputs: 2, values: Float64Array.of(0.7, 0.3, 0.5, 0.5, 0.1, 0.9) };
  expect([...decideLabels({ threshold: null }, two)]).toEqual([0, 0, 1]);
  expect([...decideLabels({ threshold: 0.3 }, two)]).toEqual([1, 1, 1]);
  const three = { outputs: 3, values: Float64Array.of(0.2, 0.4, 0.4) };
  expect([...decideLabels({ threshold: null }, three)]).toEqual([1]);
});
