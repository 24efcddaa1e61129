export { type EvaluateOptions, type Evaluation, evaluate, measure, rowLoss } from "./evaluate.ts";
export { expectedIntervals, expectedMetrics } from "./expected.ts";
export { type Importance, permutationImportance } from "./importance.ts";
export { metricsOf, primaryMetric } from "./metrics.ts";
export { reliability, rowBrier, surprise } from "./probabilities.ts";
export { takeScores } from "./sample.ts";
export { thresholdPoints } from "./thresholds.ts";
