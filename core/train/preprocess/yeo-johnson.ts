/**
 * The power transformation of Yeo and Johnson (2000, "A new family of power transformations to improve normality or
 * symmetry", Biometrika 87), which takes negative numbers too; its λ by maximum likelihood, as scikit-learn's
 * PowerTransformer. λ = 1 leaves a number as it is, λ = 0 is the logarithm of 1 + x.
 */

/** Where λ is looked for: beyond, a transformation of float32's largest numbers would overflow. */
const LOWEST = -4;
const HIGHEST = 4;
/** λ has so many decimals. */
const DECIMALS = 3;
/** Values that λ is fitted to, evenly spread over a longer list. */
const MOST_VALUES = 10_000;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * @param lambda as `fitYeoJohnson` gives it: nearer to 0 or 2 than a thousandth, but not equal, little would be left of
 * the digits
 * @example yeoJohnson(Math.E - 1, 0) // 1
 */
export function yeoJohnson(x: number, lambda: number): number {
  if (x >= 0) return lambda === 0 ? Math.log1p(x) : ((1 + x) ** lambda - 1) / lambda;
  return lambda === 2 ? -Math.log1p(-x) : -((1 - x) ** (2 - lambda) - 1) / (2 - lambda);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** The third standardised moment; 0 for a constant. */
export function skewness(values: Float64Array): number {
  const mean = meanOf(values);
  let [second, third] = [0, 0];
  for (const x of values) {
    second += (x - mean) ** 2;
    third += (x - mean) ** 3;
  }
  const spread = Math.sqrt(second / values.length);
  return spread > 0 ? third / values.length / spread ** 3 : 0;
}

/** Log-likelihood of normally distributed transformed values, up to a constant. */
function logLikelihood(values: Float64Array, lambda: number): number {
  const bent = values.map((x) => yeoJohnson(x, lambda));
  const mean = meanOf(bent);
  const variance = bent.reduce((sum, x) => sum + (x - mean) ** 2, 0) / bent.length;
  const jacobian = values.reduce((sum, x) => sum + Math.sign(x) * Math.log1p(Math.abs(x)), 0);
  return (-values.length / 2) * Math.log(variance) + (lambda - 1) * jacobian;
}

/**
 * @param values finite, not all the same
 * @returns λ, by golden section, to a thousandth
 */
export function fitYeoJohnson(values: Float64Array): number {
  const step = Math.max(1, Math.floor(values.length / MOST_VALUES));
  const sample = step === 1 ? values : values.filter((_, at) => at % step === 0);
  let [low, high] = [LOWEST, HIGHEST];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [logLikelihood(sample, left), logLikelihood(sample, right)];
  while (high - low > 10 ** -DECIMALS / 4) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = logLikelihood(sample, left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = logLikelihood(sample, right);
    }
  }
  return Number(((low + high) / 2).toFixed(DECIMALS));
}
