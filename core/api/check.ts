/** A check that a person asks for: a job that can be watched and cancelled until it is stored; repairs follow it. */
import type { Appliance } from "../appliance.ts";
import { type ModelFacts, say } from "../contract/index.ts";
import { type CycleResult, carryOn, runCycle } from "../lifecycle.ts";

/** @throws HomeostatError NO_PRODUCTION, CANCELLED */
export async function checkNow(
  { jobs, loop, events }: Pick<Appliance, "jobs" | "loop" | "events">,
  { model, job }: { model: string; job?: string | undefined },
): Promise<ModelFacts> {
  let found: CycleResult | undefined;
  // What was found is stored with the checks; of a wide model it is too large to be kept with the job too.
  await jobs.run("check", say("jobCheck", { model }), job, async (watch) => {
    found = await runCycle(loop, model, { force: true, later: true, watch });
    return null;
  });
  const { facts, incident } = found!;
  events.publish({ type: "status_changed" });
  if (incident) await carryOn(loop, model, incident.id);
  return facts.model;
}
