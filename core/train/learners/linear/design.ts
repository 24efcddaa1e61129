/** The dense design matrix for the linear learners; columns that are mostly 0 (one-hot) keep only their other cells. */
import type { Matrix } from "../../model.ts";

interface DesignColumn {
  /** Rows of the kept cells, or null where all are kept. */
  rows: Int32Array | null;
  values: Float32Array;
}

export interface Design {
  rows: number;
  columns: DesignColumn[];
}

const SPARSE_SHARE = 0.3;

function designColumn(values: Float32Array): DesignColumn {
  let filled = 0;
  for (const value of values) if (value !== 0) filled++;
  if (filled > values.length * SPARSE_SHARE) return { rows: null, values };
  const rows = new Int32Array(filled);
  const kept = new Float32Array(filled);
  let at = 0;
  for (let row = 0; row < values.length; row++) {
    if (values[row] === 0) continue;
    rows[at] = row;
    kept[at++] = values[row]!;
  }
  return { rows, values: kept };
}

export const designOf = (matrix: Matrix): Design => ({
  rows: matrix.rows,
  columns: matrix.columns.map(({ values }) => designColumn(values)),
});

/** into = design × coefficients[from …] + constant. */
export function multiply(
  design: Design,
  coefficients: Float64Array,
  from: number,
  constant: number,
  into: Float64Array,
): void {
  into.fill(constant);
  design.columns.forEach(({ rows, values }, column) => {
    const coefficient = coefficients[from + column]!;
    if (coefficient === 0) return;
    if (rows === null)
      for (let row = 0; row < values.length; row++) into[row] = into[row]! + coefficient * values[row]!;
    else for (let i = 0; i < rows.length; i++) into[rows[i]!] = into[rows[i]!]! + coefficient * values[i]!;
  });
}

/** Σ over rows of vector × column. */
export function columnDot({ rows, values }: DesignColumn, vector: Float64Array): number {
  let sum = 0;
  if (rows === null) for (let row = 0; row < values.length; row++) sum += vector[row]! * values[row]!;
  else for (let i = 0; i < rows.length; i++) sum += vector[rows[i]!]! * values[i]!;
  return sum;
}

/** Σ over rows of vector × column². */
export function columnSquareDot({ rows, values }: DesignColumn, vector: Float64Array): number {
  let sum = 0;
  if (rows === null) for (let row = 0; row < values.length; row++) sum += vector[row]! * values[row]! * values[row]!;
  else for (let i = 0; i < rows.length; i++) sum += vector[rows[i]!]! * values[i]! * values[i]!;
  return sum;
}
