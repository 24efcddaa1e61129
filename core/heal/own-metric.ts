/** The user's own metric, what answers cost, of champion and challenger on the same rows. */
import { type ModelSchema, type Policy, parseCost } from "../contract/index.ts";
import { costsOf } from "../observe/index.ts";
import type { FittedModel, Scores } from "../train/index.ts";
import type { Check, Contest } from "./gate.ts";

/** One-sided 5 %: what chance alone explains is not held against the challenger. */
const NOISE = 1.645;

interface Side {
  schema: ModelSchema;
  fitted: Pick<FittedModel, "threshold">;
}

export interface OwnMetric {
  /** Mean cost of an answer of the champion and of the challenger, and the standard error of their difference. */
  before: number;
  after: number;
  error: number;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @returns null where the policy names no costs */
export function ownMetric(
  { champion, challenger, truth }: Contest,
  before: Side,
  after: Side,
  { cost }: Pick<Policy, "cost">,
): OwnMetric | null {
  const amounts = cost === null ? null : parseCost(cost);
  if (amounts === null) return null;
  const costs = (scores: Scores, { schema, fitted }: Side) => costsOf(amounts, schema, scores, truth, fitted.threshold);
  const [left, right] = [costs(champion, before), costs(challenger, after)];
  const differences = right.map((value, row) => value - left[row]!);
  const middle = mean(differences);
  const variance = mean(differences.map((value) => (value - middle) ** 2));
  return { before: mean(left), after: mean(right), error: Math.sqrt(variance / Math.max(1, truth.length - 1)) };
}

const rounded = (value: number): number => Number(value.toPrecision(6));

/** The cost of an answer is not higher beyond noise; no check where the policy names no costs. */
export function ownMetricCheck(...compared: Parameters<typeof ownMetric>): Check[] {
  const found = ownMetric(...compared);
  if (!found) return [];
  const limit = found.before + NOISE * found.error;
  return [
    {
      name: "cost of an answer not higher",
      ok: found.after <= limit,
      value: rounded(found.after),
      limit: rounded(limit),
    },
  ];
}
