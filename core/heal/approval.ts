/** A repair that waits for a person does not wait for ever: it was made for a world that moves on. */
import { type Incident, say, TERMINAL_STATES } from "../contract/index.ts";
import { type Clock, livedMoment } from "../shared/index.ts";
import type { HealContext } from "./context.ts";
import { openIncidents, type Step, takeStep } from "./incidents.ts";
import { rejectIncident } from "./machine.ts";

const ACTOR = "homeostat";
const HOUR = 3_600_000;

/**
 * When the person that an incident waits for is told again, and when it is set aside; epoch ms, both later where the
 * clock was set forward meanwhile. Null where it does not wait.
 * @param hours the policy's `approval_hours`
 */
export function approvalTimes(
  incident: Pick<Incident, "waiting" | "steps" | "opened_at">,
  hours: number,
  clock: Clock,
): { remindAt: number; expiresAt: number } | null {
  if (!incident.waiting) return null;
  const asked = incident.steps.findLast(({ state }) => TERMINAL_STATES.includes(state))?.at ?? incident.opened_at;
  const since = livedMoment(clock, Date.parse(asked));
  return { remindAt: since + (hours / 2) * HOUR, expiresAt: since + hours * HOUR };
}

/** No answer is not a no: whoever rejects a repair of data says that they are right, and silence does not. */
function goOnWithout(context: HealContext, incident: Incident, reason: string): Incident {
  const { id } = incident;
  const note = say("repairNotMade", { reason });
  const step: Step = { state: "verifying", note, changes: { waiting: false } };
  return takeStep(context, incident, step, { actor: ACTOR, action: "expire", subject: id, detail: { reason } });
}

/** Sets aside what of a model has waited too long, with its reason in the incident and in the audit trail. */
export function expireApprovals(context: HealContext, model: string): Incident[] {
  const hours = context.registry.policy(model).approval_hours;
  return openIncidents(context, model).flatMap((incident) => {
    const times = approvalTimes(incident, hours, context.clock);
    if (times === null || context.clock.now() < times.expiresAt) return [];
    const reason = say("nobodyAnswered", { hours });
    return incident.decision === "quarantine"
      ? [goOnWithout(context, incident, reason)]
      : [rejectIncident(context, incident.id, reason, ACTOR)];
  });
}
