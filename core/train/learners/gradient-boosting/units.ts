/**
 * Gradient and hessian of a row as whole numbers of units, gradient × 2^32 + hessian in one 64-bit word: sums are
 * exact, the same in any order and on any number of threads. After LightGBM's quantised training (Shi et al. 2022),
 * with as many bits as the rows allow instead of a few.
 */

/** Sums of gradient and hessian, in units. */
export interface Packed {
  gradient: number;
  hessian: number;
}

/** What one unit stands for. */
export interface Units {
  gradient: number;
  hessian: number;
}

const GRADIENT_LIMIT = 2 ** 31;
const HESSIAN_LIMIT = 2 ** 32;

/** Where all derivatives are 0 (no row has a weight), units stay finite: 0 times them is 0, not NaN. */
const LEAST_TOTAL = 1e-290;

/** Units per 1.0, so that rounding up each of `rows` values still sums below the limit. */
const perOne = (total: number, rows: number, limit: number): number =>
  (limit - rows - 1) / Math.max(total, LEAST_TOTAL);

/**
 * @param gradient sum of the gradients' sizes over all rows
 * @param hessian sum of the hessians
 * @returns units per 1.0
 */
export const unitsPerOne = (gradient: number, hessian: number, rows: number): Units => ({
  gradient: perOne(gradient, rows, GRADIENT_LIMIT),
  hessian: perOne(hessian, rows, HESSIAN_LIMIT),
});

export const difference = (whole: Packed, part: Packed): Packed => ({
  gradient: whole.gradient - part.gradient,
  hessian: whole.hessian - part.hessian,
});
