/** What the checks of data quality say. A breaking finding means: the feed is wrong, not the world. */
import type { QualityFinding } from "../../../contract/index.ts";

export interface Found extends QualityFinding {
  /** Strong evidence of a broken feed: the verdict becomes `data_break`. */
  breaking: boolean;
}
