/** What crosses a process or HTTP boundary. Imports nothing of Homeostat. */
export * from "./api.ts";
export * from "./cost.ts";
export * from "./drift.ts";
export * from "./errors.ts";
export * from "./events.ts";
export * from "./facts.ts";
export * from "./incidents.ts";
export * from "./inspection.ts";
export * from "./jobs.ts";
export * from "./model-schema.ts";
export * from "./names.ts";
export * from "./performance.ts";
export * from "./predict.ts";
export * from "./registry.ts";
export * from "./repairs.ts";
export * from "./replay.ts";
export * from "./train.ts";
