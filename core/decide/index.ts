/** From facts to a decision: pure, total, replayable. */
export { decide } from "./decide.ts";
export { DecisionHistory, NO_HISTORY } from "./history.ts";
export { isOutdated } from "./playbook.ts";
export { releaseFaults } from "./release.ts";
export { type Verification, VerificationFacts, verifyRelease } from "./verification.ts";
