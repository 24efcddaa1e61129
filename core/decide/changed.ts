/** Diagnoses that say that the world is no longer the one a version was made for, and that it suffers. */
import type { Diagnosis } from "../contract/index.ts";

export const CHANGED: readonly Diagnosis[] = ["concept_drift", "harmful_drift", "prior_shift"];
