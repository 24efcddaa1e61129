/** What a person asks the loop for: to look now, or to retrain. Looking is a job; what it opens is carried behind it. */
import type { Appliance } from "../appliance.ts";
import { type Incident, type ModelFacts, say } from "../contract/index.ts";
import { askForRetraining, carryOn, runCycle } from "../lifecycle.ts";
import type { JobContext } from "./jobs.ts";

type Asked = Pick<Appliance, "jobs" | "loop" | "events" | "logger">;

/** What is seen of a wide model is large, and is stored with the checks. */
const lookAsJob = <T>(
  { jobs }: Asked,
  { model, job }: { model: string; job?: string | undefined },
  look: (watch: JobContext) => Promise<T>,
): Promise<T> => jobs.run("check", say("jobCheck", { model }), job, look, { about: { model }, isLarge: true });

/**
 * A check that can be watched, and cancelled until it is stored; repairs follow it.
 * @throws HomeostatError NO_PRODUCTION, CANCELLED
 */
export async function checkNow(
  appliance: Asked,
  input: { model: string; job?: string | undefined },
): Promise<ModelFacts> {
  const { loop, events } = appliance;
  const { facts, incident } = await lookAsJob(appliance, input, (watch) =>
    runCycle(loop, input.model, { force: true, later: true, watch }),
  );
  events.publish({ type: "status_changed" });
  if (incident) await carryOn(loop, input.model, incident.id);
  return facts.model;
}

/**
 * The answer is an incident, carried to its end with `wait`, else in the background.
 * @throws HomeostatError NO_PRODUCTION, CANCELLED, WRONG_USE where the machine is too busy or the data are broken
 */
export async function retrainNow(
  appliance: Asked,
  { model, wait }: { model: string; wait: boolean },
): Promise<Incident> {
  const { loop, logger } = appliance;
  const incident = await lookAsJob(appliance, { model }, (watch) => askForRetraining(loop, model, watch));
  const carried = carryOn(loop, model, incident.id);
  if (wait) return carried;
  carried.catch((error: unknown) =>
    logger.error({ err: error, incident: incident.id }, "the retraining stopped; the next turn resumes it"),
  );
  return incident;
}
