/** Rows → ranked, evaluated, exported models; and what a fitted model means. */

export { compileModel, type RowScorer } from "./compiled/compile-model.ts";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  expectedIntervals,
  expectedMetrics,
  permutationImportance,
  primaryMetric,
  reliability,
  rowBrier,
  rowLoss,
  takeScores,
  thresholdPoints,
} from "./evaluate/index.ts";
export { classCounts, type InspectedRows, inspect, rowsBySegment } from "./inspect/index.ts";
export * from "./model.ts";
export { type ModelCardInput, modelCard } from "./model-card.ts";
export { type Exported, type ExportOptions, exportModel, outputNames, readOutputs, toFeeds } from "./onnx/index.ts";
export type { GraphFacts, TrainContext, TrainedModel, TrainPlan } from "./plan.ts";
export { encode } from "./preprocess/index.ts";
export { calibrated, decideLabels, type Scores, score, scoreMatrix } from "./reference/index.ts";
export { type RefitOptions, refit } from "./search/refit.ts";
export { train } from "./search/train.ts";
export { WEIGHTINGS, type Weighting } from "./search/weighting.ts";
export { parseModel, serializeModel } from "./serialize.ts";
export * from "./unseen/index.ts";
export {
  exportInWorker,
  fitEstimatorInWorker,
  type PieceOptions,
  refitInWorker,
  trainInWorker,
  type WorkerOptions,
} from "./worker/index.ts";
