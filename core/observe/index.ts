/** Facts about what is live, and what they mean: service, host, model. */
export { answer, diagnosisInWords, levelOf } from "./answer.ts";
export { diagnose, type History, windowDrifted } from "./diagnose.ts";
export { observeHost } from "./host/facts.ts";
export { hostMetrics } from "./host/metrics.ts";
export { hostPressure } from "./host/pressure.ts";
export { classShares, sharesChangedAt } from "./model/class-shares.ts";
export { costsOf } from "./model/cost.ts";
export {
  compareTables,
  compareTablesInTurns,
  compareToStatistics,
  type DriftOptions,
  findQuality,
} from "./model/drift/compare.ts";
export { windowImprobability } from "./model/drift/improbability.ts";
export { type ExpectedRows, judgeExpectations } from "./model/expectations/judge.ts";
export { proposeExpectations } from "./model/expectations/propose.ts";
export { featureDriftInTurns, modelFacts, windowPerformance } from "./model/facts.ts";
export { createFormingWindow, type FormingFacts } from "./model/live/forming-window.ts";
export type { TimedColumn } from "./model/quality/index.ts";
export { createFeedWatch, type FeedWatch } from "./model/stream/feed-watch.ts";
export { createErrorMonitor, type ErrorMonitor, type MonitorState } from "./model/stream/monitor.ts";
export type { ModelWindow, ReferenceWindow } from "./model/window.ts";
export { driftHtml, type ReportContext } from "./report/drift-html.ts";
export { callFaults, serviceFaults } from "./service/faults.ts";
export { isRegression, type Judged, judgeErrors, judgeLatency, type Side } from "./service/trial.ts";
export * as statistics from "./statistics/index.ts";
export { figure, percent } from "./words.ts";
