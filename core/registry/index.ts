/** Versions, stages, lineage, artifacts and the audit trail. */
export type { Audit, AuditInput } from "./audit.ts";
export { CODE_VERSION } from "./code-version.ts";
export { goldenRows, goldenScores, proveScorer } from "./golden-rows.ts";
export type { NewVersion } from "./register.ts";
export { createRegistry, type LoadedModel, type LoadedVersion, type Registry, type RegistryDeps } from "./registry.ts";
export type { Repairs } from "./repairs.ts";
export type { ModelListing, Traffic } from "./versions.ts";
