/** Live versions, the data plane over HTTP, and the log of what was answered. */
export { explainRow } from "./explain/explain.ts";
export { isLoopback, namesOf } from "./http/guard.ts";
export { listen } from "./http/listen.ts";
export { createServiceMetrics, type ServiceMetrics } from "./http/metrics.ts";
export { createHttpServer, type HttpServerDeps } from "./http/server.ts";
export { certificateNames, readTls } from "./http/tls.ts";
export { type Archive, createArchive } from "./log/archive/archive.ts";
export type { Kept } from "./log/archive/archive-rows.ts";
export { monthBegan } from "./log/archive/months.ts";
export {
  createPredictionLog,
  type PredictionLog,
  type PredictionLogDeps,
  type RecentPrediction,
} from "./log/prediction-log.ts";
export type { LoggedPrediction } from "./log/prediction-writer.ts";
export type { Arrival, LogCounts, LoggedAnswer, LoggedOutput, LoggedRow, WindowOptions } from "./log/queries.ts";
export type { ReportedAnswer, ReportedInput, ReportedOutcomes } from "./log/reported.ts";
export type { ShadowedRow } from "./log/shadow-log.ts";
export type { Durability } from "./log/wal-keeper.ts";
export { type FileLine, type JudgedLine, judgeLines } from "./outcomes/judge-lines.ts";
export { matchKeys } from "./outcomes/match-keys.ts";
export { isCorrectable, recordLines } from "./outcomes/record-lines.ts";
export { keyReader, outcomeOf } from "./outcomes/row-key.ts";
export type { LiveVersion } from "./session/live-version.ts";
export { createPredictor, type Predictor, type PredictorDeps } from "./session/predictor.ts";
export { createReplies } from "./session/reply.ts";
export { createSessions, type LiveSummary, type Sessions, type SessionsDeps } from "./session/sessions.ts";
export { whatIf } from "./session/what-if.ts";
export { createShadowing, type Shadowing } from "./traffic/shadowing.ts";
export type { Split } from "./traffic/splits.ts";
export type { TallySummary } from "./traffic/tally.ts";
