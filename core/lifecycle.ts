/**
 * The loop, top to bottom: observe → diagnose → decide → heal. The only file that closes the cycle.
 *
 *   log, registry ──► observe ──► diagnose ──► decide ──► heal ──► registry, sessions
 *                     facts       what it is   what to do  carry it out, gate, promote or roll back, verify
 *
 * Failure exits: nothing new → the turn ends; no outcomes → "blind"; broken data → set aside; not clearly better → the
 * champion stays; a step that fails → the incident is held with its reason; a crash → the next turn resumes.
 */
import {
  type Decision,
  type DiagnosisReport,
  type Facts,
  HomeostatError,
  type Incident,
  type Policy,
  say,
} from "./contract/index.ts";
import { decide, isOutdated } from "./decide/index.ts";
import {
  carry,
  carryOpen,
  type DecisionRecord,
  decisionHistory,
  expireApprovals,
  isOnTrial,
  lastRefit,
  open,
  openIncidents,
  recordDecision,
  rejectIncident,
} from "./heal/index.ts";
import { lastCheckAt, streakBegan } from "./lifecycle/checks.ts";
import { hasHarm } from "./lifecycle/harm.ts";
import type { Loop } from "./lifecycle/loop.ts";
import { type LookWatch, look, nothingNew, type Observation, observe, seenSoFar } from "./lifecycle/observation.ts";
import { keepIncidentReport } from "./lifecycle/reports.ts";
import { isDue } from "./lifecycle/schedule.ts";
import { inTurn } from "./lifecycle/turns.ts";
import { liveVersion } from "./lifecycle/window.ts";
import { diagnose } from "./observe/index.ts";

export type { CheckBrief } from "./lifecycle/check-brief.ts";
export { latestCheck } from "./lifecycle/checks.ts";
export { editExpectation, expectationReport } from "./lifecycle/expectations.ts";
export type { Loop } from "./lifecycle/loop.ts";
export { keepScheduledReport, keptReports, reportNow, showReport } from "./lifecycle/reports.ts";
export { archiveOld } from "./lifecycle/retention.ts";
export { trafficReport } from "./lifecycle/traffic.ts";
export { gatherWindow, referenceOf } from "./lifecycle/window.ts";

export interface CycleOptions {
  /** A person asks for a retraining. */
  requested?: boolean;
  /** Look now, however few rows have come since the last window closed. */
  force?: boolean;
  /** Open the incident and leave its work to the caller, who calls `carryOn`. */
  later?: boolean;
  /** Told how far the look is; ends it with CANCELLED until what was seen is stored. */
  watch?: LookWatch;
}

export interface CycleResult {
  facts: Facts;
  diagnosis: DiagnosisReport;
  decision: Decision;
  /** What this turn opened. */
  incident: Incident | null;
  /** Earlier incidents that this turn went on with. */
  carried: Incident[];
  /** Epoch ms. */
  at: number;
}

/** A turn in which nothing is new is skipped, but time itself changes things: a cooldown ends, outcomes grow old. */
const LOOK_AGAIN = 10 * 60_000;

/** True where a tick of the policy's cron expression lies between the last refit test (or the release) and now. */
function isScheduled(loop: Loop, model: string, schedule: string | null): boolean {
  const last = lastRefit(loop, model)?.at ?? Date.parse(liveVersion(loop, model).detail.created_at);
  return isDue(schedule, last, loop.clock.now());
}

/** When the evidence for a diagnosis began: the first of the windows that agree on it. */
function since(
  { checks, windowFrom }: Pick<Observation, "checks" | "windowFrom">,
  { diagnosis }: DiagnosisReport,
): number | null {
  if (diagnosis === "data_break") return streakBegan(checks, ({ verdict }) => verdict === "data_break", windowFrom);
  if (diagnosis === "benign_drift" || diagnosis === "harmful_drift")
    return streakBegan(checks, ({ drifted }) => drifted, windowFrom);
  return null;
}

/** Fallbacks and roll-backs are about serving, whatever the data look like. */
const causeOf = (decision: Decision, { diagnosis }: DiagnosisReport): Incident["diagnosis"] =>
  decision.kind === "fallback" || decision.kind === "rollback" ? "service_fault" : diagnosis;

