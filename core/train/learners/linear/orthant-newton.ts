/**
 * Newton's method for a smooth convex function plus a penalty on absolute values, which sets unknowns to exactly 0:
 * each step stays in one orthant, where the penalty is linear (Andrew and Gao 2007, "Scalable training of
 * L1-regularized log-linear models"; with second derivatives Byrd, Chin, Nocedal and Oztoprak 2016).
 */
import { type Convex, dot, largest, newtonDirection } from "./newton-cg.ts";

const MAX_STEPS = 500;
const MAX_HALVINGS = 40;
const SUFFICIENT = 1e-4;

/** The steepest slope of the whole: of the two one-sided ones at 0 the one that leads down, or none. */
function slopeAt(x: number, gradient: number, strength: number): number {
  if (x !== 0) return gradient + Math.sign(x) * strength;
  if (gradient < -strength) return gradient + strength;
  return gradient > strength ? gradient - strength : 0;
}

/** The function of those unknowns alone that are free to move. */
function restricted(convex: Convex, isFree: (at: number) => boolean): Convex {
  const hold = (vector: Float64Array): void => {
    for (let i = 0; i < vector.length; i++) if (!isFree(i)) vector[i] = 0;
  };
  return {
    size: convex.size,
    value: (point) => convex.value(point),
    gradient: (into) => {
      convex.gradient(into);
      hold(into);
    },
    curvature: (direction, into) => {
      convex.curvature(direction, into);
      hold(into);
    },
    diagonal: (into) => convex.diagonal(into),
  };
}

/**
 * Minimises from zero until no component of the slope exceeds `tolerance`.
 * @param strengths per unknown what its absolute value costs; 0 for nothing
 * @param poll throws to stop
 */
export function minimizeSparse(
  convex: Convex,
  strengths: Float64Array,
  tolerance: number,
  poll: () => void,
): Float64Array {
  let point = new Float64Array(convex.size);
  const gradient = new Float64Array(convex.size);
  const penalty = (at: Float64Array) => at.reduce((sum, x, i) => sum + Math.abs(x) * strengths[i]!, 0);
  let value = convex.value(point) + penalty(point);
  for (let step = 0; step < MAX_STEPS; step++) {
    poll();
    convex.gradient(gradient);
    const slope = gradient.map((g, i) => slopeAt(point[i]!, g, strengths[i]!));
    const steepest = largest(slope);
    if (steepest <= tolerance) break;
    const free = restricted(convex, (i) => point[i] !== 0 || slope[i] !== 0);
    const direction = newtonDirection(free, slope, Math.min(0.5, Math.sqrt(steepest)));
    // From 0 an unknown may only leave downhill.
    for (let i = 0; i < direction.length; i++)
      if (point[i] === 0 && strengths[i]! > 0 && direction[i]! * slope[i]! > 0) direction[i] = 0;
    const orthant = point.map((x, i) => Math.sign(x) || -Math.sign(slope[i]!));
    const slack = 1e-14 * Math.abs(value);
    let length = 1;
    let next: Float64Array<ArrayBuffer> | null = null;
    for (let halving = 0; halving < MAX_HALVINGS && next === null; halving++, length /= 2) {
      const tried = point.map((x, i) => {
        const moved = x + length * direction[i]!;
        return strengths[i]! > 0 && moved * orthant[i]! < 0 ? 0 : moved;
      });
      const reached = convex.value(tried) + penalty(tried);
      const expected = dot(
        slope,
        tried.map((x, i) => x - point[i]!),
      );
      if (reached > value + SUFFICIENT * expected + slack) continue;
      value = reached;
      next = tried;
    }
    if (next === null) break;
    point = next;
  }
  return point;
}
