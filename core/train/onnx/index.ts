export { type Exported, type ExportOptions, exportModel } from "./export.ts";
export { toFeeds } from "./feeds.ts";
export { outputNames, readOutputs } from "./outputs.ts";
export { openSession } from "./session.ts";
