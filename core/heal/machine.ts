/**
 * The healer: takes an incident from state to state until it ends, waits for a person or waits for new rows.
 *
 *   open → diagnosing → acting → gating → shadow → canary → promoting → verifying → closed
 *                                  │    ▲     └───────┴──────────────────────┴──→ rolled_back
 *                                  └ held, until approved
 *
 * Each state is stored before its action runs and the next one after it, so that a crash in between repeats an
 * idempotent action. Shadow and canary are there where the policy's `rollout` asks for them.
 */
import {
  type DecisionKind,
  type ErrorCode,
  HomeostatError,
  type Incident,
  type IncidentState,
  isBeingMade,
  say,
} from "../contract/index.ts";
import { type HealContext, type Making, watched } from "./context.ts";
import type { Watch } from "./course.ts";
import {
  isFinished,
  type NewIncident,
  openIncident,
  openIncidents,
  type Step,
  showIncident,
  takeStep,
} from "./incidents.ts";
import type { Action, Procedure } from "./procedure.ts";
import { approvalStep } from "./procedures/promote-challenger.ts";
import { approveRepair, quarantine } from "./procedures/quarantine.ts";
import { retrain } from "./procedures/retrain.ts";
import { reweight } from "./procedures/reweight.ts";
import { fallback, hold, rollback } from "./procedures/serving.ts";
import { rejectChallenger } from "./reject-challenger.ts";

/** Decisions that open an incident, and how each is carried out; the others are only recorded. */
const PROCEDURES: Partial<Record<DecisionKind, Procedure>> = {
  retrain,
  reweight,
  quarantine,
  rollback,
  fallback,
  hold,
};

/** States that wait for rows: being found in one after a start is no sign of trouble. */
const PATIENT: ReadonlySet<IncidentState> = new Set(["verifying", "shadow", "canary"]);
/** Resumed so often without getting on, an incident is left to a person. */
const MOST_RESUMPTIONS = 3;

/** Nothing is wrong with the repair: it goes on where it is once this is over. */
const PASSING: ReadonlySet<ErrorCode> = new Set(["CANCELLED", "DISK_FULL", "DISK_FAILED", "DATABASE_LOCKED"]);

/** A failure with a known remedy ends the incident with its message; anything else is a crash, and is resumed. */
async function attempt(context: HealContext, incident: Incident, action: Action): Promise<Step | null> {
  try {
    return await action(context, incident);
  } catch (error) {
    if (!(error instanceof HomeostatError) || PASSING.has(error.code)) throw error;
    context.logger.error({ err: error, incident: incident.id }, "the repair failed");
    rejectChallenger(context, incident, say("repairFailed"));
    return { state: "held", note: error.message, changes: { outcome: error.message } };
  }
}

interface Carried {
  work: Promise<Incident>;
  /** Aborted once a person stops it. */
  stop: AbortController;
}
const running = new WeakMap<HealContext["db"], Map<string, Carried>>();

function carriedOf({ db }: HealContext): Map<string, Carried> {
  const ofDb = running.get(db) ?? new Map<string, Carried>();
  running.set(db, ofDb);
  return ofDb;
}

/** Carries an incident as far as it goes now; who asks for one that is being carried gets the same answer. */
export function carry(context: HealContext, id: string): Promise<Incident> {
  const carried = carriedOf(context);
  const before = carried.get(id);
  if (before) return before.work;
  const stop = new AbortController();
  const work = makeAndGoOn(context, id, stop.signal).finally(() => carried.delete(id));
  carried.set(id, { work, stop });
  return work;
}

/** As long as a challenger is being made, it is a job; what follows takes a moment, or waits. */
async function makeAndGoOn(context: HealContext, id: string, stopped: AbortSignal): Promise<Incident> {
  const incident = showIncident(context, id);
  if (!isBeingMade(incident)) return goThrough(context, id);
  const work = async ({ signal, onProgress }: Watch) => {
    const ending = signal ? AbortSignal.any([stopped, signal]) : stopped;
    const { state, outcome } = await goThrough(watched(context, { signal: ending, onProgress }), id, isBeingMade);
    if (stopped.aborted) throw new HomeostatError("CANCELLED");
    return { incident: id, state, outcome };
  };
  const making: Making = { incident, work, stop: () => rejectIncident(context, id) };
  try {
    await (context.asJob ? context.asJob(making) : work({}));
  } catch (error) {
    if (!stopped.aborted || !(error instanceof HomeostatError) || error.code !== "CANCELLED") throw error;
  }
  return goThrough(context, id);
}

/** A person said no while it was being worked on: what came of the work is set aside. */
function endStopped(context: HealContext, stopped: Incident, step: Step | null): Incident {
  const challenger = step?.changes?.challenger;
  if (challenger) rejectChallenger(context, { ...stopped, challenger }, say("wasStopped"));
  return stopped;
}

