/** What each row counts: the caller's weights times those of the classes. */
import { HomeostatError } from "../../contract/index.ts";
import type { FitContext, Labels, Parameters } from "./learner.ts";
import { classShares } from "./weighted.ts";

/** One factor per class; their weighted mean over the rows is 1 for `balanced`. */
function classFactors(
  labels: Extract<Labels, { classes: number }>,
  setting: unknown,
  weights?: Float64Array,
): number[] {
  const { values, classes } = labels;
  if (setting === "balanced")
    return classShares(values, classes, weights).map((share) => (share > 0 ? 1 / (classes * share) : 0));
  if (typeof setting === "number" && setting > 0 && classes === 2) return [1, setting];
  throw new HomeostatError("WRONG_USE", {
    reason: `class_weight is ${String(setting)}; it must be balanced, null or, with two classes, the positive one's factor.`,
  });
}

/**
 * Reads `class_weight`: null for none, `balanced` for classes that count the same together (as scikit-learn's), a
 * number for what a row of the positive class counts against one of the other.
 * @returns rows long, or undefined where every row counts 1. Throws WRONG_USE.
 */
export function rowWeights(
  labels: Labels,
  { class_weight: setting = null }: Parameters,
  { weights }: Pick<FitContext, "weights">,
): Float64Array | undefined {
  if (setting === null) return weights;
  if (labels.task === "regression")
    throw new HomeostatError("WRONG_USE", { reason: "class_weight is for classes, and the target is a number." });
  const factors = classFactors(labels, setting, weights);
  return Float64Array.from(labels.values, (label, row) => factors[label]! * (weights?.[row] ?? 1));
}
