/** Incidents of serving itself: a bad release goes back, a fallback is watched until it is no longer needed. */
import { type Incident, say } from "../../contract/index.ts";
import { takeOut } from "../beside.ts";
import type { HealContext } from "../context.ts";
import type { Step } from "../incidents.ts";
import { closed, decisionOf, opening, type Procedure } from "../procedure.ts";
import { rollbackModel } from "../promotion.ts";

/** A canary answers nobody from here on; the live version was never away. */
function dropCanary(context: HealContext, incident: Incident, version: string, reasons: string): Step {
  const { registry, clock } = context;
  const { model, opened_at } = incident;
  takeOut(context, { model, version }, "rejected", { actor: "homeostat", reason: reasons });
  const outcome = say("answersAlone", { live: registry.production(model)!, challenger: version });
  return {
    state: "rolled_back",
    note: reasons,
    changes: { outcome, challenger: version, recovered_ms: clock.elapsed(Date.parse(opened_at)) },
  };
}

async function goBack(context: HealContext, incident: Incident): Promise<Step> {
  const { registry, clock } = context;
  const { model, champion, opened_at } = incident;
  const decision = decisionOf(incident);
  const reasons = decision.reasons.join(" ");
  if (decision.kind === "rollback" && decision.version !== undefined)
    return dropCanary(context, incident, decision.version, reasons);
  // After a crash the roll-back may be done already.
  if (registry.production(model) === champion)
    await rollbackModel(context, { model, actor: "homeostat", reason: reasons });
  const outcome = say("liveAgain", { live: registry.production(model)!, challenger: champion! });
  return {
    state: "rolled_back",
    note: reasons,
    changes: { outcome, recovered_ms: clock.elapsed(Date.parse(opened_at)) },
  };
}

export const rollback: Procedure = { ...opening(say("planRollback")), acting: goBack };

/** The live version answers as it should. */
const isWhole = ({ sessions }: HealContext, model: string): boolean =>
  sessions.live().some((live) => live.model === model && !live.degraded);

export const fallback: Procedure = {
  ...opening(say("planFallback")),
  acting: () => ({ state: "verifying", note: say("triedAgain") }),
  verifying: async (context, { model, opened_at }) => {
    if (!isWhole(context, model)) await context.sessions.open(model);
    return isWhole(context, model)
      ? closed(say("answersAgain"), { recovered_ms: context.clock.elapsed(Date.parse(opened_at)) })
      : null;
  },
};

/** What a person asked for and what cannot be done: the answer is the incident. */
export const hold: Procedure = {
  open: (_, incident) => {
    const outcome = decisionOf(incident).reasons.join(" ");
    return { state: "held", note: outcome, changes: { outcome } };
  },
};
