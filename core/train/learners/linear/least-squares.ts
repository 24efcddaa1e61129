/**
 * Weighted least squares with an intercept and an optional ridge penalty, solved exactly through the eigenvectors of
 * the centred Gram matrix. Directions in which the columns do not vary (collinear ones) get no weight: the
 * minimum-norm solution, as LAPACK's gelsd gives it. Refined on the residual, since the Gram matrix squares the
 * condition number (Björck 1996, §2.9).
 */
import { Matrix as DenseMatrix, EigenvalueDecomposition } from "ml-matrix";
import type { Matrix } from "../../model.ts";
import { throwIfCancelled } from "../cancel.ts";
import type { FitContext } from "../learner.ts";
import { weightedMean } from "../weighted.ts";
import { columnDot, type Design, designOf, multiply } from "./design.ts";

/** Eigenvalues below this share of the largest are zero: about the rounding of float32 columns. */
const RANK_TOLERANCE = 1e-11;
const REFINEMENTS = 2;
const BLOCK_ROWS = 512;

interface Centred {
  design: Design;
  means: Float64Array;
  weights: Float64Array | undefined;
}

/** Σ over rows of weight × (x_j − mean_j) × (x_k − mean_k), columns × columns. */
function gramMatrix(matrix: Matrix, means: Float64Array, context: FitContext): Float64Array[] {
  const width = matrix.columns.length;
  const gram = Array.from({ length: width }, () => new Float64Array(width));
  const block = matrix.columns.map(() => new Float64Array(BLOCK_ROWS));
  for (let from = 0; from < matrix.rows; from += BLOCK_ROWS) {
    throwIfCancelled(context);
    const length = Math.min(BLOCK_ROWS, matrix.rows - from);
    matrix.columns.forEach(({ values }, j) => {
      for (let i = 0; i < length; i++) {
        const root = context.weights === undefined ? 1 : Math.sqrt(context.weights[from + i]!);
        block[j]![i] = (values[from + i]! - means[j]!) * root;
      }
    });
    for (let j = 0; j < width; j++)
      for (let k = 0; k <= j; k++) gram[j]![k] = gram[j]![k]! + dot(block[j]!, block[k]!, length);
  }
  for (let j = 0; j < width; j++) for (let k = 0; k < j; k++) gram[k]![j] = gram[j]![k]!;
  return gram;
}

function dot(a: Float64Array, b: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** (gram + penalty)⁻¹ × vector, by eigenvectors; directions without variation are left out. */
function pseudoInverse(gram: Float64Array[], penalty: number): (vector: Float64Array) => Float64Array {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new DenseMatrix(gram.map((row) => Array.from(row))),
    { assumeSymmetric: true },
  );
  const largest = Math.max(...realEigenvalues, 0);
  const kept = realEigenvalues.flatMap((value, at) =>
    value > largest * RANK_TOLERANCE
      ? [{ divisor: value + penalty, direction: Float64Array.from(eigenvectorMatrix.getColumn(at)) }]
      : [],
  );
  return (vector) => {
    const solution = new Float64Array(vector.length);
    for (const { divisor, direction } of kept) {
      const length = dot(direction, vector, vector.length) / divisor;
      for (let j = 0; j < solution.length; j++) solution[j] = solution[j]! + length * direction[j]!;
    }
    return solution;
  };
}

/** Xcᵀ W (y − prediction) − penalty × coefficients: zero at the solution. */
function residualGradient(
  { design, means, weights }: Centred,
  target: Float64Array,
  coefficients: Float64Array,
  penalty: number,
): Float64Array {
  const residual = new Float64Array(design.rows);
  multiply(design, coefficients, 0, 0, residual);
  for (let row = 0; row < residual.length; row++) residual[row] = target[row]! - residual[row]!;
  const mean = weightedMean(residual, weights);
  let total = 0;
  for (let row = 0; row < residual.length; row++) {
    residual[row] = (residual[row]! - mean) * (weights?.[row] ?? 1);
    total += residual[row]!;
  }
  return Float64Array.from(
    design.columns,
    (column, j) => columnDot(column, residual) - means[j]! * total - penalty * coefficients[j]!,
  );
}

/**
 * Minimises Σ weight × (y − bias − x·coefficients)² + penalty × |coefficients|².
 * @param matrix finite numbers only
 * @param target rows long
 */
export function leastSquares(
  matrix: Matrix,
  target: Float64Array,
  penalty: number,
  context: FitContext,
): { coefficients: Float64Array; bias: number } {
  const { weights } = context;
  const means = Float64Array.from(matrix.columns, ({ values }) => weightedMean(values, weights));
  const centred: Centred = { design: designOf(matrix), means, weights };
  const coefficients = new Float64Array(matrix.columns.length);
  if (coefficients.length > 0) {
    const solve = pseudoInverse(gramMatrix(matrix, means, context), penalty);
    for (let pass = 0; pass <= REFINEMENTS; pass++) {
      throwIfCancelled(context);
      const step = solve(residualGradient(centred, target, coefficients, penalty));
      for (let j = 0; j < step.length; j++) coefficients[j] = coefficients[j]! + step[j]!;
    }
  }
  return { coefficients, bias: weightedMean(target, weights) - dot(means, coefficients, means.length) };
}