/** A repair that waits for a person and was made for a world that has changed since, or before outcomes could judge, is withdrawn for a newer one. */
function dropOutdated(loop: Loop, { history, diagnosis, facts, policy }: Judged): void {
  for (const incident of history.open)
    if (incident.waiting && isOutdated(incident, diagnosis.diagnosis, facts, policy))
      rejectIncident(loop, incident.id, say("knownBetter"), "homeostat");
}

interface Judged extends Pick<DecisionRecord, "facts" | "diagnosis" | "history" | "policy" | "decision" | "at"> {
  /** When the evidence began, epoch ms. */
  began: number | null;
}

/** What was seen, what it is, and what to do about it; nothing is stored. */
function judge(
  loop: Loop,
  model: string,
  seen: Pick<Observation, "facts" | "history"> & Partial<Observation>,
  options: CycleOptions = {},
): Judged {
  const policy = loop.registry.policy(model);
  const { facts } = seen;
  const diagnosis = diagnose(facts, seen.history, policy);
  const at = loop.clock.now();
  const history = decisionHistory(loop, model, {
    requested: options.requested ?? false,
    scheduled: isScheduled(loop, model, policy.schedule),
  });
  const decision = decide(facts, diagnosis, history, policy, at);
  const { checks = [], windowFrom = null } = seen;
  return { facts, diagnosis, history, policy, decision, at, began: since({ checks, windowFrom }, diagnosis) };
}

/** Records the decision, and opens and carries the incident that it asks for. */
async function act(loop: Loop, model: string, seen: Judged, later: boolean): Promise<Incident | null> {
  const { registry, metrics } = loop;
  const { began, ...judged } = seen;
  const { diagnosis, decision, at } = judged;
  const record = recordDecision(loop, { model, ...judged, incident: null });
  if (decision.kind === "retrain" || decision.kind === "reweight") dropOutdated(loop, seen);
  const opened = open(loop, {
    ...{ model, record },
    diagnosis: causeOf(decision, diagnosis),
    decision,
    evidence: diagnosis.evidence,
    features: diagnosis.features,
    champion: registry.production(model),
    detectedMs: began === null ? null : at - began,
    ...(began === null ? {} : { since: began }),
  });
  if (!opened) return null;
  metrics.incident(model, opened.diagnosis);
  keepIncidentReport(loop, model, opened);
  return later ? opened : carryOut(loop, opened);
}

async function carryOut(loop: Loop, { id, model }: Pick<Incident, "id" | "model">): Promise<Incident> {
  const incident = await carry(loop, id);
  if (incident.decision === "retrain") loop.metrics.retrain(model, incident.state);
  return incident;
}

/** Does what an incident asks for that was opened with `later`, as far as it can be done now. */
export const carryOn = (loop: Loop, model: string, incident: string): Promise<Incident> =>
  inTurn(loop, model, () => carryOut(loop, { id: incident, model }));

async function turn(loop: Loop, model: string, options: CycleOptions): Promise<CycleResult> {
  // What was begun before comes first: interrupted work, verification, breaks that may have ended.
  const carried = await carryOpen(loop, model);
  const observation = await observe(loop, model, loop.registry.policy(model), options.force ?? false, options.watch);
  const judged = judge(loop, model, observation, options);
  const incident = await act(loop, model, judged, options.later ?? false);
  const { facts, diagnosis, decision, at } = judged;
  return { facts, diagnosis, decision, incident, carried, at };
}

const last = new WeakMap<Loop, Map<string, CycleResult>>();

/**
 * One turn of the loop for a model. Turns of one model follow each other; a turn in which nothing is new returns what
 * the last one found.
 * @throws HomeostatError NO_PRODUCTION
 * @example const { diagnosis, decision } = await runCycle(loop, "diabetes"); // "none", { kind: "keep", … }
 */
