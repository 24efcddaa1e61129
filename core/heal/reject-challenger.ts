/** A challenger that will not be used: out of the traffic, and never tried again. */
import { type Incident, say } from "../contract/index.ts";
import type { HealContext } from "./context.ts";

const REJECTABLE = new Set(["candidate", "shadow", "canary"]);

/** Nothing happens to one that is rejected already, or that went live and will be rolled back. */
export function rejectChallenger(
  { registry, sessions, emit }: HealContext,
  { model, challenger, id }: Incident,
  reason: string,
): void {
  if (challenger === null || !REJECTABLE.has(registry.show(`${model}@${challenger}`).stage)) return;
  registry.setStage(model, challenger, "rejected", {
    actor: "homeostat",
    reason: say("reasonOfIncident", { reason, incident: id }),
  });
  sessions.refresh(model);
  emit({ type: "models_changed", model });
}
