/**
 * Special functions and distributions of @stdlib, loaded at their first use: the package of one function is made of
 * hundreds of files, and an engine that starts need not wait for them, nor hold them until a test asks for one.
 */
import { createRequire } from "node:module";
import type Gammainc from "@stdlib/math-base-special-gammainc";
import type Gammaln from "@stdlib/math-base-special-gammaln";
import type NormalCdf from "@stdlib/stats-base-dists-normal-cdf";
import type TCdf from "@stdlib/stats-base-dists-t-cdf";
import type TQuantile from "@stdlib/stats-base-dists-t-quantile";

const load = createRequire(import.meta.url);

function atFirstUse<F extends (...numbers: never[]) => number>(name: string): F {
  let loaded: F | undefined;
  const call = (...numbers: Parameters<F>): number => {
    loaded ??= load(name) as F;
    return loaded(...numbers);
  };
  return call as F;
}

/** Incomplete gamma function, regularised and upper if so told. @example gammainc(1, 2, true, true) */
export const gammainc = atFirstUse<typeof Gammainc>("@stdlib/math-base-special-gammainc");

/** Logarithm of the gamma function. */
export const gammaln = atFirstUse<typeof Gammaln>("@stdlib/math-base-special-gammaln");

/** P(X ≤ x) of a normal variable. @example normalCdf(1.96, 0, 1) */
export const normalCdf = atFirstUse<typeof NormalCdf>("@stdlib/stats-base-dists-normal-cdf");

/** P(T ≤ t) of Student's t. @example tCdf(2.5, 9) */
export const tCdf = atFirstUse<typeof TCdf>("@stdlib/stats-base-dists-t-cdf");

/** The t below which a share of Student's t lies. @example tQuantile(0.95, 9) */
export const tQuantile = atFirstUse<typeof TQuantile>("@stdlib/stats-base-dists-t-quantile");
