/** A retraining in the double: an incident whose making is a job; whichever of the two is stopped, both end. */

import { HomeostatError } from "../../core/contract/errors.ts";
import { type Incident, isBeingMade } from "../../core/contract/incidents.ts";
import type { Job } from "../../core/contract/jobs.ts";
import { say } from "../../core/contract/sentences/say.ts";
import type { createDoubleEngine } from "./double-engine.ts";
import type { World } from "./double-world.ts";

const STAGES = ["gathering", "testing", "weighing", "fitting on all rows", "exporting"];

/** Opens the incident; its making goes on behind. */
export function retrain(
  world: World,
  engine: ReturnType<typeof createDoubleEngine>,
  model: string,
): { incident: string; state: string; outcome: null } {
  const { emit, live, record } = engine;
  const opened_at = new Date().toISOString();
  const incident: Incident = {
    ...{ id: `INC-${String(world.incidents.length + 5).padStart(4, "0")}`, model, state: "acting", opened_at },
    ...{ diagnosis: "none", decision: "retrain", closed_at: null, detected_ms: null, recovered_ms: null },
    ...{ evidence: ["A person asks for it."], features: [], waiting: false, worked_ms: 0 },
    ...{ champion: live(model)?.version ?? null, challenger: null, gate: null, outcome: null },
    steps: [{ at: opened_at, state: "acting", note: "Another version is trained on everything but the newest rows." }],
  };
  world.incidents.unshift(incident);
  emit({ type: "incident_changed", incident });
  record("user", "retrain", model);
  void make(engine, incident);
  return { incident: incident.id, state: incident.state, outcome: null };
}

async function make(
  { update, pause, settle }: ReturnType<typeof createDoubleEngine>,
  { id, model }: Incident,
): Promise<void> {
  const job: Job = {
    ...{ id: crypto.randomUUID(), kind: "retrain", title: `Retrain ${model}`, about: { model, incident: id } },
    ...{ state: "running", error: null, result: null },
    ...{ started_at: new Date().toISOString(), ran_ms: 0, progress: { stage: "starting", done: 0 } },
  };
  update(job, {});
  for (const [at, stage] of STAGES.entries()) {
    update(job, { progress: { stage, done: at / STAGES.length } });
    await pause();
    if (update(job, {}).state !== "running") return;
  }
  const { state, outcome } = settle(id, "v0003 stays. Another version was tried: it is not clearly better.", "closed");
  update(job, { state: "done", progress: { stage: "done", done: 1 }, result: { incident: id, state, outcome } });
}

/** A person says no to a repair; one that is being made ends with its job. @throws INCIDENT_NOT_WAITING */
export function reject(
  world: World,
  { settle, incident, update, step, record }: ReturnType<typeof createDoubleEngine>,
  id: string,
  reason?: string,
) {
  const why = reason ?? say("notWanted");
  if (!isBeingMade(incident(id))) return settle(id, say("rejectedBy", { actor: "user", reason: why }), "held");
  const ended = settle(id, reason ? say("stoppedBecause", { reason }) : say("stopped"), "closed");
  record("user", "reject", id, { reason: why });
  const error = new HomeostatError("CANCELLED").toJSON();
  for (const job of world.jobs.values())
    if (job.about?.incident === id && job.state === "running") update(job, { state: "cancelled", error });
  step();
  return ended;
}
