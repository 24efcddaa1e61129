/** Is the appliance worse than a model that is never healed? Both answered the same blocks. */
import type { ReplayReport } from "../../core/contract/index.ts";
import { meanAndVariance } from "../../core/observe/statistics/index.ts";

/** Student's t of the differences over blocks, positive where the appliance is better; 0 where they never differ. */
export function againstNever({ blocks, summary }: ReplayReport): number {
  const sign = summary.higher_is_better ? 1 : -1;
  const gains = Float64Array.from(blocks, ({ appliance, never }) => sign * (appliance! - never!));
  const { mean, variance } = meanAndVariance(gains);
  return variance > 0 ? mean / Math.sqrt(variance / gains.length) : 0;
}
