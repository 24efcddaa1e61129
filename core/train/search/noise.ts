/** Is a gain more than luck? */

/** One-sided 5 % of the normal distribution. */
const CRITICAL = 1.645;

/** @param gains one per row, paired */
export function isBeyondNoise(gains: ArrayLike<number>): boolean {
  let sum = 0;
  for (let row = 0; row < gains.length; row++) sum += gains[row]!;
  const mean = sum / gains.length;
  let squares = 0;
  for (let row = 0; row < gains.length; row++) squares += (gains[row]! - mean) ** 2;
  const variance = squares / Math.max(1, gains.length - 1);
  return mean > CRITICAL * Math.sqrt(variance / gains.length);
}
