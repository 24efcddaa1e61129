/** Carrying decisions out: incidents as resumable state machines, the refit test, the gate, promotion and roll-back. */

export { accountOf, monthlyAccount } from "./accounting.ts";
export { approvalTimes, expireApprovals } from "./approval.ts";
export { type HealContext, type Making, type Trainer, trainerOf, watched } from "./context.ts";
export { correctionsOf } from "./corrections.ts";
export { decisionHistory } from "./decision-history.ts";
export { type DecisionRecord, decisionsOf, recordDecision } from "./decision-log.ts";
export { gateVersion } from "./hand-gate.ts";
export { listIncidents, openIncidents, showIncident } from "./incidents.ts";
export { judgementsOf } from "./judgements.ts";
export { countLearning, learnedThrough, learningRows, rootOf, takeInOutcomes, trainingSet } from "./learning-rows.ts";
export { approveIncident, carry, carryOpen, isOnTrial, open, rejectIncident, resumeIncidents } from "./machine.ts";
export { promoteVersion, rollbackModel } from "./promotion.ts";
export { isQuarantined, quarantinesOf } from "./quarantine.ts";
export { lastRefit, trainingsSince } from "./refit-history.ts";
export { lastRelease, type Release } from "./releases.ts";
export { retrainedSchema } from "./retrained-schema.ts";
export { concatTables, outcomeColumn } from "./tables.ts";
export { setThreshold, thresholdReport } from "./threshold.ts";
export { trialFacts } from "./trial.ts";
export { withoutLimits } from "./without-limits.ts";
