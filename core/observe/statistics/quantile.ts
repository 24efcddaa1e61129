/** Quantiles by linear interpolation between order statistics, as `numpy.quantile`; the data stage holds the same. */
export { quantile } from "../../data/index.ts";