async function goThrough(
  context: HealContext,
  id: string,
  goesOn: (incident: Incident) => boolean = () => true,
): Promise<Incident> {
  let incident = showIncident(context, id);
  for (;;) {
    const action = isFinished(incident) ? undefined : PROCEDURES[incident.decision]?.[incident.state];
    if (!action || !goesOn(incident)) return incident;
    if (context.signal?.aborted) throw new HomeostatError("CANCELLED");
    const began = performance.now();
    const step = await attempt(context, incident, action);
    const now = showIncident(context, id);
    if (isFinished(now)) return endStopped(context, now, step);
    if (!step) return incident;
    const worked_ms = incident.worked_ms + Math.round(performance.now() - began);
    incident = takeStep(context, incident, { ...step, changes: { ...step.changes, worked_ms } });
  }
}

/** Opens an incident for a decision that acts; null for one that does not. */
export const open = (context: HealContext, input: NewIncident): Incident | null =>
  PROCEDURES[input.decision.kind] ? openIncident(context, input) : null;

/** Counts the start, and leaves an incident that never gets on to a person. */
function resume(context: HealContext, incident: Incident): Incident {
  const here = incident.steps.filter(({ state }) => state === incident.state).length;
  if (here <= MOST_RESUMPTIONS) return takeStep(context, incident, { state: incident.state, note: say("resumed") });
  rejectChallenger(context, incident, say("didNotGetOn"));
  const outcome = say("interrupted", { times: MOST_RESUMPTIONS, state: incident.state });
  return takeStep(context, incident, { state: "held", note: outcome, changes: { outcome } });
}

/** What it waits for a person with may settle itself meanwhile. */
const goesOnWaiting = ({ decision, state }: Incident): boolean => PROCEDURES[decision]?.[state] !== undefined;

/** Goes on with every incident of a model, but for those that only a person can move. Called by each cycle. */
export async function carryOpen(context: HealContext, model: string): Promise<Incident[]> {
  const carried: Incident[] = [];
  for (const incident of openIncidents(context, model))
    if (!incident.waiting || goesOnWaiting(incident)) carried.push(await carry(context, incident.id));
  return carried;
}

/**
 * At start, before anything is served: switches that were interrupted are finished, and whatever else was interrupted
 * is marked, so that the next cycle goes on with it; training must not hold up serving.
 */
export async function resumeIncidents(context: HealContext): Promise<Incident[]> {
  const resumed: Incident[] = [];
  for (const incident of openIncidents(context)) {
    if (incident.waiting || PATIENT.has(incident.state)) continue;
    const marked = resume(context, incident);
    resumed.push(marked.state === "promoting" ? await carry(context, marked.id) : marked);
  }
  return resumed;
}

/** A person lets a held repair go on. @throws HomeostatError INCIDENT_NOT_FOUND, INCIDENT_NOT_WAITING */
export async function approveIncident(context: HealContext, id: string, actor = "user"): Promise<Incident> {
  const incident = showIncident(context, id);
  const step = incident.decision === "quarantine" ? approveRepair : approvalStep;
  const detail = { challenger: incident.challenger };
  takeStep(context, incident, step(context, incident, actor), { actor, action: "approve", subject: id, detail });
  return carry(context, id);
}

/** Beside the live version, tried on live traffic. */
export const isOnTrial = ({ state }: Pick<Incident, "state">): boolean => state === "shadow" || state === "canary";

/**
 * A person says no: a challenger that is held, on trial or being made is set aside, its fit stopped; a quarantine is
 * lifted, since the data are right.
 * @throws HomeostatError INCIDENT_NOT_FOUND, INCIDENT_NOT_WAITING
 */
export function rejectIncident(context: HealContext, id: string, why?: string, actor = "user"): Incident {
  const incident = showIncident(context, id);
  const lifts = incident.decision === "quarantine" && !isFinished(incident);
  if (!incident.waiting && !lifts && !isOnTrial(incident) && !isBeingMade(incident))
    throw new HomeostatError("INCIDENT_NOT_WAITING", { incident: id, state: incident.state });
  const reason = why ?? say("notWanted");
  rejectChallenger(context, incident, reason);
  const outcome = isBeingMade(incident)
    ? why === undefined
      ? say("stopped")
      : say("stoppedBecause", { reason: why })
    : say(lifts ? "liftedBy" : "rejectedBy", { actor, reason });
  const ended: Step = {
    state: "closed",
    note: outcome,
    changes: { outcome },
    ...(lifts ? { data: { lifted: true } } : {}),
  };
  const closed = takeStep(context, incident, ended, { actor, action: "reject", subject: id, detail: { reason } });
  carriedOf(context).get(id)?.stop.abort();
  return closed;
}
