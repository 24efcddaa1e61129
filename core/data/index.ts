/** Rows in: files read, understood, checked, split, kept. */
export { loadDataset, storeDataset } from "./datasets.ts";
export { literal, withDuckDB } from "./duckdb.ts";
export { type GrowingRows, growingRows } from "./growing-rows.ts";
export { checkMemory, memoryLimit } from "./memory-need.ts";
export { type ModelRows, tableOf } from "./model-rows.ts";
export { detectDates } from "./read/date-detection.ts";
export { dateFormat, parseIso } from "./read/date-format.ts";
export type { Room } from "./read/keep.ts";
export type { ColumnProfile } from "./read/profile.ts";
export type { ReadWatch } from "./read/read-columns.ts";
export { type ReadResult, readTable } from "./read/read-table.ts";
export { describeRepair, repairRow } from "./repair/repair-row.ts";
export { learnSchema } from "./schema.ts";
export { type SplitOptions, type SplitPlan, splitHoldout, timeOrder } from "./split.ts";
export { type FeatureStatistics, featureStatistics, quantile } from "./statistics.ts";
export { readRows, receiveTable, type SentTable, sendTable, viewColumns, viewRows } from "./stored-table.ts";
export * from "./table.ts";
export { encodeTarget, labelText } from "./target.ts";
export {
  learnSchemaOf,
  loadDatasetInThread,
  proposeFor,
  rankTargetsOf,
  readForModelInThread,
  readTableInThread,
  storeDatasetInThread,
} from "./thread/in-thread.ts";
export { type Ask, type Proposal, propose } from "./understand/propose.ts";
export { rankTargets } from "./understand/targets.ts";
export { type CellValue, compileValidator, type InvalidRow, type ValidRow } from "./validate.ts";
export { type CsvCell, writeCsv } from "./write-csv.ts";
