/** Putting a version live and going back: the operations behind the command line, the pages and the loop. */
import { type GateVerdict, HomeostatError, type MoveReport, say } from "../contract/index.ts";
import { moveBeside } from "./beside.ts";
import { courseOf, type HealContext } from "./context.ts";
import { gateVersion } from "./hand-gate.ts";
import { openIncidents } from "./incidents.ts";
import { lastRelease } from "./releases.ts";

export interface Why {
  actor: string;
  reason: string;
}

/**
 * The new session is loaded and warmed first, then the registry commits, then the switch is one assignment: no request
 * meets half of it. A repeated call ends in the same state. With `keep` the version that goes stands by, loaded.
 */
export async function goLive(
  context: HealContext,
  model: string,
  version: string,
  why: Why & { gate: GateVerdict | null; keep?: boolean },
): Promise<MoveReport> {
  const { registry, sessions, emit } = context;
  await sessions.prepare(model, version);
  const started = performance.now();
  const { from, to } = registry.promote(model, version, why);
  sessions.activate(model, version, why.keep);
  const effective_ms = performance.now() - started;
  emit({ type: "models_changed", model });
  return { model, from, to, effective_ms, gate: why.gate, stage: "production" };
}

/** A challenger that an incident tries is the incident's: two hands on one version would undo each other. */
function checkFree(context: HealContext, model: string, version: string): void {
  const owner = openIncidents(context, model).find(
    ({ challenger, state }) => challenger === version && (state === "shadow" || state === "canary"),
  );
  if (owner)
    throw new HomeostatError("WRONG_USE", {
      reason: [
        say("incidentHolds", { incident: owner.id, version: `${model}@${version}` }),
        say("stopThatWith", { incident: owner.id }),
      ].join(" "),
    });
}

export interface PromoteRequest extends Why {
  model: string;
  version: string;
  force?: boolean;
  /** Beside the live version: a shadow answers nobody, and no gate is asked. */
  shadow?: boolean;
  /** Percent of the requests that it answers beside the live version; 0 takes it out of the traffic again. */
  canary?: number | undefined;
}

/**
 * Promotes a version by hand, through the gate. Where it refuses, nothing changes and `to` is null; `force` goes
 * ahead all the same, with its reason in the audit trail.
 * @throws HomeostatError REASON_REQUIRED, NOT_PROMOTABLE, VERSION_NOT_FOUND, WRONG_USE; CANCELLED until the gate has
 *   spoken, and then nothing has moved
 */
export async function promoteVersion(context: HealContext, request: PromoteRequest): Promise<MoveReport> {
  const { model, version, force = false, reason, actor, shadow = false, canary } = request;
  const beside = shadow || canary !== undefined;
  if (shadow && canary !== undefined) throw new HomeostatError("WRONG_USE", { reason: say("shadowOrCanary") });
  if (force && reason.trim() === "") throw new HomeostatError("REASON_REQUIRED");
  const { registry } = context;
  const { stage } = registry.show(`${model}@${version}`);
  if (stage === "rejected" || stage === "failed") throw new HomeostatError("NOT_PROMOTABLE", { model, version, stage });
  const champion = registry.production(model);
  if (champion === version && beside)
    throw new HomeostatError("WRONG_USE", { reason: say("isLiveAlready", { version: `${model}@${version}` }) });
  if (champion === version) return { model, from: champion, to: version, effective_ms: 0, gate: null, stage };
  if (beside) checkFree(context, model, version);
  const share = canary ?? null;
  const asksGate = !beside || (share !== null && share > 0 && stage !== "canary");
  const gate = asksGate ? await gateVersion(context, model, version, beside) : null;
  courseOf(context).stage("promoting");
  if (gate === null) return moveBeside(context, { model, version, share, actor, reason }, gate);
  if (!gate.passed && !force) {
    registry.audit.append({ actor, action: "gate_refused", subject: `${model}@${version}`, detail: { gate } });
    return { model, from: champion, to: null, effective_ms: 0, gate };
  }
  return beside
    ? moveBeside(context, { model, version, share, actor, reason }, gate)
    : goLive(context, model, version, { actor, reason, gate });
}

/**
 * Back to `to`, or to the version that was live before; the one left is rejected. Where the old session cannot be
 * loaded, serving falls back by itself and says so.
 * @throws HomeostatError NOTHING_TO_ROLL_BACK, NO_PRODUCTION
 */
export async function rollbackModel(
  context: HealContext,
  request: Why & { model: string; to?: string },
): Promise<MoveReport & { from: string; to: string }> {
  const { registry, sessions, emit, logger } = context;
  const { model, actor, reason } = request;
  const likely = request.to ?? lastRelease(context, model)?.from ?? null;
  // Warmed before the switch wherever it can be; a failure here must not keep a bad release live.
  const warmed = likely !== null && (await warm(context, model, likely));
  const started = performance.now();
  const { from, to } = registry.rollback(model, { actor, reason, to: request.to });
  if (warmed && to === likely) sessions.activate(model, to);
  else {
    logger.warn({ model, to }, "the earlier version could not be warmed before the roll-back");
    await sessions.open(model);
  }
  const effective_ms = performance.now() - started;
  emit({ type: "models_changed", model });
  return { model, from, to, effective_ms, gate: null };
}

/** @returns false where it cannot be opened, which is logged */
export async function warm({ sessions, logger }: HealContext, model: string, version: string): Promise<boolean> {
  try {
    await sessions.prepare(model, version);
    return true;
  } catch (error) {
    logger.error({ err: error, model, version }, "the session of the earlier version cannot be loaded");
    return false;
  }
}
