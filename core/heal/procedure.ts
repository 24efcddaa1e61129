/** What a procedure is: for each state an idempotent action, which answers with the step to take or waits. */
import { type Decision, type Incident, type IncidentState, inSentence, say } from "../contract/index.ts";
import type { HealContext } from "./context.ts";
import { dataOf, type Step } from "./incidents.ts";

/** Null: nothing to do yet; the next cycle asks again. Run twice, an action ends in the same state as run once. */
export type Action = (context: HealContext, incident: Incident) => Promise<Step | null> | Step | null;
export type Procedure = Partial<Record<IncidentState, Action>>;

/** The decision an incident was opened with. */
export const decisionOf = (incident: Incident): Decision => dataOf(incident, "open")!.decision as Decision;

/** The first two states of every procedure: say what was found, then what is going to be done. */
export const opening = (plan: string | ((incident: Incident) => string)): Procedure => ({
  open: (_, { diagnosis, evidence }) => ({
    state: "diagnosing",
    note: evidence[0] ?? say("diagnosisIs", { diagnosis: inSentence(diagnosis) }),
  }),
  diagnosing: (_, incident) => ({ state: "acting", note: typeof plan === "string" ? plan : plan(incident) }),
});

export const closed = (outcome: string, changes: Step["changes"] = {}): Step => ({
  state: "closed",
  note: outcome,
  changes: { outcome, ...changes },
});
