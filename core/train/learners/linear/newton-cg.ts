/**
 * Truncated Newton with conjugate gradients (Nocedal and Wright 2006, algorithm 7.1) for smooth convex functions:
 * needs Hessian–vector products only, and ends with quadratic steps, so the gradient really reaches the tolerance.
 */
export interface Convex {
  size: number;
  /** Value at `point`; later calls of `gradient`, `curvature` and `diagonal` refer to the last evaluated point. */
  value(point: Float64Array): number;
  gradient(into: Float64Array): void;
  /** into = Hessian × direction. */
  curvature(direction: Float64Array, into: Float64Array): void;
  /** The Hessian's diagonal: the preconditioner. */
  diagonal(into: Float64Array): void;
}

const MAX_STEPS = 100;
const MAX_HALVINGS = 30;
const SUFFICIENT = 1e-4;

export const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

export const largest = (vector: Float64Array): number => vector.reduce((top, x) => Math.max(top, Math.abs(x)), 0);

/** target += factor × vector */
const addScaled = (target: Float64Array, factor: number, vector: Float64Array): void => {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + factor * vector[i]!;
};

/** Approximately −Hessian⁻¹ × gradient, until the residual falls below `tolerance` × |gradient|. */
export function newtonDirection(convex: Convex, gradient: Float64Array, tolerance: number): Float64Array {
  const { size } = convex;
  const scale = new Float64Array(size);
  convex.diagonal(scale);
  for (let i = 0; i < size; i++) scale[i] = 1 / Math.max(scale[i]!, 1e-300);
  const direction = new Float64Array(size);
  const residual = gradient.map((g) => -g);
  let preconditioned = residual.map((r, i) => r * scale[i]!);
  const conjugate = preconditioned.slice();
  const curved = new Float64Array(size);
  let strength = dot(residual, preconditioned);
  const enough = tolerance * Math.sqrt(dot(gradient, gradient));
  for (let step = 0; step < size * 2 + 20; step++) {
    if (Math.sqrt(dot(residual, residual)) <= enough) break;
    convex.curvature(conjugate, curved);
    const bend = dot(conjugate, curved);
    if (!(bend > 0)) break;
    const length = strength / bend;
    addScaled(direction, length, conjugate);
    addScaled(residual, -length, curved);
    preconditioned = residual.map((r, i) => r * scale[i]!);
    const next = dot(residual, preconditioned);
    const factor = next / strength;
    strength = next;
    for (let i = 0; i < size; i++) conjugate[i] = preconditioned[i]! + factor * conjugate[i]!;
  }
  return direction;
}

/** Minimises from zero until no component of the gradient exceeds `tolerance`. @param poll throws to stop. */
export function minimize(convex: Convex, tolerance: number, poll: () => void): Float64Array {
  const point = new Float64Array(convex.size);
  const gradient = new Float64Array(convex.size);
  let value = convex.value(point);
  for (let step = 0; step < MAX_STEPS; step++) {
    poll();
    convex.gradient(gradient);
    const steepest = largest(gradient);
    if (steepest <= tolerance) break;
    const direction = newtonDirection(convex, gradient, Math.min(0.5, Math.sqrt(steepest)));
    const slope = dot(gradient, direction);
    // Close to the minimum the value no longer resolves the descent; its rounding is allowed for.
    const slack = 1e-14 * Math.abs(value);
    let length = 1;
    let moved = false;
    for (let halving = 0; halving < MAX_HALVINGS && !moved; halving++, length /= 2) {
      addScaled(point, length, direction);
      const reached = convex.value(point);
      moved = reached <= value + SUFFICIENT * length * slope + slack;
      if (moved) value = reached;
      else addScaled(point, -length, direction);
    }
    if (!moved) break;
  }
  return point;
}
