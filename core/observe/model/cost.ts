/** The user's own metric: what answers cost on average, in the user's unit; before, now, and as far as it is estimated. */
import { type Cost, type CostFacts, type ModelSchema, type Policy, parseCost } from "../../contract/index.ts";
import { labelText } from "../../data/index.ts";
import { decideLabels, type HeldOut, type Scores, takeScores } from "../../train/index.ts";
import { believed } from "./estimate/classes.ts";
import type { KnownOutcomes } from "./outcomes.ts";
import type { ModelWindow } from "./window.ts";

const WIDTH = 1.96;
const FEWEST = 20;

/** Per class of truth and of answer. */
function matrixOf(cost: Cost, schema: ModelSchema): number[][] {
  const labels = schema.classes.map(labelText);
  return labels.map((truth, k) =>
    labels.map((answer, decided) => {
      const named = labels.length === 2 ? cost[`${k === decided ? "T" : "F"}${decided === 1 ? "P" : "N"}`] : undefined;
      return cost[`${truth}>${answer}`] ?? named ?? 0;
    }),
  );
}

/** @example costsOf({ OVER: 1, UNDER: 3 }, schema, { outputs: 1, values: Float64Array.of(5) }, Float64Array.of(7), null)[0] // 6 */
export function costsOf(
  cost: Cost,
  schema: ModelSchema,
  scores: Scores,
  truth: Float64Array,
  threshold: number | null,
): Float64Array {
  if (schema.task === "regression")
    return truth.map((actual, row) => {
      const over = scores.values[row]! - actual;
      return over > 0 ? over * (cost.OVER ?? 0) : -over * (cost.UNDER ?? 0);
    });
  const matrix = matrixOf(cost, schema);
  const decided = decideLabels({ threshold }, scores);
  return truth.map((label, row) => (Number.isNaN(label) ? Number.NaN : matrix[label]![decided[row]!]!));
}

interface Mean {
  value: number;
  interval: [number, number];
  rows: number;
}

/** A weighted mean with its interval (a ratio of sums: Cochran 1977); null of too few rows. */
function meanOf(costs: Float64Array, weights: Float64Array | null): Mean | null {
  const rows = [...costs.keys()].filter((row) => !Number.isNaN(costs[row]!) && (weights?.[row] ?? 1) > 0);
  if (rows.length < FEWEST) return null;
  const weight = (row: number): number => weights?.[row] ?? 1;
  const total = rows.reduce((sum, row) => sum + weight(row), 0);
  const value = rows.reduce((sum, row) => sum + weight(row) * costs[row]!, 0) / total;
  const squares = rows.reduce((sum, row) => sum + (weight(row) * (costs[row]! - value)) ** 2, 0);
  const half = (WIDTH * Math.sqrt((squares * rows.length) / (rows.length - 1))) / total;
  return { value, interval: [value - half, value + half], rows: rows.length };
}

/** Expected cost of the window's answers by what is believed of their truth; classes only. */
function expectedCost(window: ModelWindow, cost: Cost): Omit<Mean, "rows"> | null {
  const { estimator } = window.reference;
  const { outputs, values } = window.predictions;
  if (estimator?.kind !== "classes") return null;
  const rows = [...window.truth.keys()].filter((row) => !Number.isNaN(values[row * outputs]!));
  if (rows.length < FEWEST) return null;
  const scores = takeScores(window.predictions, rows);
  const matrix = matrixOf(cost, window.schema);
  const decided = decideLabels({ threshold: window.threshold ?? null }, scores);
  const moments = (beliefs: Float64Array) => {
    let sum = 0;
    let squares = 0;
    for (let row = 0; row < rows.length; row++)
      for (let k = 0; k < outputs; k++) {
        const amount = matrix[k]![decided[row]!]!;
        sum += beliefs[row * outputs + k]! * amount;
        squares += beliefs[row * outputs + k]! * amount * amount;
      }
    return { mean: sum / rows.length, square: squares / rows.length };
  };
  const { mean, square } = moments(believed(estimator, scores).values);
  const drawn = estimator.replicates.map(
    (calibration) => moments(believed({ ...estimator, calibration }, scores).values).mean,
  );
  const middle = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
  const learnt = drawn.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (drawn.length - 1);
  const half = WIDTH * Math.sqrt(learnt + Math.max(0, square - mean ** 2) / rows.length);
  return { value: mean, interval: [mean - half, mean + half] };
}

/** A change is measured against what answers cost before, or where that is near nothing against their usual size. */
function scaleOf(costs: Float64Array, before: number): number {
  const size = costs.reduce((sum, x) => sum + Math.abs(x), 0) / Math.max(1, costs.length);
  return Math.max(Math.abs(before), size);
}

const ofHeldOut = (cost: Cost, schema: ModelSchema, { scores, truth }: HeldOut, threshold: number | null) =>
  costsOf(cost, schema, scores, truth, threshold);

/**
 * @param policy its `cost` and `cost_unit`
 * @param isEstimable whether the estimate of the window's performance can be known
 * @returns null where no cost is set
 */
export function costFacts(
  window: ModelWindow,
  known: KnownOutcomes,
  policy: Policy,
  isEstimable: boolean,
): CostFacts | null {
  const cost = policy.cost === null ? null : parseCost(policy.cost);
  if (!cost) return null;
  const threshold = window.threshold ?? null;
  const promised = window.reference.promised ?? window.reference.unseen;
  const before = promised ? ofHeldOut(cost, window.schema, promised, threshold) : null;
  const reference = before && meanOf(before, null);
  const { scores, truth, weights, coverage } = known;
  const current =
    coverage?.kind === "unknown" ? null : meanOf(costsOf(cost, window.schema, scores, truth, threshold), weights);
  const scale = before && reference ? scaleOf(before, reference.value) : 0;
  return {
    unit: policy.cost_unit,
    ...{ reference: reference?.value ?? null, reference_interval: reference?.interval ?? null },
    ...{ current: current?.value ?? null, current_interval: current?.interval ?? null, labelled: current?.rows ?? 0 },
    estimated: isEstimable ? expectedCost(window, cost) : null,
    drop: reference && current && scale > 0 ? (current.value - reference.value) / scale : null,
  };
}
