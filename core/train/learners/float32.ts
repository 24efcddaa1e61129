const view = new DataView(new ArrayBuffer(4));

/** The next float32 below a float32, −∞ below the smallest. */
function stepDown(x: number): number {
  if (x === 0) return -(2 ** -149);
  view.setFloat32(0, x);
  const bits = view.getInt32(0);
  view.setInt32(0, x > 0 ? bits - 1 : bits + 1);
  return view.getFloat32(0);
}

/**
 * The largest float32 below x: for any float32 value v, `v < x` is `v ≤ nextBelow(x)`.
 * @example nextBelow(1) // 0.9999999403953552
 */
export function nextBelow(x: number): number {
  const rounded = Math.fround(x);
  return rounded < x ? rounded : stepDown(rounded);
}
