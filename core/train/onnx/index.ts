export { exportModel } from "./export.ts";
export { toFeeds } from "./feeds.ts";
export { outputNames, readOutputs } from "./outputs.ts";
export { scoreOnnx } from "./session.ts";
