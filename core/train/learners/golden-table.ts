/** The tables of bench/goldens/learners.py, drawn again from the same generator: for the golden tests only. */
import type { Matrix } from "../model.ts";

export interface GoldenTable {
  matrix: Matrix;
  score: Float64Array;
  uniform: Float64Array;
}

/** Four numbers and a category of six levels. @param missing NaN in every eleventh cell of `b`. */
export function goldenTable(rows: number, seed: number, missing = false): GoldenTable {
  let state = seed;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const number = () => draw() + draw() + draw() + draw() - 2;
  const names = ["a", "b", "c", "d", "kind"];
  const columns = names.map((name) => ({ name, feature: name, values: new Float32Array(rows) }));
  const score = new Float64Array(rows);
  const uniform = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [a, b, c, d] = [number(), number(), number(), number()] as const;
    const kind = Math.floor(draw() * 6);
    score[row] = 2 * a + 2 * b * c + (d > 0.3 ? 1 : 0) + [0, 0.8, -0.8, 0.3, -0.3, 0][kind]!;
    uniform[row] = draw();
    const cells = [a, missing && row % 11 === 0 ? Number.NaN : b, c, d, kind];
    for (const [at, cell] of cells.entries()) columns[at]!.values[row] = cell;
  }
  return { matrix: { rows, columns }, score, uniform };
}

/** Rows [from, to) of some columns; `kind` becomes a category where `levels` is given. */
export function sliceMatrix(matrix: Matrix, from: number, to: number, levels?: number): Matrix {
  return {
    rows: to - from,
    columns: matrix.columns.map(({ name, feature, values }) => ({
      name,
      feature,
      values: values.slice(from, to),
      ...(name === "kind" && levels !== undefined ? { levels } : {}),
    })),
  };
}
