/** Does what is said come true? What was said of rows beside what became of them, in groups of rows of which much the same was said. */
import { chiSquareTail } from "../../statistics/index.ts";

export interface Gap {
  rows: number;
  /** Mean over the rows of |said − came true| of their group, less what chance alone lets expect; in the values' unit. */
  size: number;
  p_value: number;
}

const GROUPS = 10;
const FEWEST_IN_GROUP = 10;
/** Mean of |Z| of a standard normal variable. */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);

/**
 * The Hosmer-Lemeshow statistic, Σ (came true − said)² ÷ variance over groups by rising `said`, which has as many degrees
 * of freedom as there are groups, since nothing was fitted to these rows.
 * @param said expected values: probabilities, or predicted losses
 * @param actual what came: 0 or 1, or the losses
 * @param variance of one row's value, where what was said is right
 * @example calibrationGap(said, actual, (row) => said[row]! * (1 - said[row]!)).p_value // 0.4
 * Source: Hosmer & Lemeshow 1980.
 */
export function calibrationGap(said: Float64Array, actual: Float64Array, variance: (row: number) => number): Gap {
  const order = Int32Array.from(said.keys()).sort((a, b) => said[a]! - said[b]! || a - b);
  const groups = Math.max(1, Math.min(GROUPS, Math.floor(order.length / FEWEST_IN_GROUP)));
  let statistic = 0;
  let size = 0;
  for (let group = 0; group < groups; group++) {
    const rows = order.subarray(
      Math.floor((group * order.length) / groups),
      Math.floor(((group + 1) * order.length) / groups),
    );
    let surplus = 0;
    let spread = 0;
    for (const row of rows) {
      surplus += actual[row]! - said[row]!;
      spread += variance(row);
    }
    // A group of which nearly nothing can come is as uncertain as half a row.
    const error = Math.sqrt(Math.max(spread, 1e-300));
    statistic += (surplus / error) ** 2;
    size += Math.abs(surplus) - MEAN_ABSOLUTE * error;
  }
  return {
    rows: order.length,
    size: order.length > 0 ? Math.max(0, size / order.length) : 0,
    p_value: chiSquareTail(statistic, groups),
  };
}