export function runCycle(loop: Loop, model: string, options: CycleOptions = {}): Promise<CycleResult> {
  const cycle = async () => {
    expireApprovals(loop, model);
    const results = last.get(loop) ?? new Map<string, CycleResult>();
    last.set(loop, results);
    const before = results.get(model);
    const idle = nothingNew(loop, model) && !options.requested && !options.force;
    const recent = before !== undefined && loop.clock.now() - before.at < LOOK_AGAIN;
    if (recent && idle && !isScheduled(loop, model, loop.registry.policy(model).schedule)) return before;
    // Until this turn has ended well, the next one has something to look at.
    results.delete(model);
    const result = await turn(loop, model, options);
    results.set(model, result);
    return result;
  };
  return inTurn(loop, model, cycle, options.watch?.signal);
}

/** Between two looks at a model that seems to do harm and was found not to. */
const ALARM_PAUSE = 5000;
const alarmed = new WeakMap<Loop, Map<string, number>>();

/** A release or a canary answers badly, as far as a glance can tell; not more often than every few seconds. */
function isAlarming(loop: Loop, model: string): boolean {
  const now = loop.clock.now();
  const ofLoop = alarmed.get(loop) ?? new Map<string, number>();
  alarmed.set(loop, ofLoop);
  if (now - (ofLoop.get(model) ?? Number.NEGATIVE_INFINITY) < ALARM_PAUSE || !hasHarm(loop, model)) return false;
  ofLoop.set(model, now);
  return true;
}

/**
 * The traffic alone, looked at every moment: phases of a rollout go on or end, and a release or a canary that does harm
 * goes back, without waiting for the model's turn. Whatever else was seen is left to that.
 */
export async function watchTraffic(loop: Loop, model: string): Promise<Incident | null> {
  const { canary, shadows } = loop.sessions.split(model);
  if (canary || shadows.length > 0)
    for (const incident of openIncidents(loop, model)) if (isOnTrial(incident)) return carry(loop, incident.id);
  if (!isAlarming(loop, model)) return null;
  const judged = judge(loop, model, await look(loop, model, loop.registry.policy(model)));
  return judged.decision.kind === "rollback" ? act(loop, model, judged, false) : null;
}

export interface Observed {
  facts: Facts["model"];
  diagnosis: DiagnosisReport;
}
interface Look {
  /** What had come when it was made. */
  seen: string;
  at: number;
  found: Promise<Observed>;
}

/** Time itself changes what is seen, if slowly: a feed falls silent, outcomes grow old. */
const LOOK_HOLDS = 60_000;
const looks = new WeakMap<Loop, Map<string, Look>>();

async function lookNow(loop: Loop, model: string, policy: Policy): Promise<Observed> {
  const { facts, history } = await look(loop, model, policy);
  return { facts: facts.model, diagnosis: diagnose(facts, history, policy) };
}

/**
 * What a turn would see and think of it now; nothing is stored, decided or done. As long as nothing has come, the last
 * look holds, and those who ask at the same time are given the same: bootstraps take a tenth of a second a model.
 * @throws HomeostatError NO_PRODUCTION
 */
export function observeNow(loop: Loop, model: string): Promise<Observed> {
  const policy = loop.registry.policy(model);
  const seen = JSON.stringify([seenSoFar(loop, model), lastCheckAt(loop, model), policy]);
  const ofLoop = looks.get(loop) ?? new Map<string, Look>();
  looks.set(loop, ofLoop);
  const before = ofLoop.get(model);
  const at = loop.clock.now();
  if (before?.seen === seen && at - before.at < LOOK_HOLDS) return before.found;
  const found = lookNow(loop, model, policy);
  const now: Look = { seen, at, found };
  ofLoop.set(model, now);
  found.catch(() => {
    if (ofLoop.get(model) === now) ofLoop.delete(model);
  });
  return found;
}

/**
 * A person asks for a retraining: what is seen now opens an incident for it, whose work is left to the caller, who
 * calls `carryOn`.
 * @throws HomeostatError NO_PRODUCTION, CANCELLED, WRONG_USE where the machine is too busy or the data are broken
 */
export async function askForRetraining(loop: Loop, model: string, watch?: LookWatch): Promise<Incident> {
  const { incident, decision } = await runCycle(loop, model, {
    ...{ requested: true, later: true },
    ...(watch ? { watch } : {}),
  });
  if (!incident) throw new HomeostatError("WRONG_USE", { reason: decision.reasons.join(" ") });
  return incident;
}
